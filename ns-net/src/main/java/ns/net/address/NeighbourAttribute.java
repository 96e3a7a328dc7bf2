package ns.net.address;

import ns.net.bindings.net_h;
import ns.net.wire.Attribute;

/** The attributes of RTM_NEWNEIGH; linux/neighbour.h. */
enum NeighbourAttribute implements Attribute {
    NDA_DST(net_h.NDA_DST()),
    NDA_LLADDR(net_h.NDA_LLADDR()),
    NDA_CACHEINFO(net_h.NDA_CACHEINFO()),
    NDA_PROBES(net_h.NDA_PROBES()),
    NDA_IFINDEX(net_h.NDA_IFINDEX()),
    NDA_PROTOCOL(net_h.NDA_PROTOCOL()),
    NDA_FLAGS_EXT(net_h.NDA_FLAGS_EXT());

    private final int type;

    NeighbourAttribute(int type) {
        this.type = type;
    }

    @Override
    public int type() {
        return type;
    }
}
