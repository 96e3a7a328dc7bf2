package ns.cli.net;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import ns.net.NetNamespace;
import ns.net.address.IpPrefix;
import ns.net.link.LinkKind;
import ns.net.link.Links;
import ns.net.netlink.Netlink;

/** Reads {@code type KIND …} of {@code ns net link add}. The namespaces it opens are open until it is closed. */
final class LinkKindWords implements AutoCloseable {

    private final Netlink netlink;
    private final List<NetNamespace> opened = new ArrayList<>();

    LinkKindWords(Netlink netlink) {
        this.netlink = netlink;
    }

    /** A namespace by its name or path. */
    NetNamespace open(String nameOrPath) throws IOException {
        NetNamespace namespace = NetCommand.namespace(nameOrPath);
        opened.add(namespace);
        return namespace;
    }

    /** The words behind {@code type}. */
    LinkKind read(Words words) throws IOException {
        String kind = words.next("a kind of link");
        return switch (kind) {
            case "veth" -> veth(words);
            case "bridge" -> bridge(words);
            case "macvlan" -> new LinkKind.Macvlan(mode(words, LinkKind.Macvlan.Mode.values()));
            case "ipvlan" -> new LinkKind.Ipvlan(mode(words, LinkKind.Ipvlan.Mode.values()));
            case "vlan" -> new LinkKind.Vlan(expect(words, "id"));
            case "vrf" -> new LinkKind.Vrf(expect(words, "table"));
            case "vxlan" -> vxlan(words);
            case "bond" -> {
                Optional<LinkKind.Bond.Mode> mode = mode(words, LinkKind.Bond.Mode.values());
                yield new LinkKind.Bond(mode,
                        words.take("miimon") ? OptionalInt.of(words.integer("miimon")) : OptionalInt.empty());
            }
            case "dummy" -> new LinkKind.Dummy();
            case "ifb" -> new LinkKind.Ifb();
            default -> new LinkKind.Other(kind, new byte[0]);
        };
    }

    private static int expect(Words words, String keyword) {
        if (!words.take(keyword)) {
            throw words.invalid("", keyword + " is missing");
        }
        return words.integer(keyword);
    }

    private static <M extends Enum<M>> Optional<M> mode(Words words, M[] modes) {
        if (!words.take("mode")) {
            return Optional.empty();
        }
        return Optional.of(words.value("mode", text -> Arrays.stream(modes)
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)
                        || text.equals("802.3ad") && mode.name().equals("LACP"))
                .findFirst()
                .orElseThrow(() -> words.invalid("mode " + text, "take from " + Arrays.toString(modes)
                        .toLowerCase(Locale.ROOT).replace('_', '-')))));
    }

    private LinkKind veth(Words words) throws IOException {
        if (!words.take("peer")) {
            return new LinkKind.Veth(Optional.empty(), OptionalInt.empty());
        }
        words.take("name");
        LinkKind.Veth veth = LinkKind.Veth.peer(words.next("the name of the other end"));
        return words.take("netns") ? veth.in(open(words.next("a network namespace"))) : veth;
    }

    private static LinkKind bridge(Words words) {
        LinkKind.Bridge bridge = LinkKind.Bridge.DEFAULT;
        while (words.hasNext()) {
            String word = words.next("");
            bridge = switch (word) {
                case "stp_state" -> bridge.withStp(words.onOff(word));
                case "vlan_filtering" -> bridge.withVlanFiltering(words.onOff(word));
                case "mcast_snooping" -> bridge.withMulticastSnooping(words.onOff(word));
                case "priority" -> bridge.withPriority(words.integer(word));
                default -> throw words.unknown(word);
            };
        }
        return bridge;
    }

    private LinkKind vxlan(Words words) throws IOException {
        OptionalInt id = OptionalInt.empty();
        Optional<InetAddress> remote = Optional.empty();
        Optional<InetAddress> local = Optional.empty();
        OptionalInt link = OptionalInt.empty();
        OptionalInt port = OptionalInt.empty();
        OptionalInt ttl = OptionalInt.empty();
        Optional<Boolean> learning = Optional.empty();
        while (words.hasNext()) {
            String word = words.next("");
            switch (word) {
                case "id", "vni" -> id = OptionalInt.of(words.integer(word));
                case "remote", "group" -> remote = Optional.of(words.value(word, IpPrefix::parse).address());
                case "local" -> local = Optional.of(words.value(word, IpPrefix::parse).address());
                case "dev" -> link = OptionalInt.of(netlink.get(Links.index(words.next("the name of a link"))));
                case "dstport" -> port = OptionalInt.of(words.integer(word));
                case "ttl" -> ttl = OptionalInt.of(words.integer(word));
                case "learning" -> learning = Optional.of(true);
                case "nolearning" -> learning = Optional.of(false);
                default -> throw words.unknown(word);
            }
        }
        return new LinkKind.Vxlan(id.orElseThrow(() -> words.invalid("", "id is missing")), remote, local, link, port, ttl,
                learning);
    }

    @Override
    public void close() {
        opened.forEach(NetNamespace::close);
    }
}
