package ns.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ns.core.bindings.core_h;
import ns.core.engine.Answers;
import ns.core.engine.Arg;
import ns.core.engine.Init;
import ns.core.engine.ParentWatch;
import ns.core.engine.Program;
import ns.core.engine.Step;
import ns.core.seccomp.SeccompFilter;
import ns.core.syscall.KernelSignals;
import ns.core.syscall.Layouts;
import ns.core.syscall.NativeText;
import ns.core.syscall.SystemCall;
import ns.core.syscall.Terminal;

/** Turns a specification into the steps of set-up, and these and a command into the program the child runs. */
final class ChildPlan {

    /** In the place of the name of a pseudo-terminal, of which each command has another. */
    static final String ANY_TERMINAL = "/dev/pts/N";

    private static final int LINK_SIZE = 64;

    private final Spec spec;
    private final List<Step> steps = new ArrayList<>();
    private final List<Step> commandSteps = new ArrayList<>();
    private final Map<Namespace, Arg.Buffer> idLinks = new EnumMap<>(Namespace.class);
    private final IdMapping mapping;
    private final Environment environment;
    private final Step getpid = Step.of("getpid", "", SystemCall.GETPID);
    private final long cloneFlags;
    private final boolean isAtTerminal = isAtTerminal();
    /** Of the last start: most often the next one is of the same command. */
    private volatile CommandPlan lastExecution;
    private volatile Planned lastProgram;

    /** What was started, and the program for it. */
    private record Planned(CommandPlan execution, Program program) {}

    /** Plans what is the same for every command. */
    ChildPlan(Spec spec) {
        this(spec, ANY_TERMINAL);
    }

    /** Plans for a command with a given pseudo-terminal. */
    ChildPlan(Spec spec, String terminal) {
        this.spec = spec;
        mapping = new IdMapping(spec);
        environment = new Environment(spec.environmentOf, spec.clearEnvironment, spec.environment);
        timeNamespace();
        mapIds();
        names();
        clocks();
        userNamespaces();
        noteIds();
        steps.addAll(MountPlan.of(spec, mapping, terminal));
        loopback();
        steps.addAll(ProcessPlan.of(spec, mapping));
        steps.add(spec.dieWithParent ? dieWithParent(spec.deathSignal) : mayOutliveParent());
        commandSteps.addAll(ProcessPlan.ofCommand(spec, mapping));
        signals();
        // CLONE_NEWTIME is not clone3's: see timeNamespace.
        cloneFlags = spec.namespaces.stream().filter(kind -> kind != Namespace.TIME)
                .mapToLong(Namespace::cloneFlag).reduce(0, (flags, flag) -> flags | flag);
    }

    /**
     * The program for a command that the given steps execute, whose standard streams others connect, and which enters
     * namespaces as others do.
     *
     * <p>The death signal comes first of all, so that a child whose parent is killed during set-up ends too. A change
     * of credentials clears it, so that it is set again, or not, at the end.
     *
     * @param init the descriptor of its executable, where the specification asks for one
     */
    Program program(List<Step> command, List<Step> stdio, List<Step> enter, int init) {
        return new Program(cloneFlags, steps(command, stdio, enter, init, spec.dieWithParent ? ParentWatch.steps() : List.of()));
    }

    /** The same for a command. Where nothing else is in the program that belongs to one start alone, it is kept for the next. */
    Program program(CommandPlan execution, List<Step> stdio, List<Step> enter, int init) {
        if (!stdio.isEmpty() || !enter.isEmpty()) {
            return program(execution.steps(), stdio, enter, init);
        }
        Planned planned = lastProgram;
        if (planned == null || planned.execution != execution) {
            planned = new Planned(execution, program(execution.steps(), stdio, enter, init));
            lastProgram = planned;
        }
        return planned.program;
    }

    /**
     * The steps of a command that a supervisor starts, and that needs nothing of this JVM.
     *
     * @param watch ends it where the supervisor has ended, if it is to end with that
     */
    List<Step> steps(List<Step> command, List<Step> watch) {
        return steps(command, List.of(), List.of(), Launch.NO_INIT, spec.dieWithParent ? watch : List.of());
    }

    /** The namespaces that are new, but for that of time. */
    long cloneFlags() {
        return cloneFlags;
    }

    private List<Step> steps(List<Step> command, List<Step> stdio, List<Step> enter, int init, List<Step> watch) {
        List<Step> all = new ArrayList<>();
        all.add(dieWithParent(Signal.KILL));
        all.addAll(stdio);
        all.addAll(enter);
        all.addAll(steps);
        all.addAll(watch);
        List<Step> last = new ArrayList<>(commandSteps);
        last.addAll(seccomp());
        last.addAll(command);
        all.addAll(spec.hasInit() ? Init.steps(last, init) : last);
        return all;
    }

    IdMapping mapping() {
        return mapping;
    }

    /** The namespaces as an error of clone names them. */
    String cloneSubject() {
        if (spec.namespaces.isEmpty()) {
            return "child";
        }
        return spec.namespaces.stream().map(Namespace::toString).collect(Collectors.joining(", "))
                + (spec.namespaces.size() == 1 ? " namespace" : " namespaces");
    }

    /** How a command is executed. */
    CommandPlan command(List<String> command) {
        CommandPlan execution = lastExecution;
        if (execution == null || !execution.isOf(command)) {
            execution = new CommandPlan(environment, spec.argv0, command);
            lastExecution = execution;
        }
        return execution;
    }

    /** The command's own pid, as it sees it. */
    long pidInside(Answers answers) {
        return spec.hasInit() ? Init.pidOfCommand(answers) : answers.of(getpid);
    }

    /** The namespaces the child is in, of the kinds that the kernel has. */
    Map<Namespace, Long> namespaceIds(Answers answers) {
        Map<Namespace, Long> ids = new EnumMap<>(Namespace.class);
        idLinks.forEach((kind, buffer) -> {
            String link = NativeText.text(answers.of(buffer));
            if (!link.isEmpty()) {
                ids.put(kind, Namespace.parseId(link));
            }
        });
        return ids;
    }

    private void add(String operation, String subject, SystemCall call, Arg... args) {
        steps.add(Step.of(operation, subject, call, args));
    }

    private static Step dieWithParent(Signal signal) {
        return deathSignal(signal.number(), "SIG" + signal + ": die with the parent");
    }

    private static Step mayOutliveParent() {
        return deathSignal(0, "0: may outlive the parent");
    }

    private static Step deathSignal(int signal, String meaning) {
        return Step.of("prctl", "PR_SET_PDEATHSIG " + meaning, SystemCall.PRCTL,
                Arg.of(core_h.PR_SET_PDEATHSIG()), Arg.of(signal));
    }

    private void mapIds() {
        switch (mapping.writer()) {
            case NOBODY -> {
                if (spec.namespaces.contains(Namespace.USER) && Boolean.FALSE.equals(spec.setgroups)) {
                    writeFile("/proc/self/setgroups", "deny");
                }
            }
            case CHILD -> {
                if (!mapping.lines(IdMap.Kind.GID).isEmpty()) {
                    writeFile("/proc/self/setgroups", "deny");
                }
                for (IdMap.Kind kind : IdMap.Kind.values()) {
                    if (!mapping.lines(kind).isEmpty()) {
                        writeFile("/proc/self/" + kind.procName(), mapping.lines(kind));
                    }
                }
            }
            case PARENT, HELPER_TOOL -> waitFor(mapping.describe());
        }
        if (spec.preparation != null || !spec.kept.isEmpty()) {
            waitFor("the parent's preparation");
        }
    }

    /** The parent lets the child go on when all of its work is done: a second wait is over at once. */
    private void waitFor(String work) {
        steps.add(Step.of("futex", "wait for " + work, SystemCall.FUTEX,
                Arg.Header.GO, Arg.of(core_h.FUTEX_WAIT()), Arg.of(0), Arg.of(0)).untilError());
    }

    private void writeFile(String path, String text) {
        steps.addAll(Step.writing(path, "\"" + text.strip().replace("\n", "; ") + "\"", text.getBytes(StandardCharsets.US_ASCII)));
    }

    private void names() {
        if (spec.hostname != null) {
            add("sethostname", spec.hostname, SystemCall.SETHOSTNAME,
                    Arg.of(spec.hostname), Arg.of(NativeText.bytes(spec.hostname).length));
        }
        if (spec.domainname != null) {
            add("setdomainname", spec.domainname, SystemCall.SETDOMAINNAME,
                    Arg.of(spec.domainname), Arg.of(NativeText.bytes(spec.domainname).length));
        }
    }

    /**
     * clone3 refuses CLONE_NEWTIME to a child that shares memory; after unshare, execve enters the namespace. First of all, so
     * that it is there when the parent keeps namespaces.
     */
    private void timeNamespace() {
        if (spec.namespaces.contains(Namespace.TIME)) {
            add("unshare", "time namespace", SystemCall.UNSHARE, Arg.of(Namespace.TIME.cloneFlag()));
        }
    }

    private void clocks() {
        if (spec.namespaces.contains(Namespace.TIME)) {
            String offsets = offset("monotonic", spec.monotonicOffset) + offset("boottime", spec.bootTimeOffset);
            if (!offsets.isEmpty()) {
                writeFile("/proc/self/timens_offsets", offsets);
            }
        }
    }

    /** A line of time_namespaces(7): whole seconds, which may be negative, and nanoseconds, which may not. */
    private static String offset(String clock, Duration offset) {
        return offset == null ? "" : clock + " " + offset.getSeconds() + " " + offset.getNano() + "\n";
    }

    /** The limit binds all in the user namespace that have not CAP_SYS_RESOURCE, which ProcessPlan drops. */
    private void userNamespaces() {
        if (spec.forbidUserNamespaces) {
            writeFile("/proc/sys/user/max_user_namespaces", "0");
        }
    }

    /** Here, where /proc is still the caller's, and the child cannot have ended yet. */
    private void noteIds() {
        steps.add(getpid);
        for (Namespace kind : Namespace.values()) {
            // A time namespace is entered only by execve; until then it is the one for children.
            String link = "/proc/self/ns/" + (kind == Namespace.TIME ? "time_for_children" : kind.procName());
            Arg.Buffer buffer = new Arg.Buffer(LINK_SIZE);
            idLinks.put(kind, buffer);
            steps.add(Step.of("readlink", link, SystemCall.READLINKAT, Arg.of(core_h.AT_FDCWD()), Arg.of(link),
                    buffer, Arg.of(LINK_SIZE - 1)).optional());
        }
    }

    private void loopback() {
        if (!spec.loopbackUp) {
            return;
        }
        Step socket = Step.of("socket", "for lo", SystemCall.SOCKET,
                Arg.of(core_h.AF_INET()), Arg.of(core_h.SOCK_DGRAM() | core_h.SOCK_CLOEXEC()), Arg.of(0));
        ByteBuffer request = ByteBuffer.allocate(Layouts.IFREQ_SIZE).order(ByteOrder.nativeOrder());
        request.put(0, NativeText.bytes("lo"));
        request.putShort(Layouts.IFREQ_FLAGS, (short) core_h.IFF_UP());
        steps.add(socket);
        add("link set", "lo up", SystemCall.IOCTL,
                new Arg.Answer(socket), Arg.of(core_h.SIOCSIFFLAGS()), new Arg.Data(request.array()));
    }

    /** The caller's mask, except for SIGQUIT, which the JVM blocks in all its threads for its own ends. */
    private void signals() {
        commandSteps.add(Step.of("rt_sigprocmask", "restore the signal mask", SystemCall.RT_SIGPROCMASK,
                Arg.of(core_h.SIG_SETMASK()), Arg.Header.OLD_MASK, Arg.of(0), Arg.of(KernelSignals.SET_SIZE)));
        ByteBuffer quit = ByteBuffer.allocate(KernelSignals.SET_SIZE).order(ByteOrder.nativeOrder());
        quit.putLong(1L << core_h.SIGQUIT() - 1);
        commandSteps.add(Step.of("rt_sigprocmask", "unblock SIGQUIT", SystemCall.RT_SIGPROCMASK,
                Arg.of(core_h.SIG_UNBLOCK()), new Arg.Data(quit.array()), Arg.of(0), Arg.of(KernelSignals.SET_SIZE)));
    }

    /** Whether this JVM has a controlling terminal, or streams that are one: its commands must not type there. */
    private static boolean isAtTerminal() {
        return Terminal.isControlling() || IntStream.rangeClosed(0, 2).anyMatch(Terminal::isTerminal);
    }

    /** Last of all but execve, since a filter may forbid what comes before. */
    private List<Step> seccomp() {
        List<SeccompFilter> filters = new ArrayList<>(spec.seccomp);
        if (!spec.allowNewPrivileges && isAtTerminal && !filters.contains(SeccompFilter.terminal())) {
            filters.addFirst(SeccompFilter.terminal()); // as one of the others may let no more be installed
        }
        return filters.stream().map(filter -> Step.of("seccomp", filter.toString(), SystemCall.SECCOMP,
                Arg.of(core_h.SECCOMP_SET_MODE_FILTER()), Arg.of(0), new Arg.Filter(filter.program()))).toList();
    }
}
