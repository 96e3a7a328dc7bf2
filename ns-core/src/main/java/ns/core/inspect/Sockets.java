package ns.core.inspect;

import java.util.Optional;
import ns.core.bindings.core_h;
import ns.core.syscall.Libc;
import ns.core.syscall.SystemCall;

/**
 * The sockets of a process: each keeps the network namespace alive that it was made in.
 *
 * <p>No link tells which that is, and only who holds a socket may ask it. So its descriptor is copied for a moment.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_getfd.2.html">pidfd_getfd(2)</a>
 */
final class Sockets implements AutoCloseable {

    private static final String LINK = "socket:[";

    /** No answer of the kernel. */
    private static final long UNOPENED = Long.MIN_VALUE;

    private final long pid;
    private long pidfd = UNOPENED;

    Sockets(long pid) {
        this.pid = pid;
    }

    static boolean isSocket(String link) {
        return link.startsWith(LINK);
    }

    /** The network namespace of a socket; empty where the caller may not ask, or the descriptor is something else by now. */
    Optional<NamespaceFile> namespace(long fd) {
        if (pidfd == UNOPENED) {
            pidfd = Libc.syscall(SystemCall.PIDFD_OPEN, pid, 0);
        }
        if (pidfd < 0) {
            return Optional.empty();
        }
        long copy = Libc.syscall(SystemCall.PIDFD_GETFD, pidfd, fd, 0);
        if (copy < 0) {
            return Optional.empty();
        }
        try {
            return NamespaceFile.ofAnswer(Libc.syscall(SystemCall.IOCTL, copy, core_h.SIOCGSKNS(), 0));
        } finally {
            Libc.close((int) copy);
        }
    }

    @Override
    public void close() {
        if (pidfd >= 0) {
            Libc.close((int) pidfd);
        }
    }
}
