package ns.cli.net;

import java.io.IOException;
import java.util.concurrent.Callable;
import ns.net.NetNamespace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ns net del}: {@code ip netns delete}. */
@Command(name = "del", aliases = "delete",
        description = {"Removes the name of a network namespace.", ""},
        footer = {
            "",
            "Exit status: 0; 125 what was asked for failed; 2 wrong usage.",
            "",
            "Examples:",
            "  ns net del blue         it ends when nothing is in it any more"
        },
        customSynopsis = "ns net del NETNS")
final class DeleteCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NETNS", description = "Which.")
    private String name;

    /** Called by picocli. */
    DeleteCommand() {}

    @Override
    public Integer call() throws IOException {
        NetNamespace.delete(name);
        return 0;
    }
}
