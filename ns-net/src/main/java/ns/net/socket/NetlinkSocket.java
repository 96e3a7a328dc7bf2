package ns.net.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ExecutionException;
import ns.core.NamespaceHandle;
import ns.core.engine.NamespaceThread;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.SystemCall;
import ns.net.bindings.net_h;
import ns.net.bindings.sockaddr_nl;

/**
 * A socket of the family NETLINK_ROUTE, in the network namespace of the thread that opens it; used by one thread at a time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7)</a>
 */
public final class NetlinkSocket implements AutoCloseable {

    /** The most that is sent at once: well below the 212992 bytes that a default send buffer takes. */
    public static final int SEND_SIZE = 64 * 1024;

    /** The kernel fills packets up to 32 KiB, whatever more there is room for; a single larger message can come. */
    private static final int RECEIVE_SIZE = 64 * 1024;

    private final int fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment out = arena.allocate(SEND_SIZE);
    private final MemorySegment in = arena.allocate(RECEIVE_SIZE);
    private final MemorySegment sender = arena.allocate(sockaddr_nl.layout());
    private final MemorySegment senderSize = arena.allocate(ValueLayout.JAVA_INT);
    private final byte[] received = new byte[RECEIVE_SIZE];
    private boolean closed;

    private NetlinkSocket(int fd) {
        this.fd = fd;
    }

    /** Opens one, with extended acknowledgements and strict checking of dumps. */
    public static NetlinkSocket open() throws NamespaceException {
        int fd = (int) Native.check(
                Libc.syscall(SystemCall.SOCKET, net_h.AF_NETLINK(), net_h.SOCK_RAW() | net_h.SOCK_CLOEXEC(),
                        net_h.NETLINK_ROUTE()),
                "socket", "for netlink");
        NetlinkSocket socket = new NetlinkSocket(fd);
        try {
            socket.bind();
            socket.set(net_h.SOL_NETLINK(), net_h.NETLINK_EXT_ACK(), 1, "NETLINK_EXT_ACK");
            socket.set(net_h.SOL_NETLINK(), net_h.NETLINK_CAP_ACK(), 1, "NETLINK_CAP_ACK");
            socket.set(net_h.SOL_NETLINK(), net_h.NETLINK_GET_STRICT_CHK(), 1, "NETLINK_GET_STRICT_CHK");
            return socket;
        } catch (NamespaceException | RuntimeException | Error e) {
            socket.close();
            throw e;
        }
    }

    /** The same, in an existing network namespace. */
    public static NetlinkSocket open(NamespaceHandle namespace) throws NamespaceException {
        try {
            return NamespaceThread.call(namespace.descriptor(), namespace.kind().cloneFlag(), NetlinkSocket::open);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case NamespaceException cause -> throw cause;
                default -> throw Native.unexpected(e.getCause());
            }
        }
    }

    /** The kernel chooses an address; without one it would take the socket for itself, and tell it of no group's events. */
    private void bind() throws NamespaceException {
        sockaddr_nl.nl_family(sender, (short) net_h.AF_NETLINK());
        Native.check(Libc.syscall(SystemCall.BIND, fd, sender.address(), sender.byteSize()), "bind", "for netlink");
    }

    /** Receives what the kernel tells all who listen to a group. */
    public void join(int group) throws NamespaceException {
        set(net_h.SOL_NETLINK(), net_h.NETLINK_ADD_MEMBERSHIP(), group, "NETLINK_ADD_MEMBERSHIP");
    }

    /** How many bytes may wait to be received, before more is lost. */
    public void receiveBuffer(int bytes) throws NamespaceException {
        set(net_h.SOL_SOCKET(), net_h.SO_RCVBUF(), bytes, "SO_RCVBUF");
    }

    private void set(int level, int option, int value, String name) throws NamespaceException {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment number = call.allocateFrom(ValueLayout.JAVA_INT, value);
            Native.check(
                    Libc.syscall(SystemCall.SETSOCKOPT, fd, level, option, number.address(), number.byteSize()),
                    "setsockopt", name);
        }
    }

    /** The descriptor, to be polled. */
    public int fd() {
        return fd;
    }

    /** Room for what is to be sent, in the machine's byte order. */
    public ByteBuffer out() {
        return out.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** Sends the first bytes of {@link #out} to the kernel. */
    public void send(int length) throws NamespaceException {
        Native.check(uninterrupted(SystemCall.SENDTO, fd, out.address(), length, 0, 0, 0), "sendto", "netlink");
    }

    /**
     * Receives a packet, waiting for one where there is none.
     *
     * @return valid until the next call; an ENOBUFS says that others before it were lost
     */
    public ByteBuffer receive() throws NamespaceException {
        return receive(0);
    }

    /** The same, but an EAGAIN where there is none. */
    public ByteBuffer receiveNow() throws NamespaceException {
        return receive(net_h.MSG_DONTWAIT());
    }

    private ByteBuffer receive(int flags) throws NamespaceException {
        long length;
        do {
            senderSize.set(ValueLayout.JAVA_INT, 0, (int) sender.byteSize());
            length = Native.check(
                    uninterrupted(SystemCall.RECVFROM, fd, in.address(), in.byteSize(), flags | net_h.MSG_TRUNC(),
                            sender.address(), senderSize.address()),
                    "recvfrom", "netlink");
        } while (sockaddr_nl.nl_pid(sender) != 0); // not from the kernel
        if (length > in.byteSize()) {
            throw new NamespaceException("recvfrom", "netlink", Errno.EMSGSIZE, "a message of " + length + " bytes");
        }
        MemorySegment.copy(in, ValueLayout.JAVA_BYTE, 0, received, 0, (int) length);
        return ByteBuffer.wrap(received, 0, (int) length).order(ByteOrder.nativeOrder());
    }

    private static long uninterrupted(SystemCall call, long... arguments) {
        long answer;
        do {
            answer = Libc.syscall(call, arguments);
        } while (answer == -Errno.EINTR.number());
        return answer;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
            arena.close();
        }
    }
}
