package ns.core.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import ns.core.bindings.core_h;
import ns.core.bindings.siginfo_t;
import ns.core.syscall.Libc;
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

    /** The descriptor, to be watched for the child's end. */
    public int fd() {
        return fd;
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
    public int reap() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(siginfo_t.layout());
            waitFor(info, core_h.WEXITED() | core_h.WNOWAIT());
            synchronized (this) {
                boolean reaped = waitFor(info, core_h.WEXITED());
                Libc.close(fd);
                closed = true;
                return reaped ? status(info) : UNKNOWN;
            }
        }
    }

    private boolean waitFor(MemorySegment info, int options) {
        int answer;
        do {
            answer = Libc.waitid(core_h.P_PIDFD(), fd, info, options);
        } while (answer == -core_h.EINTR());
        return answer == 0;
    }

    private static int status(MemorySegment info) {
        int status = siginfo_t._sifields._sigchld.si_status(siginfo_t._sifields._sigchld(siginfo_t._sifields(info)));
        return siginfo_t.si_code(info) == core_h.CLD_EXITED() ? status : SIGNALLED + status;
    }
}
