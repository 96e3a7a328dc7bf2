package ns.cli.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import ns.net.link.Link;
import ns.net.link.LinkFlag;

/** A link as {@code ip link show} writes it, and as {@code ip -j link show} does. */
final class LinkText {

    /** ARPHRD_* in linux/if_arp.h, as far as ip has names and Linux has such links of its own. */
    private static final Map<Integer, String> TYPES = Map.of(1, "ether", 772, "loopback", 0xfffe, "none",
            768, "ipip", 769, "tunnel6", 776, "sit", 778, "gre", 512, "ppp", 32, "infiniband");

    private LinkText() {}

    static Map<String, Object> json(Link link, LinkTable table) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ifindex", link.index());
        link.link().ifPresent(index -> {
            if (link.linkNamespace().isPresent()) {
                json.put("link_index", index);
            } else {
                json.put("link", index == 0 ? null : table.name(index));
            }
        });
        json.put("ifname", link.name());
        json.put("flags", flags(link, table));
        json.put("mtu", link.mtu());
        json.put("qdisc", link.qdisc());
        link.master().ifPresent(index -> json.put("master", table.name(index)));
        json.put("operstate", link.operState().name());
        json.put("linkmode", mode(link));
        json.put("group", group(link));
        if (link.txQueueLength() > 0) {
            json.put("txqlen", link.txQueueLength());
        }
        json.put("link_type", type(link));
        link.address().ifPresent(address -> json.put("address", address.toString()));
        link.broadcast().ifPresent(address ->
                json.put(link.flags().contains(LinkFlag.POINTOPOINT) ? "peer" : "broadcast", address.toString()));
        link.linkNamespace().ifPresent(id -> json.put("link_netnsid", id));
        link.alias().ifPresent(alias -> json.put("ifalias", alias));
        if (!link.alternativeNames().isEmpty()) {
            json.put("altnames", link.alternativeNames());
        }
        return json;
    }

    static List<String> flags(Link link, LinkTable table) {
        List<String> flags = new ArrayList<>();
        if (link.isUp() && !link.flags().contains(LinkFlag.RUNNING)) {
            flags.add("NO-CARRIER");
        }
        for (LinkFlag flag : LinkFlag.values()) {
            if (flag != LinkFlag.RUNNING && link.flags().contains(flag)) {
                flags.add(flag.name());
            }
        }
        if (link.link().isPresent() && link.linkNamespace().isEmpty()) {
            Link below = table.get(link.link().getAsInt());
            if (below != null && !below.isUp()) {
                flags.add("M-DOWN");
            }
        }
        return flags;
    }

    private static String mode(Link link) {
        return link.linkMode() == 0 ? "DEFAULT" : "DORMANT";
    }

    private static String group(Link link) {
        return link.group() == 0 ? "default" : Long.toString(link.group());
    }

    private static String type(Link link) {
        return TYPES.getOrDefault(link.type(), "[" + link.type() + "]");
    }

    /** The first line, which {@code ip address show} has as well. */
    static String firstLine(Link link, LinkTable table) {
        StringBuilder line = new StringBuilder();
        line.append(link.index()).append(": ").append(link.name());
        link.link().ifPresent(index -> line.append('@').append(
                link.linkNamespace().isPresent() ? "if" + index : index == 0 ? "NONE" : table.name(index)));
        line.append(": <").append(String.join(",", flags(link, table))).append("> mtu ").append(link.mtu());
        line.append(" qdisc ").append(link.qdisc());
        link.master().ifPresent(index -> line.append(" master ").append(table.name(index)));
        line.append(" state ").append(link.operState());
        return line.toString();
    }

    /** As a link alone, or, with less of it, above the addresses of it. */
    static String text(Link link, LinkTable table, boolean alone) {
        StringBuilder text = new StringBuilder(firstLine(link, table));
        if (alone) {
            text.append(" mode ").append(mode(link));
        }
        text.append(" group ").append(group(link));
        if (link.txQueueLength() > 0) {
            text.append(" qlen ").append(link.txQueueLength());
        }
        text.append("\n    link/").append(type(link)).append(' ');
        link.address().ifPresent(text::append);
        link.broadcast().ifPresent(address -> text
                .append(link.flags().contains(LinkFlag.POINTOPOINT) ? " peer " : " brd ").append(address));
        link.linkNamespace().ifPresent(id -> text.append(" link-netnsid ").append(id));
        link.alias().filter(alias -> alone).ifPresent(alias -> text.append("\n    alias ").append(alias));
        link.alternativeNames().forEach(name -> text.append("\n    altname ").append(name));
        return text.toString();
    }

    /** The kind of a link, as {@code type} takes it. */
    static String kind(Link link) {
        return link.kind().map(kind -> kind.kind().toLowerCase(Locale.ROOT)).orElse("");
    }
}
