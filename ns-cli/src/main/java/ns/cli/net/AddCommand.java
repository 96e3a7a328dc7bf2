package ns.cli.net;

import java.io.IOException;
import java.util.concurrent.Callable;
import ns.net.NetNamespace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ns net add}: {@code ip netns add}. */
@Command(name = "add",
        description = {"Makes a network namespace with a name.", ""},
        footer = {
            "",
            "Exit status: 0; 125 what was asked for failed; 2 wrong usage.",
            "",
            "Examples:",
            "  ns net add blue         as ip netns add blue"
        },
        customSynopsis = "ns net add NAME")
final class AddCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "A name that no network namespace has.")
    private String name;

    /** Called by picocli. */
    AddCommand() {}

    @Override
    public Integer call() throws IOException {
        NetNamespace.create(name).close();
        return 0;
    }
}
