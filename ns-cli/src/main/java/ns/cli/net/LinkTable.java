package ns.cli.net;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import ns.net.link.Link;
import ns.net.link.Links;
import ns.net.netlink.Netlink;

/** The links there are, asked for once, by which indices become names. */
final class LinkTable {

    private final Map<Integer, Link> links = new LinkedHashMap<>();

    LinkTable(Netlink netlink) throws IOException {
        netlink.list(Links.all()).forEach(link -> links.put(link.index(), link));
    }

    Iterable<Link> links() {
        return links.values();
    }

    /** The link with an index; null where there is none. */
    Link get(int index) {
        return links.get(index);
    }

    /** The name that belongs to an index, or, as ip writes it, {@code if7}. */
    String name(int index) {
        Link link = links.get(index);
        return link == null ? "if" + index : link.name();
    }
}
