package ns.net.route;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import ns.net.address.IpFamily;
import ns.net.bindings.net_h;
import ns.net.bindings.rtnexthop;
import ns.net.bindings.rtvia;
import ns.net.wire.Attributes;
import ns.net.wire.MalformedMessageException;
import ns.net.wire.MessageWriter;

/** Next hops as bytes, those of a route's own attributes and those in RTA_MULTIPATH. */
final class NextHopCodec {

    private static final int HEADER = (int) rtnexthop.sizeof();
    /** The bytes of struct rtvia before the address, which has no length in C. */
    private static final int VIA_ADDRESS = (int) rtvia.rtvia_addr$offset();
    private static final long KNOWN = Attributes.types(
            RouteAttribute.RTA_GATEWAY, RouteAttribute.RTA_VIA, RouteAttribute.RTA_OIF);

    private NextHopCodec() {}

    /** The only next hop of a route. */
    static void encode(MessageWriter out, IpFamily family, NextHop hop) {
        gateway(out, family, hop);
        hop.link().ifPresent(link -> out.u32(RouteAttribute.RTA_OIF, link));
        out.others(hop.others());
    }

    private static void gateway(MessageWriter out, IpFamily family, NextHop hop) {
        if (hop.gateway().isPresent()) {
            InetAddress gateway = hop.gateway().get();
            if (IpFamily.of(gateway) == family) {
                out.address(RouteAttribute.RTA_GATEWAY, gateway);
            } else {
                byte[] address = gateway.getAddress();
                ByteBuffer via = ByteBuffer.allocate(VIA_ADDRESS + address.length).order(ByteOrder.nativeOrder());
                via.putShort((int) rtvia.rtvia_family$offset(), (short) IpFamily.of(gateway).number());
                out.bytes(RouteAttribute.RTA_VIA, via.put(VIA_ADDRESS, address).array());
            }
        }
    }

    /** Next hops that share the packets. */
    static void encode(MessageWriter out, IpFamily family, List<NextHop> hops) {
        out.nest(RouteAttribute.RTA_MULTIPATH, nested -> {
            for (NextHop hop : hops) {
                int at = nested.append(HEADER);
                nested.put8(at + rtnexthop.rtnh_flags$offset(), RouteFlag.bits(hop.flags()) & RouteFlag.SETTABLE);
                nested.put8(at + rtnexthop.rtnh_hops$offset(), hop.weight() - 1);
                nested.put32(at + rtnexthop.rtnh_ifindex$offset(), hop.link().orElse(0));
                gateway(nested, family, hop);
                nested.others(hop.others());
                nested.put16(at + rtnexthop.rtnh_len$offset(), nested.size() - at);
            }
        });
    }

    /** The only next hop of a route; null where it has none. */
    static NextHop decode(Attributes attributes, int flags) {
        InetAddress gateway = gateway(attributes);
        int link = attributes.s32(RouteAttribute.RTA_OIF, 0);
        if (gateway == null && link == 0 && flags == 0) {
            return null;
        }
        // What else there is among the attributes is the route's.
        return new NextHop(Optional.ofNullable(gateway), link == 0 ? OptionalInt.empty() : OptionalInt.of(link), 1,
                RouteFlag.of(flags), Map.of());
    }

    private static InetAddress gateway(Attributes attributes) {
        InetAddress gateway = attributes.address(RouteAttribute.RTA_GATEWAY);
        if (gateway != null) {
            return gateway;
        }
        ByteBuffer via = attributes.struct(RouteAttribute.RTA_VIA, VIA_ADDRESS);
        if (via == null) {
            return null;
        }
        byte[] address = new byte[via.remaining() - VIA_ADDRESS];
        via.get(VIA_ADDRESS, address);
        return Attributes.address(address);
    }

    /** What is in RTA_MULTIPATH. */
    static List<NextHop> decode(ByteBuffer in) {
        List<NextHop> hops = new ArrayList<>();
        int at = in.position();
        while (in.limit() - at >= HEADER) {
            int length = in.getShort(at + (int) rtnexthop.rtnh_len$offset()) & 0xffff;
            if (length < HEADER || length > in.limit() - at) {
                throw new MalformedMessageException("a next hop of " + length + " bytes where there are " + (in.limit() - at));
            }
            Attributes attributes = Attributes.parse(
                    in.slice(at + HEADER, length - HEADER).order(ByteOrder.nativeOrder()));
            int link = in.getInt(at + (int) rtnexthop.rtnh_ifindex$offset());
            hops.add(new NextHop(
                    Optional.ofNullable(gateway(attributes)),
                    link == 0 ? OptionalInt.empty() : OptionalInt.of(link),
                    (in.get(at + (int) rtnexthop.rtnh_hops$offset()) & 0xff) + 1,
                    RouteFlag.of(in.get(at + (int) rtnexthop.rtnh_flags$offset()) & 0xff),
                    attributes.others(KNOWN)));
            at += (length + net_h.RTA_ALIGNTO() - 1) & -net_h.RTA_ALIGNTO();
        }
        return hops;
    }
}
