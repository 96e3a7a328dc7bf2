package ns.core.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Supplier;
import ns.core.bindings.core_h;
import ns.core.bindings.siginfo_t;
import ns.core.error.NamespaceException;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.SystemCall;

/**
 * A descriptor that stands for one child, whatever becomes of its pid. Reaping closes it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>
 */
public final class Pidfd {

    /** Added to a signal's number in the status of a process that it ended, as shells do. */
    public static final int SIGNALLED = 128;

    /** The status of a child that was reaped, against the rules, by something else in this JVM. */
    public static final int UNKNOWN = -1;

    private final int fd;
    private boolean closed;

    Pidfd(int fd) {
        this.fd = fd;
    }

    /** For a child that has not been reaped. */
    static Pidfd of(long pid) throws NamespaceException {
        return new Pidfd((int) Native.check(Libc.syscall(SystemCall.PIDFD_OPEN, pid, 0), "pidfd_open", "child " + pid));
    }

    /** The descriptor, to be watched for the child's end. */
    public int fd() {
        return fd;
    }

    /** A descriptor that stands for the child as well, to be closed; a negated error number where it has been reaped. */
    public synchronized long duplicate() {
        return closed ? -core_h.ESRCH() : Libc.syscall(SystemCall.FCNTL, fd, core_h.F_DUPFD_CLOEXEC(), 0);
    }

    /** What a question about the child's pid is answered while that is its own; empty once it has been reaped. */
    public synchronized <T> Optional<T> whileUnreaped(Supplier<T> question) {
        return closed ? Optional.empty() : Optional.of(question.get());
    }

    /**
     * Sends a signal, unless the child has been reaped.
     *
     * @return whether the child was there and might be signalled
     */
    public synchronized boolean signal(int signal) {
        return !closed && Libc.syscall(SystemCall.PIDFD_SEND_SIGNAL, fd, signal, 0, 0) == 0;
    }

    /**
     * Reaps the child, waiting for its end, and closes the descriptor.
     *
     * @return the exit status, or 128 and the signal's number; {@link #UNKNOWN} where something else has reaped it
     */
    public synchronized int reap() {
        if (closed) {
            return UNKNOWN;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(siginfo_t.layout());
            int answer;
            do {
                answer = Libc.waitid(core_h.P_PIDFD(), fd, info, core_h.WEXITED());
            } while (answer == -core_h.EINTR());
            Libc.close(fd);
            closed = true;
            return answer == 0 ? status(info) : UNKNOWN;
        }
    }

    private static int status(MemorySegment info) {
        int status = siginfo_t._sifields._sigchld.si_status(siginfo_t._sifields._sigchld(siginfo_t._sifields(info)));
        return siginfo_t.si_code(info) == core_h.CLD_EXITED() ? status : SIGNALLED + status;
    }
}
