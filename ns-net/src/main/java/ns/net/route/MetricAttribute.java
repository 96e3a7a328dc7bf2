package ns.net.route;

import ns.net.bindings.net_h;
import ns.net.wire.Attribute;

/** The attributes in RTA_METRICS; linux/rtnetlink.h. */
enum MetricAttribute implements Attribute {
    RTAX_LOCK(net_h.RTAX_LOCK()),
    RTAX_MTU(net_h.RTAX_MTU()),
    RTAX_WINDOW(net_h.RTAX_WINDOW()),
    RTAX_RTT(net_h.RTAX_RTT()),
    RTAX_RTTVAR(net_h.RTAX_RTTVAR()),
    RTAX_SSTHRESH(net_h.RTAX_SSTHRESH()),
    RTAX_CWND(net_h.RTAX_CWND()),
    RTAX_ADVMSS(net_h.RTAX_ADVMSS()),
    RTAX_REORDERING(net_h.RTAX_REORDERING()),
    RTAX_HOPLIMIT(net_h.RTAX_HOPLIMIT()),
    RTAX_INITCWND(net_h.RTAX_INITCWND()),
    RTAX_FEATURES(net_h.RTAX_FEATURES()),
    RTAX_RTO_MIN(net_h.RTAX_RTO_MIN()),
    RTAX_INITRWND(net_h.RTAX_INITRWND()),
    RTAX_QUICKACK(net_h.RTAX_QUICKACK()),
    RTAX_CC_ALGO(net_h.RTAX_CC_ALGO()),
    RTAX_FASTOPEN_NO_COOKIE(net_h.RTAX_FASTOPEN_NO_COOKIE());

    private final int type;

    MetricAttribute(int type) {
        this.type = type;
    }

    @Override
    public int type() {
        return type;
    }
}
