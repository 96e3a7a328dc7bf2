package ns.cli.net;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import ns.net.address.IpPrefix;
import ns.net.address.Neighbour;
import ns.net.address.NeighbourFlag;
import ns.net.address.NeighbourState;
import ns.net.address.Neighbours;
import ns.net.link.Links;
import ns.net.link.MacAddress;
import ns.net.netlink.Dump;
import ns.net.netlink.Netlink;
import picocli.CommandLine.Command;

/** {@code ns net neigh}: {@code ip neighbour}. */
@Command(name = "neigh", aliases = {"neighbour", "neighbor"},
        description = {"Neighbours: which link-layer address has an address.", ""},
        footer = {
            "",
            "Exit status: 0; 125 what was asked for failed; 2 wrong usage.",
            "",
            "Examples:",
            "  ns net neigh show dev west",
            "  ns net neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev west"
        },
        customSynopsis = {
            "ns net neigh [show] [proxy] [[dev] LINK]",
            "       ns net neigh add|replace ADDRESS [lladdr MAC] dev LINK [nud STATE]",
            "           [router]",
            "       ns net neigh add|del proxy ADDRESS dev LINK",
            "       ns net neigh del ADDRESS dev LINK"
        })
final class NeighbourCommand extends ObjectCommand {

    /** Called by picocli. */
    NeighbourCommand() {
        super("neigh");
    }

    @Override
    void run(Netlink netlink, String verb, Words words) throws IOException {
        switch (verb) {
            case "show", "list", "ls", "sh" -> show(netlink, words);
            case "add" -> apply(netlink, Neighbours.add(neighbour(netlink, words)));
            case "replace" -> apply(netlink, Neighbours.replace(neighbour(netlink, words)));
            case "del", "delete" -> apply(netlink, Neighbours.delete(neighbour(netlink, words)));
            default -> throw words.unknownVerb();
        }
    }

    private static Neighbour neighbour(Netlink netlink, Words words) throws IOException {
        boolean proxy = words.take("proxy");
        InetAddress address = words.value("to", IpPrefix::parse).address();
        MacAddress mac = null;
        NeighbourState state = NeighbourState.PERMANENT;
        List<NeighbourFlag> flags = new ArrayList<>();
        Integer link = null;
        while (words.hasNext()) {
            String word = words.next("");
            switch (word) {
                case "lladdr" -> mac = words.value(word, MacAddress::parse);
                case "dev" -> link = netlink.get(Links.index(words.next("the name of a link")));
                case "nud" -> state = words.value(word, text -> Arrays.stream(NeighbourState.values())
                        .filter(each -> each.name().equalsIgnoreCase(text)).findFirst()
                        .orElseThrow(() -> words.invalid("nud " + text, "take from "
                                + Arrays.toString(NeighbourState.values()).toLowerCase(Locale.ROOT))));
                case "router" -> flags.add(NeighbourFlag.ROUTER);
                default -> throw words.unknown(word);
            }
        }
        int index = words.given("dev LINK", link);
        if (proxy) {
            return Neighbour.proxy(index, address);
        }
        Neighbour.Builder neighbour = Neighbour.builder(index, address).state(state).flags(flags.toArray(NeighbourFlag[]::new));
        return mac == null ? neighbour.build() : neighbour.mac(mac).build();
    }

    private void show(Netlink netlink, Words words) throws IOException {
        boolean proxies = words.take("proxy");
        Dump<Neighbour> dump = proxies ? Neighbours.proxies() : Neighbours.all();
        if (words.hasNext()) {
            words.take("dev");
            int link = netlink.get(Links.index(words.next("the name of a link")));
            dump = dump.filter(each -> each.link() == link);
            words.end();
        }
        LinkTable table = new LinkTable(netlink);
        List<Map<String, Object>> all = new ArrayList<>();
        for (Neighbour neighbour : netlink.list(dump)) {
            boolean shown = net().wants(neighbour.address()) && (proxies || neighbour.state() != NeighbourState.NOARP);
            if (shown && net().isJson()) {
                all.add(json(neighbour, table));
            } else if (shown) {
                System.out.println(text(neighbour, table));
            }
        }
        if (net().isJson()) {
            Output.json(all);
        }
    }

    static Map<String, Object> json(Neighbour neighbour, LinkTable table) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dst", IpPrefix.text(neighbour.address()));
        json.put("dev", table.name(neighbour.link()));
        neighbour.mac().ifPresent(mac -> json.put("lladdr", mac.toString()));
        for (NeighbourFlag flag : NeighbourFlag.values()) {
            if (neighbour.flags().contains(flag)) {
                json.put(flag.toString(), null);
            }
        }
        if (!neighbour.flags().contains(NeighbourFlag.PROXY)) {
            json.put("state", List.of(neighbour.state().name()));
        }
        return json;
    }

    static String text(Neighbour neighbour, LinkTable table) {
        StringBuilder text = new StringBuilder(IpPrefix.text(neighbour.address()));
        text.append(" dev ").append(table.name(neighbour.link()));
        neighbour.mac().ifPresent(mac -> text.append(" lladdr ").append(mac));
        for (NeighbourFlag flag : NeighbourFlag.values()) {
            text.append(neighbour.flags().contains(flag) ? " " + flag : "");
        }
        return text.append(neighbour.flags().contains(NeighbourFlag.PROXY) ? "" : " " + neighbour.state().name()).toString();
    }
}
