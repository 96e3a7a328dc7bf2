package ns.net.route;

import ns.net.bindings.net_h;
import ns.net.wire.Attribute;

/** The attributes of RTM_NEWROUTE; linux/rtnetlink.h. */
enum RouteAttribute implements Attribute {
    RTA_DST(net_h.RTA_DST()),
    RTA_SRC(net_h.RTA_SRC()),
    RTA_IIF(net_h.RTA_IIF()),
    RTA_OIF(net_h.RTA_OIF()),
    RTA_GATEWAY(net_h.RTA_GATEWAY()),
    RTA_PRIORITY(net_h.RTA_PRIORITY()),
    RTA_PREFSRC(net_h.RTA_PREFSRC()),
    RTA_METRICS(net_h.RTA_METRICS()),
    RTA_MULTIPATH(net_h.RTA_MULTIPATH()),
    RTA_CACHEINFO(net_h.RTA_CACHEINFO()),
    RTA_TABLE(net_h.RTA_TABLE()),
    RTA_MARK(net_h.RTA_MARK()),
    RTA_VIA(net_h.RTA_VIA()),
    RTA_PREF(net_h.RTA_PREF()),
    RTA_EXPIRES(net_h.RTA_EXPIRES()),
    RTA_PAD(net_h.RTA_PAD()),
    RTA_UID(net_h.RTA_UID()),
    RTA_IP_PROTO(net_h.RTA_IP_PROTO()),
    RTA_SPORT(net_h.RTA_SPORT()),
    RTA_DPORT(net_h.RTA_DPORT()),
    RTA_NH_ID(net_h.RTA_NH_ID());

    private final int type;

    RouteAttribute(int type) {
        this.type = type;
    }

    @Override
    public int type() {
        return type;
    }
}
