package ns.net.link;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import ns.net.bindings.ifinfomsg;
import ns.net.bindings.net_h;
import ns.net.bindings.rtnl_link_stats64;
import ns.net.wire.Attributes;
import ns.net.wire.MalformedMessageException;
import ns.net.wire.MessageWriter;

/** Links as bytes of RTM_NEWLINK, and back; rtnetlink(7). */
final class LinkCodec {

    private static final String BRIDGE = "bridge";

    private LinkCodec() {}

    static MessageWriter encode(LinkSpec spec) {
        MessageWriter out = new MessageWriter(ifinfomsg.sizeof());
        out.string(LinkAttribute.IFLA_IFNAME, spec.name());
        spec.link().ifPresent(index -> out.u32(LinkAttribute.IFLA_LINK, index));
        spec.mtu().ifPresent(mtu -> out.u32(LinkAttribute.IFLA_MTU, mtu));
        spec.address().ifPresent(address -> out.bytes(LinkAttribute.IFLA_ADDRESS, address.bytes()));
        spec.txQueueLength().ifPresent(packets -> out.u32(LinkAttribute.IFLA_TXQLEN, packets));
        spec.master().ifPresent(index -> out.u32(LinkAttribute.IFLA_MASTER, index));
        spec.namespace().ifPresent(fd -> out.u32(LinkAttribute.IFLA_NET_NS_FD, fd));
        KindCodec.encode(out, spec.kind());
        return out;
    }

    static MessageWriter encode(LinkChange change) {
        MessageWriter out = of(change.index());
        change.up().ifPresent(up -> flag(out, net_h.IFF_UP(), up));
        change.arp().ifPresent(on -> flag(out, net_h.IFF_NOARP(), !on));
        change.promiscuous().ifPresent(on -> flag(out, net_h.IFF_PROMISC(), on));
        change.name().ifPresent(name -> out.string(LinkAttribute.IFLA_IFNAME, name));
        change.alias().ifPresent(alias -> out.bytes(LinkAttribute.IFLA_IFALIAS, alias.getBytes(StandardCharsets.UTF_8)));
        change.mtu().ifPresent(mtu -> out.u32(LinkAttribute.IFLA_MTU, mtu));
        change.address().ifPresent(address -> out.bytes(LinkAttribute.IFLA_ADDRESS, address.bytes()));
        change.txQueueLength().ifPresent(packets -> out.u32(LinkAttribute.IFLA_TXQLEN, packets));
        change.group().ifPresent(group -> out.u32(LinkAttribute.IFLA_GROUP, group));
        change.master().ifPresent(index -> out.u32(LinkAttribute.IFLA_MASTER, index));
        change.namespaceFd().ifPresent(fd -> out.u32(LinkAttribute.IFLA_NET_NS_FD, fd));
        change.namespacePid().ifPresent(pid -> out.u32(LinkAttribute.IFLA_NET_NS_PID, pid));
        change.port().ifPresent(port -> KindCodec.encodePort(out, port));
        return out;
    }

    /** The struct of a request about one link. */
    static MessageWriter of(int index) {
        MessageWriter out = new MessageWriter(ifinfomsg.sizeof());
        out.put32(ifinfomsg.ifi_index$offset(), index);
        return out;
    }

    private static void flag(MessageWriter out, int flag, boolean on) {
        out.or32(ifinfomsg.ifi_change$offset(), flag);
        out.or32(ifinfomsg.ifi_flags$offset(), on ? flag : 0);
    }

    static Link decode(ByteBuffer in) {
        Attributes attributes = Attributes.behind(in, ifinfomsg.sizeof());
        String name = attributes.string(LinkAttribute.IFLA_IFNAME);
        if (name == null) {
            throw new MalformedMessageException("a link without a name");
        }
        Attributes info = attributes.nested(LinkAttribute.IFLA_LINKINFO);
        boolean isPort = BRIDGE.equals(info.string(InfoAttribute.IFLA_INFO_SLAVE_KIND));
        String qdisc = attributes.string(LinkAttribute.IFLA_QDISC);
        return new Link(
                in.getInt((int) ifinfomsg.ifi_index$offset()),
                name,
                in.getShort((int) ifinfomsg.ifi_type$offset()) & 0xffff,
                Optional.ofNullable(KindCodec.decode(info)),
                LinkFlag.of(in.getInt((int) ifinfomsg.ifi_flags$offset())),
                attributes.u32(LinkAttribute.IFLA_MTU, 0),
                address(attributes, LinkAttribute.IFLA_ADDRESS),
                address(attributes, LinkAttribute.IFLA_BROADCAST),
                index(attributes, LinkAttribute.IFLA_MASTER),
                index(attributes, LinkAttribute.IFLA_LINK),
                index(attributes, LinkAttribute.IFLA_LINK_NETNSID),
                Optional.ofNullable(attributes.string(LinkAttribute.IFLA_IFALIAS)),
                alternativeNames(attributes.nested(LinkAttribute.IFLA_PROP_LIST)),
                attributes.u32(LinkAttribute.IFLA_TXQLEN, 0),
                OperState.of(attributes.u8(LinkAttribute.IFLA_OPERSTATE, 0)),
                attributes.u8(LinkAttribute.IFLA_LINKMODE, 0),
                qdisc == null ? "" : qdisc,
                attributes.u32(LinkAttribute.IFLA_GROUP, 0),
                attributes.u32(LinkAttribute.IFLA_MIN_MTU, 0),
                attributes.u32(LinkAttribute.IFLA_MAX_MTU, 0),
                attributes.u32(LinkAttribute.IFLA_PROMISCUITY, 0),
                attributes.u32(LinkAttribute.IFLA_NUM_TX_QUEUES, 1),
                attributes.u32(LinkAttribute.IFLA_NUM_RX_QUEUES, 1),
                Optional.ofNullable(statistics(attributes)),
                isPort ? Optional.of(KindCodec.decodePort(info.nested(InfoAttribute.IFLA_INFO_SLAVE_DATA)))
                        : Optional.empty());
    }

    private static Optional<MacAddress> address(Attributes attributes, LinkAttribute attribute) {
        byte[] bytes = attributes.bytes(attribute);
        try {
            return bytes == null || bytes.length == 0 ? Optional.empty() : Optional.of(MacAddress.of(bytes));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(e.getMessage());
        }
    }

    private static OptionalInt index(Attributes attributes, LinkAttribute attribute) {
        return attributes.has(attribute) ? OptionalInt.of(attributes.s32(attribute, 0)) : OptionalInt.empty();
    }

    private static List<String> alternativeNames(Attributes properties) {
        List<String> names = new ArrayList<>();
        properties.forEach((value, type) -> {
            if (type == LinkAttribute.IFLA_ALT_IFNAME.type()) {
                names.add(Attributes.string(value));
            }
        });
        return names;
    }

    private static LinkStatistics statistics(Attributes attributes) {
        // The struct grows with the kernel's version: what is read of it has always been there.
        ByteBuffer in = attributes.struct(LinkAttribute.IFLA_STATS64, rtnl_link_stats64.rx_length_errors$offset());
        if (in == null) {
            return null;
        }
        return new LinkStatistics(
                in.getLong((int) rtnl_link_stats64.rx_bytes$offset()),
                in.getLong((int) rtnl_link_stats64.rx_packets$offset()),
                in.getLong((int) rtnl_link_stats64.rx_errors$offset()),
                in.getLong((int) rtnl_link_stats64.rx_dropped$offset()),
                in.getLong((int) rtnl_link_stats64.multicast$offset()),
                in.getLong((int) rtnl_link_stats64.tx_bytes$offset()),
                in.getLong((int) rtnl_link_stats64.tx_packets$offset()),
                in.getLong((int) rtnl_link_stats64.tx_errors$offset()),
                in.getLong((int) rtnl_link_stats64.tx_dropped$offset()),
                in.getLong((int) rtnl_link_stats64.collisions$offset()));
    }
}
