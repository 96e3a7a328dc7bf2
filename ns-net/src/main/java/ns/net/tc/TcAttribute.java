package ns.net.tc;

import ns.net.bindings.net_h;
import ns.net.wire.Attribute;

/** The attributes of RTM_NEWQDISC and RTM_NEWTCLASS; linux/rtnetlink.h. */
enum TcAttribute implements Attribute {
    TCA_KIND(net_h.TCA_KIND()),
    TCA_OPTIONS(net_h.TCA_OPTIONS()),
    TCA_STATS2(net_h.TCA_STATS2());

    private final int type;

    TcAttribute(int type) {
        this.type = type;
    }

    @Override
    public int type() {
        return type;
    }
}
