package ns.net.link;

import ns.net.bindings.net_h;
import ns.net.wire.Attribute;

/** The attributes of RTM_NEWLINK; linux/if_link.h. */
enum LinkAttribute implements Attribute {
    IFLA_ADDRESS(net_h.IFLA_ADDRESS()),
    IFLA_BROADCAST(net_h.IFLA_BROADCAST()),
    IFLA_IFNAME(net_h.IFLA_IFNAME()),
    IFLA_MTU(net_h.IFLA_MTU()),
    IFLA_LINK(net_h.IFLA_LINK()),
    IFLA_QDISC(net_h.IFLA_QDISC()),
    IFLA_MASTER(net_h.IFLA_MASTER()),
    IFLA_TXQLEN(net_h.IFLA_TXQLEN()),
    IFLA_OPERSTATE(net_h.IFLA_OPERSTATE()),
    IFLA_LINKMODE(net_h.IFLA_LINKMODE()),
    IFLA_LINKINFO(net_h.IFLA_LINKINFO()),
    IFLA_NET_NS_PID(net_h.IFLA_NET_NS_PID()),
    IFLA_NET_NS_FD(net_h.IFLA_NET_NS_FD()),
    IFLA_IFALIAS(net_h.IFLA_IFALIAS()),
    IFLA_STATS64(net_h.IFLA_STATS64()),
    IFLA_AF_SPEC(net_h.IFLA_AF_SPEC()),
    IFLA_GROUP(net_h.IFLA_GROUP()),
    IFLA_EXT_MASK(net_h.IFLA_EXT_MASK()),
    IFLA_PROMISCUITY(net_h.IFLA_PROMISCUITY()),
    IFLA_NUM_TX_QUEUES(net_h.IFLA_NUM_TX_QUEUES()),
    IFLA_NUM_RX_QUEUES(net_h.IFLA_NUM_RX_QUEUES()),
    IFLA_LINK_NETNSID(net_h.IFLA_LINK_NETNSID()),
    IFLA_MIN_MTU(net_h.IFLA_MIN_MTU()),
    IFLA_MAX_MTU(net_h.IFLA_MAX_MTU()),
    IFLA_PROP_LIST(net_h.IFLA_PROP_LIST()),
    IFLA_ALT_IFNAME(net_h.IFLA_ALT_IFNAME());

    private final int type;

    LinkAttribute(int type) {
        this.type = type;
    }

    @Override
    public int type() {
        return type;
    }
}
