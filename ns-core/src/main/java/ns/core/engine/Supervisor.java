package ns.core.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import ns.core.bindings.core_h;
import ns.core.engine.ProgramLayout.CloneCall;
import ns.core.syscall.Architecture;
import ns.core.syscall.KernelSignals;
import ns.core.syscall.SystemCall;

/**
 * A command and what starts and supervises it, as a static executable: what a JVM would do, for a command that needs none while
 * it runs. {@code src/main/asm} has the source of its code; its program is of the same steps that a JVM's child goes through.
 *
 * <p>No downcall is made here, and none of what makes one: it would double the time that a JVM needs for this.
 */
public final class Supervisor {

    static final long PROGRAM = 0x60_1000;
    static final int PROGRAM_OFFSET = 0x1000;

    /** Where in the file the size of the program is, as it is there and as it is in memory: in the second program header. */
    static final int SIZE_IN_FILE = 152;
    static final int SIZE_IN_MEMORY = 160;

    static final int COMMAND = 0;
    static final int COMMAND_STATUS = 1;
    /** Room behind the program for what the file status of a command says, which takes memory only where it is used. */
    static final int STATUS_SIZE = 0x10_0000;

    private static final int FIRST_OTHER = 2;
    private static final int BROKEN = 125;
    private static final long LAST_DESCRIPTOR = 0xffff_ffffL;

    /** The signals that it may wait for: those that ns passes on, and that of the command's end. It blocks them all. */
    static final long WAITED = bit(core_h.SIGHUP()) | bit(core_h.SIGINT()) | bit(core_h.SIGTERM()) | bit(core_h.SIGCHLD());

    /** Of a struct epoll_event on any architecture. */
    private static final int EVENT_SIZE = 16;

    private static final String NAME = "ns";

    private final List<Step> steps = new ArrayList<>();
    /** Makes the step anew for each place that it has, with the same arguments. */
    private final Supplier<Step> otherwise;
    private final Step status = Step.of("open", "/proc/self/status", SystemCall.OPENAT,
            Arg.of(core_h.AT_FDCWD()), Arg.of("/proc/self/status"), Arg.of(core_h.O_RDONLY() | core_h.O_CLOEXEC())).optional();

    private Supervisor(Supplier<Step> otherwise) {
        this.otherwise = otherwise;
    }

    /**
     * What it starts.
     *
     * @param cloneFlags the namespaces that the command is born in
     * @param steps the command's, which end with its execve, where they are told by which others it watches over its parent
     * @param ownGroup whether it makes a process group, or a session, of its own
     */
    public record Command(long cloneFlags, UnaryOperator<List<Step>> steps, boolean ownGroup) {}

    private static long bit(int signal) {
        return 1L << signal - 1;
    }

    /**
     * The executable.
     *
     * @param file where it will lie, from where it is removed when it runs
     * @param command what it starts
     * @param otherwise a program with its arguments, which takes its place where the command cannot be started
     * @param environment that of this program
     * @param ignored whether a signal is ignored by whoever runs the executable, and so not passed on
     */
    public static byte[] executable(Path file, Command command, List<String> otherwise, Arg.Pointers environment,
            IntPredicate ignored) {
        String program = otherwise.getFirst();
        Arg path = Arg.of(program);
        Arg argv = new Arg.Pointers(otherwise.stream().map(Arg::of).toList());
        Supervisor supervisor = new Supervisor(() -> Step.of("execve", program, SystemCall.EXECVE, path, argv, environment));
        long waited = IntStream.of(core_h.SIGHUP(), core_h.SIGINT(), core_h.SIGTERM()).filter(ignored.negate())
                .mapToLong(Supervisor::bit).reduce(bit(core_h.SIGCHLD()), (some, other) -> some | other);
        return file(Architecture.current(), supervisor.steps(file, command), waited, command.ownGroup);
    }

    /** The content of the executable, of an architecture and with any steps. */
    static byte[] file(Architecture architecture, List<Step> steps, long waited, boolean ownGroup) {
        byte[] code = Base64.getDecoder().decode(switch (architecture) {
            case X86_64 -> SupervisorCode.X86_64;
            case AARCH64 -> SupervisorCode.AARCH64;
        });
        ProgramLayout layout = new ProgramLayout(new Program(0, steps));
        ByteBuffer all = ByteBuffer.allocate(PROGRAM_OFFSET + layout.size()).order(ByteOrder.nativeOrder());
        all.put(0, code);
        all.putLong(code.length - 2 * Long.BYTES, waited);
        all.putLong(code.length - Long.BYTES, ownGroup ? 1 : 0);
        all.putLong(code.length - 3 * Long.BYTES, PROGRAM + layout.size());
        all.putLong(SIZE_IN_FILE, layout.size());
        all.putLong(SIZE_IN_MEMORY, layout.size() + STATUS_SIZE);
        ByteBuffer program = all.slice(PROGRAM_OFFSET, layout.size()).order(ByteOrder.nativeOrder());
        layout.write(program, PROGRAM, architecture, CloneCall.CLONE, 0);
        return all.array();
    }

    private List<Step> steps(Path file, Command command) {
        steps.add(Step.of("unlinkat", file.toString(), SystemCall.UNLINKAT,
                Arg.of(core_h.AT_FDCWD()), Arg.of(file.toString()), Arg.of(0)).optional());
        steps.add(Step.of("prctl", "PR_SET_NAME " + NAME, SystemCall.PRCTL, Arg.of(core_h.PR_SET_NAME()), Arg.of(NAME)).optional());
        must(Step.of("rt_sigprocmask", "block all signals", SystemCall.RT_SIGPROCMASK,
                Arg.of(core_h.SIG_SETMASK()), Arg.Header.ALL_SIGNALS, Arg.Header.OLD_MASK, Arg.of(KernelSignals.SET_SIZE)));
        must(Step.of("rt_sigaction", "SIGCHLD, whose being ignored would reap", SystemCall.RT_SIGACTION,
                Arg.of(core_h.SIGCHLD()), new Arg.Data(KernelSignals.defaultAction()), Arg.of(0), Arg.of(KernelSignals.SET_SIZE)));
        Step watch = watch();
        Step clone = start(command, watch);
        continueIfStarted(clone);
        supervise(clone);
        return steps;
    }

    /** A step without which there is no command. */
    private Step must(Step step) {
        Step tried = step.orElse(2);
        steps.add(tried);
        fallBack();
        return tried;
    }

    private void fallBack() {
        steps.add(Step.of("rt_sigprocmask", "restore the signal mask", SystemCall.RT_SIGPROCMASK,
                Arg.of(core_h.SIG_SETMASK()), Arg.Header.OLD_MASK, Arg.of(0), Arg.of(KernelSignals.SET_SIZE)).optional());
        steps.add(otherwise.get());
    }

    /** What tells the child, as {@link ParentWatch} does, that this process has ended. */
    private Step watch() {
        Step self = Step.of("getpid", "", SystemCall.GETPID);
        steps.add(self);
        Step pidfd = must(Step.of("pidfd_open", "the supervisor", SystemCall.PIDFD_OPEN, new Arg.Answer(self), Arg.of(0)));
        Step epoll = must(Step.of("epoll_create1", "", SystemCall.EPOLL_CREATE1, Arg.of(core_h.EPOLL_CLOEXEC())));
        ByteBuffer event = ByteBuffer.allocate(EVENT_SIZE).order(ByteOrder.nativeOrder()).putInt(0, core_h.EPOLLIN());
        must(Step.of("epoll_ctl", "the supervisor", SystemCall.EPOLL_CTL, new Arg.Answer(epoll),
                Arg.of(core_h.EPOLL_CTL_ADD()), new Arg.Answer(pidfd), new Arg.Data(event.array())));
        return epoll;
    }

    /** In the steps of the child, its descriptors are this process's too until it unshares them, and so is one of its status. */
    private Step start(Command command, Step watch) {
        Step ended = Step.of("epoll_pwait", "whether the parent has ended", SystemCall.EPOLL_PWAIT, new Arg.Answer(watch),
                new Arg.Buffer(EVENT_SIZE), Arg.of(1), Arg.of(0), Arg.of(0), Arg.of(KernelSignals.SET_SIZE));
        Step clone = must(Step.of("clone", "the command, and wait for its execve", SystemCall.CLONE,
                Arg.of(command.cloneFlags | core_h.CLONE_VM() | core_h.CLONE_VFORK() | core_h.CLONE_FILES() | core_h.SIGCHLD()),
                Arg.of(0), Arg.of(0), Arg.of(0), Arg.of(0)));
        List<Step> child = new ArrayList<>();
        child.add(status);
        child.add(Step.of("unshare", "descriptors", SystemCall.UNSHARE, Arg.of(core_h.CLONE_FILES())));
        child.addAll(command.steps.apply(List.of(ended, ParentWatch.stopUnlessZero(ended))));
        steps.add(Init.skipUnlessChild("as the supervisor", child.size()));
        steps.addAll(child);
        return clone;
    }

    private void continueIfStarted(Step clone) {
        steps.add(ParentWatch.goOnIfZero("whether a step of the command has failed", Arg.Header.FAILED).orElse(3));
        steps.add(Step.of("waitid", "the command", SystemCall.WAITID, Arg.of(core_h.P_PID()), new Arg.Answer(clone), Arg.of(0),
                Arg.of(core_h.WEXITED()), Arg.of(0)).optional());
        fallBack();
    }

    private void supervise(Step clone) {
        Step pidfd = orEnd(Step.of("pidfd_open", "the command", SystemCall.PIDFD_OPEN, new Arg.Answer(clone), Arg.of(0)));
        orEnd(Step.of("dup3", "the pidfd of the command to " + COMMAND, SystemCall.DUP3,
                new Arg.Answer(pidfd), Arg.of(COMMAND), Arg.of(0)));
        steps.add(Step.of("close", Integer.toString(COMMAND_STATUS), SystemCall.CLOSE, Arg.of(COMMAND_STATUS)).optional());
        steps.add(Step.of("dup3", "the status of the command to " + COMMAND_STATUS, SystemCall.DUP3,
                new Arg.Answer(status), Arg.of(COMMAND_STATUS), Arg.of(0)).optional());
        // Whoever reads what the command writes is to see the end of it when the command closes it.
        orEnd(Step.of("close_range", FIRST_OTHER + " and above", SystemCall.CLOSE_RANGE,
                Arg.of(FIRST_OTHER), Arg.of(LAST_DESCRIPTOR), Arg.of(0)));
        ByteBuffer others = ByteBuffer.allocate(KernelSignals.SET_SIZE).order(ByteOrder.nativeOrder()).putLong(0, ~WAITED);
        orEnd(Step.of("rt_sigprocmask", "unblock what is not waited for", SystemCall.RT_SIGPROCMASK,
                Arg.of(core_h.SIG_UNBLOCK()), new Arg.Data(others.array()), Arg.of(0), Arg.of(KernelSignals.SET_SIZE)));
    }

    /** A step without which a command that runs already cannot be supervised: it dies with its parent then. */
    private Step orEnd(Step step) {
        Step tried = step.orElse(1);
        steps.add(tried);
        steps.add(Step.of("exit_group", Integer.toString(BROKEN), SystemCall.EXIT_GROUP, Arg.of(BROKEN)));
        return tried;
    }
}
