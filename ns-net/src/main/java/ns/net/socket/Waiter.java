package ns.net.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.SystemCall;
import ns.net.bindings.net_h;
import ns.net.bindings.pollfd;

/**
 * Waits until a socket can be read, and can be woken by another thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">ppoll(2)</a>
 */
public final class Waiter implements AutoCloseable {

    private static final int COUNT = 2;
    private static final int SIGNAL_SET_SIZE = 8;

    private final int event;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment fds = arena.allocate(pollfd.layout(), COUNT);
    private final MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);

    /** Waits for this descriptor. */
    public Waiter(int fd) throws NamespaceException {
        event = (int) Native.check(Libc.syscall(SystemCall.EVENTFD2, 0, net_h.EFD_CLOEXEC() | net_h.EFD_NONBLOCK()),
                "eventfd", "to be woken");
        for (int i = 0; i < COUNT; i++) {
            MemorySegment each = pollfd.asSlice(fds, i);
            pollfd.fd(each, i == 0 ? fd : event);
            pollfd.events(each, (short) net_h.POLLIN());
        }
    }

    /** Waits for so many nanoseconds at the longest; whether there is something to read, or an error. */
    public boolean await(long nanos) throws NamespaceException {
        time.setAtIndex(ValueLayout.JAVA_LONG, 0, TimeUnit.NANOSECONDS.toSeconds(nanos));
        time.setAtIndex(ValueLayout.JAVA_LONG, 1, nanos % TimeUnit.SECONDS.toNanos(1));
        long answer = Libc.syscall(SystemCall.PPOLL, fds.address(), COUNT, time.address(), 0, SIGNAL_SET_SIZE);
        if (answer == -Errno.EINTR.number()) {
            return false;
        }
        Native.check(answer, "ppoll", "netlink");
        return pollfd.revents(fds) != 0;
    }

    /** Ends a wait of another thread, and all later ones at once. */
    public void wake() {
        try (Arena call = Arena.ofConfined()) {
            Libc.syscall(SystemCall.WRITE, event, call.allocateFrom(ValueLayout.JAVA_LONG, 1).address(), Long.BYTES);
        }
    }

    @Override
    public void close() {
        Libc.close(event);
        arena.close();
    }
}
