package ns.net.route;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import ns.net.bindings.net_h;

/**
 * What is special about a route or one of its next hops; RTNH_F_* and RTM_F_* in linux/rtnetlink.h.
 *
 * <p>But for ONLINK and PERVASIVE it is the kernel that says so, and nothing to be sent.
 */
public enum RouteFlag {
    /** The link is down, so that the next hop is not used. */
    DEAD(net_h.RTNH_F_DEAD()),
    /** Found by a recursive search, never implemented. */
    PERVASIVE(net_h.RTNH_F_PERVASIVE()),
    /** The gateway is taken to be on the link, though no route says so. */
    ONLINK(net_h.RTNH_F_ONLINK()),
    /** Hardware does the next hop. */
    OFFLOAD(net_h.RTNH_F_OFFLOAD()),
    /** The link has no carrier. */
    LINKDOWN(net_h.RTNH_F_LINKDOWN()),
    /** A multicast route waits to be resolved. */
    UNRESOLVED(net_h.RTNH_F_UNRESOLVED()),
    /** Hardware passes the packets of the next hop on to the kernel. */
    TRAP(net_h.RTNH_F_TRAP()),
    /** Changes are told to who asked for it, never implemented. */
    NOTIFY(net_h.RTM_F_NOTIFY()),
    /** Made of another one, for a destination of its own. */
    CLONED(net_h.RTM_F_CLONED()),
    /** Packets take turns on its next hops, never implemented. */
    EQUALIZE(net_h.RTM_F_EQUALIZE()),
    /** Of a prefix that a router has advertised. */
    PREFIX(net_h.RTM_F_PREFIX()),
    /** The table is the one it was found in. */
    LOOKUP_TABLE(net_h.RTM_F_LOOKUP_TABLE()),
    /** The route itself, not what is made of it for one destination. */
    FIB_MATCH(net_h.RTM_F_FIB_MATCH()),
    /** Hardware does the route. */
    RT_OFFLOAD(net_h.RTM_F_OFFLOAD()),
    /** Hardware passes the packets of the route on to the kernel. */
    RT_TRAP(net_h.RTM_F_TRAP()),
    /** Hardware was to do the route, and failed. */
    RT_OFFLOAD_FAILED(net_h.RTM_F_OFFLOAD_FAILED());

    /** Those that a request may hold. */
    static final int SETTABLE = ONLINK.bit | PERVASIVE.bit;

    /** The bits of a route's flags that are those of its next hop, where it has one alone. */
    static final int OF_NEXT_HOP = 0xff;

    private static final RouteFlag[] ALL = values();

    private final int bit;

    RouteFlag(int bit) {
        this.bit = bit;
    }

    static Set<RouteFlag> of(int bits) {
        if (bits == 0) {
            return Set.of();
        }
        Set<RouteFlag> flags = EnumSet.noneOf(RouteFlag.class);
        for (RouteFlag flag : ALL) {
            if ((bits & flag.bit) != 0) {
                flags.add(flag);
            }
        }
        return flags;
    }

    static int bits(Set<RouteFlag> flags) {
        int bits = 0;
        for (RouteFlag flag : flags) {
            bits |= flag.bit;
        }
        return bits;
    }

    /**
     * The word {@code ip} has for it.
     *
     * @return in small letters
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
