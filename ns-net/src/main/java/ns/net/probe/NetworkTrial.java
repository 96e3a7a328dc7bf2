package ns.net.probe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import ns.core.Namespace;
import ns.core.engine.Answers;
import ns.core.engine.Arg;
import ns.core.engine.Step;
import ns.core.engine.Trial;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.NativeText;
import ns.core.syscall.SystemCall;
import ns.net.bindings.net_h;

/** What of the network is made by other means than rtnetlink. */
public final class NetworkTrial {

    private static final String TUN = "/dev/net/tun";
    private static final int IFREQ_SIZE = 40;
    private static final int MODE = 0755;
    private static final Arg ZERO = Arg.of(0);

    private NetworkTrial() {}

    /**
     * Makes a tun link that ends with the trial; {@code ip tuntap add}.
     *
     * @throws NamespaceException where it cannot be made, and why
     */
    public static void tun() throws NamespaceException {
        ByteBuffer request = ByteBuffer.allocate(IFREQ_SIZE).order(ByteOrder.nativeOrder());
        request.put(0, NativeText.bytes("ns-tun"));
        request.putShort(net_h.IFNAMSIZ(), (short) (net_h.IFF_TUN() | net_h.IFF_NO_PI()));
        Step open = open(TUN, net_h.O_RDWR()).optional();
        Step make = Step.of("tuntap add", "ns-tun", SystemCall.IOCTL,
                new Arg.Answer(open), Arg.of(net_h.TUNSETIFF()), new Arg.Data(request.array())).optional();
        Answers answers = Trial.inOwn(Namespace.NETWORK.cloneFlag(), List.of(open, make));
        if (answers.of(open) < 0) {
            Errno errno = answers.errno(open);
            throw new NamespaceException("open", TUN, errno, switch (errno.symbol()) {
                case "ENOENT", "ENODEV", "ENXIO" -> "the device is missing: modprobe tun, or give it to the container (--device " + TUN + ")";
                case "EPERM" -> "the devices cgroup of the container denies it: --device " + TUN;
                case "EACCES" -> "its permissions deny it: chmod 666 " + TUN;
                default -> errno.text();
            });
        }
        if (answers.of(make) < 0) {
            throw new NamespaceException("tuntap add", "ns-tun", answers.errno(make));
        }
    }

    /**
     * Gives a network namespace a name, below a {@code /run} that only the trial has; {@code ip netns add}.
     *
     * @throws NamespaceException where that cannot be done, and why
     */
    public static void name() throws NamespaceException {
        Step create = open("/run/netns/name", net_h.O_RDONLY() | net_h.O_CREAT());
        List<Step> steps = new ArrayList<>(List.of(
                Step.of("mount", "/ private, recursively", SystemCall.MOUNT, Arg.of("none"), Arg.of("/"), ZERO,
                        Arg.of(net_h.MS_REC() | net_h.MS_PRIVATE()), ZERO),
                Step.of("mount", "tmpfs on /run", SystemCall.MOUNT, Arg.of("tmpfs"), Arg.of("/run"), Arg.of("tmpfs"), ZERO, ZERO),
                Step.of("mkdir", "/run/netns", SystemCall.MKDIRAT, Arg.of(net_h.AT_FDCWD()), Arg.of("/run/netns"), Arg.of(MODE)),
                create,
                Step.of("mount", "/proc/self/ns/net on /run/netns/name", SystemCall.MOUNT, Arg.of("/proc/self/ns/net"),
                        Arg.of("/run/netns/name"), ZERO, Arg.of(net_h.MS_BIND()), ZERO)));
        try {
            // Without a user namespace: a name is for all, and only who may mount where all see it can give one.
            Trial.run(Namespace.NETWORK.cloneFlag() | Namespace.MOUNT.cloneFlag(), steps);
        } catch (NamespaceException e) {
            throw e.errno().equals(Errno.EPERM) ? new NamespaceException(e.operation(), e.subject(), e.errno(),
                    "names are given by root alone: needs CAP_SYS_ADMIN") : e;
        }
    }

    private static Step open(String path, int flags) {
        return Step.of("open", path, SystemCall.OPENAT, Arg.of(net_h.AT_FDCWD()), Arg.of(path), Arg.of(flags), Arg.of(0));
    }
}
