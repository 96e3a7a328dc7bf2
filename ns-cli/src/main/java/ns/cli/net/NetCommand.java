package ns.cli.net;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import ns.net.NetNamespace;
import ns.net.netlink.Netlink;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code ns net}: what {@code ip} and {@code ip netns} do. */
@Command(
        name = "net",
        customSynopsis = "ns net [-46hj] [-n NAME|PATH] COMMAND [ARGUMENT]...",
        description = {"Network namespaces, and links, addresses and routes in them.", ""},
        footer = {
            "",
            "Exit status: 0; 125 what was asked for failed; 2 wrong usage; that of the command, with exec.",
            "",
            "Examples:",
            "  ns net add blue; ns net up blue",
            "  ns net veth w0 e0@blue --addr w0=10.0.0.1/24 --addr e0=10.0.0.2/24 --up",
            "  ns net exec blue -- ping -c 1 10.0.0.1",
            "  ns net -n blue route show",
            "  ns help net link"
        },
        subcommands = {
            AddCommand.class,
            DeleteCommand.class,
            ListCommand.class,
            ExecCommand.class,
            UpCommand.class,
            VethCommand.class,
            LinkCommand.class,
            AddressCommand.class,
            RouteCommand.class,
            NeighbourCommand.class,
            RuleCommand.class,
            MonitorCommand.class
        })
public final class NetCommand implements Runnable {

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help.")
    private boolean help;

    @Option(names = {"-n", "--netns"}, paramLabel = "NAME|PATH", scope = ScopeType.INHERIT,
            description = "In this network namespace, not in the caller's.")
    private String target;

    @Option(names = {"-j", "--json"}, scope = ScopeType.INHERIT, description = "Print JSON, as ip -j does.")
    private boolean json;

    @Option(names = "-4", scope = ScopeType.INHERIT, description = "IPv4 alone.")
    private boolean ipv4;

    @Option(names = "-6", scope = ScopeType.INHERIT, description = "IPv6 alone.")
    private boolean ipv6;

    @Spec
    private CommandSpec spec;

    /** Called by picocli. */
    NetCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    /** The namespace that was asked for. */
    NetNamespace namespace() throws IOException {
        return target == null ? NetNamespace.current() : namespace(target);
    }

    /** A namespace by its name, or by the path of a file that stands for it. */
    public static NetNamespace namespace(String nameOrPath) throws IOException {
        return nameOrPath.indexOf('/') < 0 ? NetNamespace.open(nameOrPath) : NetNamespace.of(Path.of(nameOrPath));
    }

    /** A connection to it. */
    Netlink connect() throws IOException {
        try (NetNamespace namespace = namespace()) {
            return Netlink.open(namespace);
        }
    }

    /** Whether JSON is wanted. */
    boolean isJson() {
        return json;
    }

    /** Whether addresses of such a family are wanted. */
    boolean wants(InetAddress address) {
        boolean isIpv4 = address.getAddress().length == Integer.BYTES;
        return ipv4 == ipv6 || isIpv4 == ipv4;
    }

    /** Whether one family alone is wanted. */
    boolean isOneFamily() {
        return ipv4 != ipv6;
    }

    /** Whether IPv6 is meant where the words do not tell: {@code route add default dev lo}. */
    boolean isIpv6() {
        return ipv6;
    }
}
