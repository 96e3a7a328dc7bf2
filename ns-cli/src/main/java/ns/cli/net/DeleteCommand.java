package ns.cli.net;

import java.io.IOException;
import java.util.concurrent.Callable;
import ns.net.NetNamespace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ns net del}: {@code ip netns delete}. */
@Command(name = "del", aliases = "delete",
        description = {"Removes the name of a network namespace; it ends when nothing is in it any more.", ""}, usageHelpWidth = NetCommand.WIDTH)
final class DeleteCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "Which.")
    private String name;

    /** Called by picocli. */
    DeleteCommand() {}

    @Override
    public Integer call() throws IOException {
        NetNamespace.delete(name);
        return 0;
    }
}
