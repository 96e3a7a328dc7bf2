package ns.cli.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import ns.net.NetNamespace;
import ns.net.link.Link;
import ns.net.link.LinkChange;
import ns.net.link.LinkSpec;
import ns.net.link.Links;
import ns.net.link.MacAddress;
import ns.net.netlink.Netlink;
import picocli.CommandLine.Command;

/** {@code ns net link}: {@code ip link}. */
@Command(name = "link", aliases = "l",
        description = {"Network interfaces.", ""},
        footer = {
            "",
            "Exit status: 0; 125 what was asked for failed; 2 wrong usage.",
            "",
            "Examples:",
            "  ns net link add west type veth peer name east",
            "  ns net link set east netns blue",
            "  ns net -n blue link set east up",
            "  ns net --json link show type veth"
        },
        customSynopsis = {
            "ns net link [show] [[dev] LINK] [up] [type KIND] [master LINK]",
            "       ns net link add [link LINK] [name] LINK [mtu BYTES] [address MAC]",
            "           [txqueuelen PACKETS] [master LINK] [netns NAME] type KIND [WORD...]",
            "           veth [peer name LINK [netns NAME]], dummy, ifb, vlan id ID,",
            "           bridge [stp_state 0|1] [vlan_filtering 0|1] [mcast_snooping 0|1]",
            "           [priority N], macvlan|ipvlan [mode MODE], vrf table TABLE,",
            "           bond [mode MODE] [miimon MS], vxlan id ID [remote|group ADDRESS]",
            "           [local ADDRESS] [dev LINK] [dstport PORT] [ttl TTL] [nolearning]",
            "       ns net link set [dev] LINK [up|down] [mtu BYTES] [address MAC] [name NEW]",
            "           [alias TEXT] [txqueuelen PACKETS] [master LINK|nomaster]",
            "           [netns NAME|PID] [group N] [arp on|off] [promisc on|off]",
            "       ns net link del [dev] LINK"
        })
final class LinkCommand extends ObjectCommand {

    /** Called by picocli. */
    LinkCommand() {
        super("link");
    }

    @Override
    void run(Netlink netlink, String verb, Words words) throws IOException {
        switch (verb) {
            case "show", "list", "ls", "sh" -> show(netlink, words);
            case "add" -> add(netlink, words);
            case "set" -> set(netlink, words);
            case "del", "delete" -> {
                words.take("dev");
                int index = netlink.get(Links.index(words.next("the name of a link")));
                words.end();
                apply(netlink, Links.delete(index));
            }
            default -> throw words.unknownVerb();
        }
    }

    private void show(Netlink netlink, Words words) throws IOException {
        LinkTable table = new LinkTable(netlink);
        List<Link> links = new ArrayList<>();
        table.links().forEach(links::add);
        while (words.hasNext()) {
            String word = words.next("");
            switch (word) {
                case "up" -> links.removeIf(link -> !link.isUp());
                case "type" -> {
                    String kind = words.next("a kind");
                    links.removeIf(link -> !LinkText.kind(link).equals(kind));
                }
                case "master" -> {
                    int master = netlink.get(Links.index(words.next("the name of a link")));
                    links.removeIf(link -> link.master().orElse(0) != master);
                }
                default -> {
                    String name = word.equals("dev") ? words.next("the name of a link") : word;
                    int index = netlink.get(Links.index(name));
                    links.removeIf(link -> link.index() != index);
                }
            }
        }
        if (net().isJson()) {
            List<Map<String, Object>> all = new ArrayList<>();
            links.forEach(link -> all.add(LinkText.json(link, table)));
            Output.json(all);
        } else {
            links.forEach(link -> System.out.println(LinkText.text(link, table, true)));
        }
    }

    private static void add(Netlink netlink, Words words) throws IOException {
        String name = null;
        LinkSpec spec = null;
        List<UnaryOperator<LinkSpec>> rest = new ArrayList<>();
        try (LinkKindWords kinds = new LinkKindWords(netlink)) {
            while (words.hasNext() && spec == null) {
                String word = words.next("");
                switch (word) {
                    case "link" -> {
                        int index = netlink.get(Links.index(words.next("the name of a link")));
                        rest.add(each -> each.on(index));
                    }
                    case "mtu" -> {
                        long bytes = words.number(word);
                        rest.add(each -> each.withMtu(bytes));
                    }
                    case "address" -> {
                        MacAddress mac = words.value(word, MacAddress::parse);
                        rest.add(each -> each.withAddress(mac));
                    }
                    case "txqueuelen", "txqlen" -> {
                        long packets = words.number(word);
                        rest.add(each -> each.withTxQueueLength(packets));
                    }
                    case "master" -> {
                        int index = netlink.get(Links.index(words.next("the name of a link")));
                        rest.add(each -> each.withMaster(index));
                    }
                    case "netns" -> {
                        NetNamespace where = kinds.open(words.next("a network namespace"));
                        rest.add(each -> each.in(where));
                    }
                    case "type" -> spec = LinkSpec.of(words.given("the name of the link", name), kinds.read(words));
                    default -> name = word.equals("name") || word.equals("dev") ? words.next("a name") : word;
                }
            }
            words.end();
            spec = words.given("type KIND", spec);
            for (UnaryOperator<LinkSpec> each : rest) {
                spec = each.apply(spec);
            }
            apply(netlink, Links.add(spec));
        }
    }

    private static void set(Netlink netlink, Words words) throws IOException {
        words.take("dev");
        LinkChange.Builder change = LinkChange.of(netlink.get(Links.index(words.next("the name of a link"))));
        try (LinkKindWords namespaces = new LinkKindWords(netlink)) {
            while (words.hasNext()) {
                String word = words.next("");
                switch (word) {
                    case "up" -> change.up(true);
                    case "down" -> change.up(false);
                    case "mtu" -> change.mtu(words.number(word));
                    case "address" -> change.address(words.value(word, MacAddress::parse));
                    case "name" -> change.name(words.next("a name"));
                    case "alias" -> change.alias(words.next("a text"));
                    case "txqueuelen", "txqlen" -> change.txQueueLength(words.number(word));
                    case "master" -> change.master(netlink.get(Links.index(words.next("the name of a link"))));
                    case "nomaster" -> change.master(0);
                    case "group" -> change.group(words.next("a group").equals("default") ? 0 : words.lastNumber("group"));
                    case "arp" -> change.arp(words.onOff(word));
                    case "promisc" -> change.promiscuous(words.onOff(word));
                    case "netns" -> {
                        String where = words.next("a network namespace");
                        if (where.chars().allMatch(Character::isDigit)) {
                            change.namespaceOfPid(Long.parseLong(where));
                        } else {
                            change.namespace(namespaces.open(where));
                        }
                    }
                    default -> throw words.unknown(word);
                }
            }
            apply(netlink, Links.set(change.build()));
        }
    }
}
