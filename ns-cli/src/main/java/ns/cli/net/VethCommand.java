package ns.cli.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import ns.net.NetNamespace;
import ns.net.address.IpPrefix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ns net veth}: what takes {@code ip} half a dozen commands. */
@Command(name = "veth",
        description = {
            "Joins two network namespaces by a veth pair.",
            "",
            "Makes it, gives its ends addresses and switches them on. If one of these fails there is no pair.",
            ""
        },
        footer = {
            "",
            "Exit status: 0; 125 what was asked for failed; 2 wrong usage.",
            "",
            "Examples:",
            "  ns net veth w0 e0@blue --addr w0=10.0.0.1/24 --addr e0=10.0.0.2/24 --up"
        },
        customSynopsis = "ns net veth LINK[@NAME] LINK[@NAME] [--addr LINK=PREFIX]... [--up]")
final class VethCommand implements Callable<Integer> {

    @ParentCommand
    private NetCommand net;

    @Parameters(index = "0", paramLabel = "LINK[@NAME]", description = "One end, and the namespace it is in.")
    private String one;

    @Parameters(index = "1", paramLabel = "LINK[@NAME]", description = "The other end.")
    private String other;

    @Option(names = "--addr", paramLabel = "LINK[@NAME]=ADDRESS/LENGTH", description = "An address of one end; repeatable.")
    private List<String> addresses = List.of();

    @Option(names = "--up", description = "Switch both ends on.")
    private boolean up;

    @Spec
    private CommandSpec spec;

    /** Called by picocli. */
    VethCommand() {}

    @Override
    public Integer call() throws IOException {
        List<IpPrefix> ofOne = new ArrayList<>();
        List<IpPrefix> ofOther = new ArrayList<>();
        for (String text : addresses) {
            String[] parts = text.split("=", 2);
            boolean toOne = parts[0].equals(one) || parts[0].equals(link(one));
            boolean toOther = parts[0].equals(other) || parts[0].equals(link(other));
            if (parts.length < 2 || toOne == toOther) {
                throw new ParameterException(spec.commandLine(), "Invalid value for option '--addr': '" + text
                        + "' does not name one end, as " + one + "=10.0.0.1/24");
            }
            (toOne ? ofOne : ofOther).add(IpPrefix.parse(parts[1]));
        }
        try (NetNamespace near = namespace(one); NetNamespace far = namespace(other)) {
            VethPair.make(new VethPair.End(link(one), near, ofOne), new VethPair.End(link(other), far, ofOther), up);
        }
        return 0;
    }

    private static String link(String end) {
        return end.split("@", 2)[0];
    }

    private NetNamespace namespace(String end) throws IOException {
        int at = end.indexOf('@');
        return at < 0 ? net.namespace() : NetCommand.namespace(end.substring(at + 1));
    }
}
