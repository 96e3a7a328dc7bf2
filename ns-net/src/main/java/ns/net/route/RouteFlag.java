package ns.net.route;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import ns.net.bindings.net_h;

/** What the kernel says about a route; RTM_F_* in linux/rtnetlink.h. Those of its next hop are {@link NextHopFlag}. */
public enum RouteFlag {
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
    /** Hardware does it. */
    RT_OFFLOAD(net_h.RTM_F_OFFLOAD()),
    /** Hardware passes the packets on to the kernel. */
    RT_TRAP(net_h.RTM_F_TRAP()),
    /** Hardware was to do it, and failed. */
    RT_OFFLOAD_FAILED(net_h.RTM_F_OFFLOAD_FAILED());

    /** The bits of a route's flags that are those of its next hop. */
    static final int OF_NEXT_HOP = 0xff;

    private final int bit;

    RouteFlag(int bit) {
        this.bit = bit;
    }

    static Set<RouteFlag> of(int bits) {
        if ((bits & ~OF_NEXT_HOP) == 0) {
            return Set.of();
        }
        Set<RouteFlag> flags = EnumSet.noneOf(RouteFlag.class);
        for (RouteFlag flag : values()) {
            if ((bits & flag.bit) != 0) {
                flags.add(flag);
            }
        }
        return flags;
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
