package ns.net.address;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import ns.net.bindings.net_h;

/** What is special about a neighbour; NTF_* in linux/neighbour.h. */
public enum NeighbourFlag {
    /** It is asked for its link-layer address at once. */
    USE(net_h.NTF_USE()),
    /** Of a link's own table. */
    SELF(net_h.NTF_SELF()),
    /** Of the table of the link's master. */
    MASTER(net_h.NTF_MASTER()),
    /** This host answers for it, and passes packets on. */
    PROXY(net_h.NTF_PROXY()),
    /** Learned by a program, not by the kernel. */
    EXTERN_LEARN(net_h.NTF_EXT_LEARNED()),
    /** Hardware knows it. */
    OFFLOAD(net_h.NTF_OFFLOADED()),
    /** It does not move to another port. */
    STICKY(net_h.NTF_STICKY()),
    /** It is a router, IPv6 only. */
    ROUTER(net_h.NTF_ROUTER()),
    /** The kernel keeps it resolved. */
    MANAGED(net_h.NTF_EXT_MANAGED() << NeighbourFlag.EXTENDED);

    /** The bits of NDA_FLAGS_EXT stand above those of struct ndmsg, which are a byte. */
    static final int EXTENDED = Byte.SIZE;

    private final int bit;

    NeighbourFlag(int bit) {
        this.bit = bit;
    }

    static Set<NeighbourFlag> of(int bits) {
        Set<NeighbourFlag> flags = EnumSet.noneOf(NeighbourFlag.class);
        for (NeighbourFlag flag : values()) {
            if ((bits & flag.bit) != 0) {
                flags.add(flag);
            }
        }
        return flags;
    }

    static int bits(Set<NeighbourFlag> flags) {
        return flags.stream().mapToInt(flag -> flag.bit).reduce(0, (all, bit) -> all | bit);
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
