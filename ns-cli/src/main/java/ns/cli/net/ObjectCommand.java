package ns.cli.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import ns.net.netlink.Change;
import ns.net.netlink.Netlink;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that does something to objects of one kind, in the words of ip(8): {@code ns net route add default …}. */
abstract class ObjectCommand implements Callable<Integer> {

    @ParentCommand
    private NetCommand net;

    @Parameters(paramLabel = "WORD", hideParamSyntax = true, description = "See above; show, if there is none.")
    private List<String> words = List.of();

    @Spec
    private CommandSpec spec;

    private final String object;

    /** Of a kind of object, which messages name. */
    ObjectCommand(String object) {
        this.object = object;
    }

    @Override
    public Integer call() throws IOException {
        String verb = words.isEmpty() ? "show" : words.getFirst();
        if (verb.equals("help")) { // as ip has it
            spec.commandLine().usage(System.out);
            return 0;
        }
        List<String> rest = new ArrayList<>(words.subList(Math.min(1, words.size()), words.size()));
        try (Netlink netlink = net.connect()) {
            run(netlink, verb, new Words(object + " " + verb, rest));
        }
        return 0;
    }

    /** Does what the verb says. */
    abstract void run(Netlink netlink, String verb, Words words) throws IOException;

    /** What all objects have in common. */
    final NetCommand net() {
        return net;
    }

    /** Makes a change, and passes a warning of the kernel's on. */
    static void apply(Netlink netlink, Change change) throws IOException {
        netlink.run(change).ifPresent(warning -> System.err.println("ns: " + change + ": warning: " + warning));
    }
}
