package ns.net.link;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.FileCalls;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.NativeText;
import ns.core.syscall.SystemCall;
import ns.net.NetNamespace;
import ns.net.bindings.net_h;

/**
 * Makes links whose packets a program sends and receives; {@code ip tuntap}. Rtnetlink cannot: this asks the device.
 *
 * @see <a href="https://docs.kernel.org/networking/tuntap.html">Universal TUN/TAP device driver</a>
 */
public final class TunTap {

    private static final String DEVICE = "/dev/net/tun";

    /** A struct ifreq: the name, and behind it 24 bytes of which two are the flags. */
    private static final int IFREQ_SIZE = 40;

    private TunTap() {}

    /**
     * Makes a link that stays when no program has it open; {@code ip tuntap add NAME mode tap}.
     *
     * @param namespace where
     * @param name 1 to 15 bytes
     * @param kind tun or tap, and who may open it; it must be persistent
     * @throws NamespaceException where the name is taken (EBUSY), or the device or a permission is missing
     * @throws IllegalArgumentException where no link can have the name
     */
    public static void add(NetNamespace namespace, String name, LinkKind.Tun kind) throws NamespaceException {
        String operation = "tuntap add";
        with(namespace, operation, name, kind.tap(), net_h.IFF_TUN_EXCL(), fd -> {
            set(fd, net_h.TUNSETOWNER(), kind.owner(), operation, name);
            set(fd, net_h.TUNSETGROUP(), kind.group(), operation, name);
            persist(fd, kind.persistent(), operation, name);
        });
    }

    /**
     * Removes such a link; {@code ip tuntap del NAME mode tap}.
     *
     * @param namespace where it is
     * @param name of the link
     * @param tap whether it is a tap, and not a tun
     * @throws NamespaceException where the name is that of another kind of link (EINVAL), or a permission is missing
     * @throws IllegalArgumentException where no link can have the name
     */
    public static void delete(NetNamespace namespace, String name, boolean tap) throws NamespaceException {
        String operation = "tuntap del";
        with(namespace, operation, name, tap, 0, fd -> persist(fd, false, operation, name));
    }

    @FunctionalInterface
    private interface Use {
        void of(long fd) throws NamespaceException;
    }

    private static void with(NetNamespace namespace, String operation, String name, boolean tap, int flags, Use use)
            throws NamespaceException {
        LinkNames.checked(name);
        namespace.call(() -> {
            long fd = FileCalls.open(DEVICE, net_h.O_RDWR());
            if (fd < 0) {
                Errno errno = new Errno((int) -fd);
                throw new NamespaceException(operation, name, errno, errno.equals(Errno.ENOENT) || errno.equals(Errno.ENODEV)
                        ? DEVICE + " is missing: the kernel needs the module tun" : DEVICE + ": " + errno.text());
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment request = arena.allocate(IFREQ_SIZE);
                MemorySegment.copy(NativeText.bytes(name), 0, request, ValueLayout.JAVA_BYTE, 0, NativeText.bytes(name).length);
                int mode = tap ? net_h.IFF_TAP() : net_h.IFF_TUN();
                request.set(ValueLayout.JAVA_SHORT, net_h.IFNAMSIZ(), (short) (mode | net_h.IFF_NO_PI() | flags));
                Native.check(Libc.syscall(SystemCall.IOCTL, fd, net_h.TUNSETIFF(), request.address()), operation, name);
                use.of(fd);
            } finally {
                Libc.close((int) fd);
            }
            return null;
        });
    }

    private static void set(long fd, long request, OptionalLong id, String operation, String name) throws NamespaceException {
        if (id.isPresent()) {
            Native.check(Libc.syscall(SystemCall.IOCTL, fd, request, id.getAsLong()), operation, name);
        }
    }

    private static void persist(long fd, boolean on, String operation, String name) throws NamespaceException {
        Native.check(Libc.syscall(SystemCall.IOCTL, fd, net_h.TUNSETPERSIST(), on ? 1 : 0), operation, name);
    }
}
