package ns.net.address;

import ns.net.bindings.net_h;
import ns.net.wire.Attribute;

/** The attributes of RTM_NEWADDR; linux/if_addr.h. */
enum AddressAttribute implements Attribute {
    IFA_ADDRESS(net_h.IFA_ADDRESS()),
    IFA_LOCAL(net_h.IFA_LOCAL()),
    IFA_LABEL(net_h.IFA_LABEL()),
    IFA_BROADCAST(net_h.IFA_BROADCAST()),
    IFA_CACHEINFO(net_h.IFA_CACHEINFO()),
    IFA_FLAGS(net_h.IFA_FLAGS()),
    IFA_RT_PRIORITY(net_h.IFA_RT_PRIORITY()),
    IFA_PROTO(net_h.IFA_PROTO());

    private final int type;

    AddressAttribute(int type) {
        this.type = type;
    }

    @Override
    public int type() {
        return type;
    }
}
