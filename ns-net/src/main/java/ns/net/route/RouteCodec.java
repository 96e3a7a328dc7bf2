package ns.net.route;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.address.RouteProtocol;
import ns.net.address.Scope;
import ns.net.bindings.net_h;
import ns.net.bindings.rta_cacheinfo;
import ns.net.bindings.rtmsg;
import ns.net.wire.Attributes;
import ns.net.wire.MalformedMessageException;
import ns.net.wire.MessageWriter;

/** Routes as bytes of RTM_NEWROUTE, and back; rtnetlink(7). */
final class RouteCodec {

    private static final int BYTE_MAX = 0xff;
    /** In USER_HZ, which is the same on all machines whatever the kernel's own clock. */
    private static final long TICKS_PER_SECOND = 100;
    private static final long KNOWN = Attributes.types(RouteAttribute.values());
    private static final Scope[] SCOPES = new Scope[BYTE_MAX + 1];
    private static final RouteProtocol[] PROTOCOLS = new RouteProtocol[BYTE_MAX + 1];

    static {
        for (int i = 0; i <= BYTE_MAX; i++) {
            SCOPES[i] = new Scope(i);
            PROTOCOLS[i] = new RouteProtocol(i);
        }
    }

    private RouteCodec() {}

    static MessageWriter encode(Route route) {
        MessageWriter out = new MessageWriter(rtmsg.sizeof());
        IpPrefix to = route.destination();
        out.put8(rtmsg.rtm_family$offset(), to.family().number());
        out.put8(rtmsg.rtm_dst_len$offset(), to.length());
        out.put8(rtmsg.rtm_tos$offset(), route.tos());
        out.put8(rtmsg.rtm_protocol$offset(), route.protocol().number());
        out.put8(rtmsg.rtm_scope$offset(), route.scope().number());
        out.put8(rtmsg.rtm_type$offset(), route.type().number());
        table(out, route.table());
        if (to.length() > 0 || to.family() == IpFamily.IPV6) {
            out.address(RouteAttribute.RTA_DST, to.address());
        }
        if (route.source().isPresent()) {
            IpPrefix from = route.source().get();
            out.put8(rtmsg.rtm_src_len$offset(), from.length());
            out.address(RouteAttribute.RTA_SRC, from.address());
        }
        nextHops(out, route);
        route.preferredSource().ifPresent(address -> out.address(RouteAttribute.RTA_PREFSRC, address));
        route.priority().ifPresent(number -> out.u32(RouteAttribute.RTA_PRIORITY, number));
        if (!route.metrics().isEmpty()) {
            MetricsCodec.encode(out, route.metrics());
        }
        route.preference().ifPresent(level -> out.u8(RouteAttribute.RTA_PREF, level.number()));
        route.expires().ifPresent(life -> out.u32(RouteAttribute.RTA_EXPIRES, life.toSeconds()));
        return out.others(route.others());
    }

    private static void nextHops(MessageWriter out, Route route) {
        List<NextHop> hops = route.nextHops();
        IpFamily family = route.destination().family();
        if (route.nextHopId().isPresent()) {
            out.u32(RouteAttribute.RTA_NH_ID, route.nextHopId().getAsLong());
        } else if (hops.size() == 1) {
            NextHop hop = hops.getFirst();
            out.put32(rtmsg.rtm_flags$offset(), RouteFlag.bits(hop.flags()) & RouteFlag.SETTABLE);
            NextHopCodec.encode(out, family, hop);
        } else if (!hops.isEmpty()) {
            NextHopCodec.encode(out, family, hops);
        }
    }

    /** Puts the number of a table where it belongs; none for all, or the kernel's choice. */
    static void table(MessageWriter out, long table) {
        if (table <= BYTE_MAX) {
            out.put8(rtmsg.rtm_table$offset(), (int) table);
        } else {
            out.u32(RouteAttribute.RTA_TABLE, table);
        }
    }

    /** Null for what is no route of IP: of multicast routing, of MPLS. */
    static Route decode(ByteBuffer in) {
        Attributes attributes = Attributes.behind(in, rtmsg.sizeof());
        int number = in.get((int) rtmsg.rtm_family$offset()) & BYTE_MAX;
        IpFamily family = number == net_h.AF_INET() ? IpFamily.IPV4 : IpFamily.IPV6;
        if (number != family.number()) {
            return null;
        }
        int flags = in.getInt((int) rtmsg.rtm_flags$offset());
        InetAddress source = attributes.address(RouteAttribute.RTA_SRC);
        try {
            List<NextHop> hops = nextHops(attributes, flags & RouteFlag.OF_NEXT_HOP);
            return new Route(
                    prefix(family, attributes.address(RouteAttribute.RTA_DST), in.get((int) rtmsg.rtm_dst_len$offset())),
                    source == null ? Optional.empty()
                            : Optional.of(prefix(family, source, in.get((int) rtmsg.rtm_src_len$offset()))),
                    in.get((int) rtmsg.rtm_tos$offset()) & BYTE_MAX,
                    attributes.u32(RouteAttribute.RTA_TABLE, in.get((int) rtmsg.rtm_table$offset()) & BYTE_MAX),
                    RouteType.of(in.get((int) rtmsg.rtm_type$offset()) & BYTE_MAX),
                    SCOPES[in.get((int) rtmsg.rtm_scope$offset()) & BYTE_MAX],
                    PROTOCOLS[in.get((int) rtmsg.rtm_protocol$offset()) & BYTE_MAX],
                    hops,
                    Optional.ofNullable(attributes.address(RouteAttribute.RTA_PREFSRC)),
                    number(attributes, RouteAttribute.RTA_PRIORITY),
                    attributes.has(RouteAttribute.RTA_METRICS)
                            ? MetricsCodec.decode(attributes.nested(RouteAttribute.RTA_METRICS)) : RouteMetrics.NONE,
                    attributes.has(RouteAttribute.RTA_PREF)
                            ? Optional.of(RoutePreference.of(attributes.u8(RouteAttribute.RTA_PREF, 0))) : Optional.empty(),
                    expires(attributes),
                    number(attributes, RouteAttribute.RTA_NH_ID),
                    RouteFlag.of(hops.size() == 1 ? flags & ~RouteFlag.OF_NEXT_HOP : flags),
                    lookup(attributes),
                    attributes.others(KNOWN));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(e.getMessage());
        }
    }

    private static IpPrefix prefix(IpFamily family, InetAddress address, byte length) {
        if (address == null) {
            return family.all();
        }
        if (IpFamily.of(address) != family) {
            throw new MalformedMessageException("an address that is not of " + family);
        }
        return new IpPrefix(address, length & BYTE_MAX);
    }

    private static List<NextHop> nextHops(Attributes attributes, int flags) {
        ByteBuffer many = attributes.buffer(RouteAttribute.RTA_MULTIPATH);
        if (many != null) {
            return NextHopCodec.decode(many);
        }
        NextHop one = NextHopCodec.decode(attributes, flags);
        return one == null ? List.of() : List.of(one);
    }

    private static OptionalLong number(Attributes attributes, RouteAttribute attribute) {
        return attributes.has(attribute) ? OptionalLong.of(attributes.u32(attribute, 0)) : OptionalLong.empty();
    }

    private static Optional<Duration> expires(Attributes attributes) {
        if (attributes.has(RouteAttribute.RTA_EXPIRES)) {
            return Optional.of(Duration.ofSeconds(attributes.u32(RouteAttribute.RTA_EXPIRES, 0)));
        }
        ByteBuffer info = attributes.struct(RouteAttribute.RTA_CACHEINFO, rta_cacheinfo.sizeof());
        int ticks = info == null ? 0 : info.getInt((int) rta_cacheinfo.rta_expires$offset());
        return ticks == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(ticks / TICKS_PER_SECOND));
    }

    private static Route.Lookup lookup(Attributes attributes) {
        if (!attributes.has(RouteAttribute.RTA_IIF) && !attributes.has(RouteAttribute.RTA_MARK)
                && !attributes.has(RouteAttribute.RTA_UID)) {
            return Route.Lookup.NONE;
        }
        return new Route.Lookup(
                attributes.has(RouteAttribute.RTA_IIF)
                        ? OptionalInt.of(attributes.s32(RouteAttribute.RTA_IIF, 0)) : OptionalInt.empty(),
                number(attributes, RouteAttribute.RTA_MARK),
                number(attributes, RouteAttribute.RTA_UID));
    }
}
