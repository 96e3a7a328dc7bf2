package ns.net.link;

import ns.net.bindings.net_h;
import ns.net.wire.Attribute;

/** What is inside IFLA_INFO_SLAVE_DATA of a port of a bridge; linux/if_link.h. */
enum PortAttribute implements Attribute {
    IFLA_BRPORT_STATE(net_h.IFLA_BRPORT_STATE()),
    IFLA_BRPORT_PRIORITY(net_h.IFLA_BRPORT_PRIORITY()),
    IFLA_BRPORT_COST(net_h.IFLA_BRPORT_COST()),
    IFLA_BRPORT_MODE(net_h.IFLA_BRPORT_MODE()),
    IFLA_BRPORT_GUARD(net_h.IFLA_BRPORT_GUARD()),
    IFLA_BRPORT_FAST_LEAVE(net_h.IFLA_BRPORT_FAST_LEAVE()),
    IFLA_BRPORT_LEARNING(net_h.IFLA_BRPORT_LEARNING()),
    IFLA_BRPORT_UNICAST_FLOOD(net_h.IFLA_BRPORT_UNICAST_FLOOD()),
    IFLA_BRPORT_ISOLATED(net_h.IFLA_BRPORT_ISOLATED());

    private final int type;

    PortAttribute(int type) {
        this.type = type;
    }

    @Override
    public int type() {
        return type;
    }
}
