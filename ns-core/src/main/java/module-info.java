/**
 * Linux namespaces for Java: commands that run in UTS, IPC, PID, mount, user, network, cgroup and time namespaces of
 * their own, started without any native code but the kernel's.
 *
 * <p>{@link ns.core.Isolation} is where to begin. The module needs native access:
 * {@code java --enable-native-access=ns.core}.
 */
@SuppressWarnings("module") // ns.net is compiled later
module ns.core {
    requires org.slf4j;

    exports ns.core;
    exports ns.core.error;
    exports ns.core.limit;
    exports ns.core.mount;
    exports ns.core.seccomp;
    exports ns.core.inspect;
    exports ns.core.engine to ns.net;
    exports ns.core.probe to ns.cli;
    exports ns.core.syscall to ns.net, ns.cli;
}
