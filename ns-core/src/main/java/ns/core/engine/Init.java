package ns.core.engine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import ns.core.bindings.core_h;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Architecture;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.ProcStatus;
import ns.core.syscall.SystemCall;

/**
 * A process 1 that is not the command itself: it reaps what ends in its PID namespace, passes signals on to the command,
 * and ends with its status. A tiny executable in memory; {@code src/main/asm} has its source.
 *
 * <p>The command is a child of the process that becomes the init. While it goes through its own steps of the program, up
 * to its execve, the other waits, as vfork(2) does, so that its errors are told like those of any step. Nobody else may be
 * in the shared memory any more once process 1 has been reaped: the kernel has then ended all of the namespace.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/pid_namespaces.7.html">pid_namespaces(7)</a>
 */
public final class Init {

    private static final String NAME = "ns-init";

    /** The descriptors that init.inc has, and one to execute it from. */
    private static final int COMMAND = 0;
    private static final int EXECUTABLE = 1;
    private static final int FIRST_OTHER = 2;
    private static final long LAST_DESCRIPTOR = 0xffff_ffffL;

    /** Of Linux 6.3, in whose linux/memfd.h it is: to be asked for where vm.memfd_noexec is 1, and unknown before. */
    private static final int MFD_EXEC = 0x10;

    private static final Step CLONE = Step.of("clone", "the command, and wait for its execve", SystemCall.CLONE,
            Arg.of(core_h.CLONE_VM() | core_h.CLONE_VFORK() | core_h.SIGCHLD()), Arg.of(0), Arg.of(0), Arg.of(0), Arg.of(0));

    private static int executable = -1;

    private Init() {}

    /**
     * The steps of a process 1 that becomes the init, of a command that does the given steps.
     *
     * @param command ends with its execve; what binds the command alone, and not the init, is done here
     * @param executable what {@link #executable()} answers
     */
    public static List<Step> steps(List<Step> command, int executable) {
        List<Step> steps = new ArrayList<>();
        steps.add(CLONE);
        steps.add(skipUnlessChild("as the init", command.size()));
        steps.addAll(command);
        Step pidfd = Step.of("pidfd_open", "the command", SystemCall.PIDFD_OPEN, new Arg.Answer(CLONE), Arg.of(0));
        steps.add(pidfd);
        steps.add(Step.of("dup3", "the pidfd of the command to " + COMMAND, SystemCall.DUP3,
                new Arg.Answer(pidfd), Arg.of(COMMAND), Arg.of(0)));
        steps.add(Step.of("dup3", NAME + " to " + EXECUTABLE, SystemCall.DUP3,
                Arg.of(executable), Arg.of(EXECUTABLE), Arg.of(core_h.O_CLOEXEC())));
        // Whoever reads what the command writes is to see the end of it when the command closes it, not when the init does.
        steps.add(Step.of("close_range", FIRST_OTHER + " and above", SystemCall.CLOSE_RANGE,
                Arg.of(FIRST_OTHER), Arg.of(LAST_DESCRIPTOR), Arg.of(0)));
        steps.add(Step.of("execveat", NAME, SystemCall.EXECVEAT, Arg.of(EXECUTABLE), Arg.of(""),
                new Arg.Pointers(List.of(Arg.of(NAME))), new Arg.Pointers(List.of()), Arg.of(core_h.AT_EMPTY_PATH())));
        return steps;
    }

    /** A step behind a clone, which lets the one that has a child skip the child's steps: the child has none, and errs. */
    static Step skipUnlessChild(String parent, int steps) {
        return Step.of("waitid", parent + ", for which the command is skipped", SystemCall.WAITID,
                Arg.of(core_h.P_ALL()), Arg.of(0), Arg.of(0),
                Arg.of(core_h.WEXITED() | core_h.WNOHANG() | core_h.WNOWAIT()), Arg.of(0)).orElse(steps);
    }

    /** The pid of the command in the namespace. */
    public static long pidOfCommand(Answers answers) {
        return answers.of(CLONE);
    }

    /** The status of the command of an init with the given pid out here. */
    public static ProcStatus statusOfCommand(long init) throws IOException {
        return ProcStatus.ofPidfd(init, COMMAND);
    }

    /**
     * A descriptor of the executable, open for the life of the JVM.
     *
     * @throws NamespaceException where this kernel or its settings have no executable files in memory
     */
    public static synchronized int executable() throws NamespaceException {
        if (executable < 0) {
            executable = create(Elf.executable(Architecture.current(), MachineCode.of("init", Architecture.current())));
        }
        return executable;
    }

    private static int create(byte[] content) throws NamespaceException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(NAME);
            long flags = core_h.MFD_CLOEXEC() | core_h.MFD_ALLOW_SEALING();
            long fd = Libc.syscall(SystemCall.MEMFD_CREATE, name.address(), flags | MFD_EXEC);
            if (fd == -core_h.EINVAL()) {
                fd = Libc.syscall(SystemCall.MEMFD_CREATE, name.address(), flags);
            }
            if (fd == -core_h.EACCES()) {
                throw new NamespaceException("memfd_create", NAME, Errno.EACCES,
                        "executable files in memory are forbidden: sysctl vm.memfd_noexec=1 allows them, as 0 does");
            }
            Native.check(fd, "memfd_create", NAME);
            boolean complete = false;
            try {
                MemorySegment bytes = arena.allocateFrom(core_h.C_CHAR, content);
                Native.check(Libc.syscall(SystemCall.WRITE, fd, bytes.address(), content.length), "write", NAME);
                Native.check(Libc.syscall(SystemCall.FCNTL, fd, core_h.F_ADD_SEALS(), core_h.F_SEAL_SEAL()
                        | core_h.F_SEAL_SHRINK() | core_h.F_SEAL_GROW() | core_h.F_SEAL_WRITE()), "fcntl", NAME);
                complete = true;
                return (int) fd;
            } finally {
                if (!complete) {
                    Libc.close((int) fd);
                }
            }
        }
    }
}
