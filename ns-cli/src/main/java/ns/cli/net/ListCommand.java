package ns.cli.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import ns.net.NetNamespace;
import ns.net.link.NamespaceIds;
import ns.net.netlink.Netlink;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code ns net ls}: {@code ip netns list}. */
@Command(name = "ls", aliases = "list",
        description = {"Lists the network namespaces that have a name.", ""},
        footer = {
            "",
            "Exit status: 0; 125 what was asked for failed; 2 wrong usage.",
            "",
            "Examples:",
            "  ns net ls               each with the id that this namespace has for it",
            "  ns net ls --json | jq -r '.[].name'"
        },
        customSynopsis = "ns net ls [-j]")
final class ListCommand implements Callable<Integer> {

    @ParentCommand
    private NetCommand net;

    /** Called by picocli. */
    ListCommand() {}

    @Override
    public Integer call() throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        try (Netlink netlink = net.connect()) {
            for (String name : NetNamespace.list()) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("name", name);
                id(netlink, name).ifPresent(id -> one.put("id", id));
                all.add(one);
            }
        }
        if (net.isJson()) {
            Output.json(all);
        } else {
            all.forEach(one -> System.out.println(
                    one.get("name") + (one.containsKey("id") ? " (id: " + one.get("id") + ")" : "")));
        }
        return 0;
    }

    private static OptionalInt id(Netlink netlink, String name) throws IOException {
        try (NetNamespace namespace = NetNamespace.open(name)) {
            return netlink.get(NamespaceIds.of(namespace));
        }
    }
}
