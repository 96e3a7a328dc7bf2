package ns.net.tc;

import ns.net.bindings.net_h;
import ns.net.wire.Attribute;

/** What is inside TCA_OPTIONS, kind by kind; linux/pkt_sched.h. */
enum OptionAttribute implements Attribute {
    TCA_TBF_PARMS(net_h.TCA_TBF_PARMS()),
    TCA_TBF_RTAB(net_h.TCA_TBF_RTAB()),
    TCA_TBF_PTAB(net_h.TCA_TBF_PTAB()),
    TCA_TBF_RATE64(net_h.TCA_TBF_RATE64()),
    TCA_TBF_PRATE64(net_h.TCA_TBF_PRATE64()),
    TCA_TBF_BURST(net_h.TCA_TBF_BURST()),
    TCA_TBF_PBURST(net_h.TCA_TBF_PBURST()),
    TCA_HTB_PARMS(net_h.TCA_HTB_PARMS()),
    TCA_HTB_INIT(net_h.TCA_HTB_INIT()),
    TCA_HTB_CTAB(net_h.TCA_HTB_CTAB()),
    TCA_HTB_RTAB(net_h.TCA_HTB_RTAB()),
    TCA_HTB_RATE64(net_h.TCA_HTB_RATE64()),
    TCA_HTB_CEIL64(net_h.TCA_HTB_CEIL64()),
    TCA_NETEM_CORR(net_h.TCA_NETEM_CORR()),
    TCA_NETEM_REORDER(net_h.TCA_NETEM_REORDER()),
    TCA_NETEM_CORRUPT(net_h.TCA_NETEM_CORRUPT()),
    TCA_NETEM_RATE(net_h.TCA_NETEM_RATE()),
    TCA_NETEM_RATE64(net_h.TCA_NETEM_RATE64()),
    TCA_FQ_CODEL_TARGET(net_h.TCA_FQ_CODEL_TARGET()),
    TCA_FQ_CODEL_LIMIT(net_h.TCA_FQ_CODEL_LIMIT()),
    TCA_FQ_CODEL_INTERVAL(net_h.TCA_FQ_CODEL_INTERVAL()),
    TCA_FQ_CODEL_ECN(net_h.TCA_FQ_CODEL_ECN()),
    TCA_FQ_CODEL_FLOWS(net_h.TCA_FQ_CODEL_FLOWS()),
    TCA_FQ_CODEL_QUANTUM(net_h.TCA_FQ_CODEL_QUANTUM()),
    TCA_FQ_CODEL_CE_THRESHOLD(net_h.TCA_FQ_CODEL_CE_THRESHOLD()),
    TCA_FQ_CODEL_MEMORY_LIMIT(net_h.TCA_FQ_CODEL_MEMORY_LIMIT());

    private final int type;

    OptionAttribute(int type) {
        this.type = type;
    }

    @Override
    public int type() {
        return type;
    }
}
