package ns.cli.net;

import java.io.IOException;
import java.util.concurrent.Callable;
import ns.net.NetNamespace;
import ns.net.link.Links;
import ns.net.netlink.Netlink;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ns net up}: {@code ip -n NAME link set lo up}. */
@Command(name = "up",
        description = {"Brings up lo in a network namespace.", ""},
        footer = {
            "",
            "Exit status: 0; 125 what was asked for failed; 2 wrong usage.",
            "",
            "Examples:",
            "  ns net up blue          as ip -n blue link set lo up"
        },
        customSynopsis = "ns net up NAME|PATH")
final class UpCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME|PATH", description = "Which.")
    private String name;

    /** Called by picocli. */
    UpCommand() {}

    @Override
    public Integer call() throws IOException {
        try (NetNamespace namespace = NetCommand.namespace(name); Netlink netlink = Netlink.open(namespace)) {
            ObjectCommand.apply(netlink, Links.up(netlink.get(Links.index("lo"))));
        }
        return 0;
    }
}
