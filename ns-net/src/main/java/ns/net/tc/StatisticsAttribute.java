package ns.net.tc;

import ns.net.bindings.net_h;
import ns.net.wire.Attribute;

/** What is inside TCA_STATS2; linux/gen_stats.h. */
enum StatisticsAttribute implements Attribute {
    TCA_STATS_BASIC(net_h.TCA_STATS_BASIC()),
    TCA_STATS_QUEUE(net_h.TCA_STATS_QUEUE());

    private final int type;

    StatisticsAttribute(int type) {
        this.type = type;
    }

    @Override
    public int type() {
        return type;
    }
}
