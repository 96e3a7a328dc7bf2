package ns.net.route;

import ns.net.bindings.net_h;
import ns.net.wire.Attribute;

/** The attributes of RTM_NEWRULE; linux/fib_rules.h. */
enum RuleAttribute implements Attribute {
    FRA_DST(net_h.FRA_DST()),
    FRA_SRC(net_h.FRA_SRC()),
    FRA_IIFNAME(net_h.FRA_IIFNAME()),
    FRA_GOTO(net_h.FRA_GOTO()),
    FRA_PRIORITY(net_h.FRA_PRIORITY()),
    FRA_FWMARK(net_h.FRA_FWMARK()),
    FRA_SUPPRESS_IFGROUP(net_h.FRA_SUPPRESS_IFGROUP()),
    FRA_SUPPRESS_PREFIXLEN(net_h.FRA_SUPPRESS_PREFIXLEN()),
    FRA_TABLE(net_h.FRA_TABLE()),
    FRA_FWMASK(net_h.FRA_FWMASK()),
    FRA_OIFNAME(net_h.FRA_OIFNAME()),
    FRA_PAD(net_h.FRA_PAD()),
    FRA_L3MDEV(net_h.FRA_L3MDEV()),
    FRA_UID_RANGE(net_h.FRA_UID_RANGE()),
    FRA_PROTOCOL(net_h.FRA_PROTOCOL()),
    FRA_IP_PROTO(net_h.FRA_IP_PROTO()),
    FRA_SPORT_RANGE(net_h.FRA_SPORT_RANGE()),
    FRA_DPORT_RANGE(net_h.FRA_DPORT_RANGE());

    private final int type;

    RuleAttribute(int type) {
        this.type = type;
    }

    @Override
    public int type() {
        return type;
    }
}
