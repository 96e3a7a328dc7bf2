package ns.net.route;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import ns.net.bindings.net_h;

/** What is special about a next hop; RTNH_F_* in linux/rtnetlink.h. */
public enum NextHopFlag {
    /** Its link is down, so that it is not used; the kernel says so. */
    DEAD(net_h.RTNH_F_DEAD()),
    /** Found by a recursive search, never implemented. */
    PERVASIVE(net_h.RTNH_F_PERVASIVE()),
    /** The gateway is taken to be on the link, though no route says so. */
    ONLINK(net_h.RTNH_F_ONLINK()),
    /** Hardware does it; the kernel says so. */
    OFFLOAD(net_h.RTNH_F_OFFLOAD()),
    /** Its link has no carrier; the kernel says so. */
    LINKDOWN(net_h.RTNH_F_LINKDOWN()),
    /** Of a multicast route that waits to be resolved; the kernel says so. */
    UNRESOLVED(net_h.RTNH_F_UNRESOLVED()),
    /** Hardware passes the packets on to the kernel; the kernel says so. */
    TRAP(net_h.RTNH_F_TRAP());

    /** Those that a request may hold. */
    static final int SETTABLE = ONLINK.bit | PERVASIVE.bit;

    private final int bit;

    NextHopFlag(int bit) {
        this.bit = bit;
    }

    static Set<NextHopFlag> of(int bits) {
        if (bits == 0) {
            return Set.of();
        }
        Set<NextHopFlag> flags = EnumSet.noneOf(NextHopFlag.class);
        for (NextHopFlag flag : values()) {
            if ((bits & flag.bit) != 0) {
                flags.add(flag);
            }
        }
        return flags;
    }

    static int bits(Set<NextHopFlag> flags) {
        int bits = 0;
        for (NextHopFlag flag : flags) {
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
