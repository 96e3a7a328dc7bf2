package ns.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import ns.core.process.Tool;
import ns.net.netlink.Netlink;

/** A network namespace of a test's own, and a connection to it. */
public final class TestNetwork implements AutoCloseable {

    private final NetNamespace namespace;
    private final Netlink netlink;

    /** Makes one, with {@code lo} alone, down. */
    public TestNetwork() throws IOException {
        namespace = NetNamespace.create();
        netlink = Netlink.open(namespace);
    }

    /** The namespace. */
    public NetNamespace namespace() {
        return namespace;
    }

    /** The connection. */
    public Netlink netlink() {
        return netlink;
    }

    /** Runs a command inside, as {@code ip link show}, and returns what it prints; it fails where the command does. */
    public String output(String... command) throws IOException {
        return Tool.output("iproute2", entered(command));
    }

    /** Runs a command inside, which may fail. */
    public Tool.Result run(String... command) throws IOException {
        return Tool.run("iproute2", List.of(entered(command)));
    }

    private String[] entered(String... command) {
        List<String> all = new ArrayList<>(List.of("nsenter",
                "--net=/proc/" + ProcessHandle.current().pid() + "/fd/" + namespace.descriptor()));
        all.addAll(List.of(command));
        return all.toArray(String[]::new);
    }

    @Override
    public void close() {
        netlink.close();
        namespace.close();
    }
}
