package ns.net.tc;

import java.nio.ByteBuffer;
import java.util.Optional;
import ns.net.bindings.tc_htb_opt;
import ns.net.bindings.tcmsg;
import ns.net.wire.Attributes;
import ns.net.wire.MalformedMessageException;
import ns.net.wire.MessageWriter;

/** Queueing disciplines and classes as bytes of RTM_NEWQDISC and RTM_NEWTCLASS, and back. */
final class TcCodec {

    private static final String HTB = "htb";

    /** Of which tc makes the table of a class. */
    private static final int MTU = 1600;

    private TcCodec() {}

    static MessageWriter header(int link, Handle parent, Handle handle) {
        MessageWriter out = new MessageWriter(tcmsg.sizeof());
        out.put32(tcmsg.tcm_ifindex$offset(), link);
        out.put32(tcmsg.tcm_parent$offset(), parent.number());
        out.put32(tcmsg.tcm_handle$offset(), handle.number());
        return out;
    }

    static MessageWriter encode(Qdisc qdisc) {
        MessageWriter out = header(qdisc.link(), qdisc.parent(), qdisc.handle());
        out.string(TcAttribute.TCA_KIND, qdisc.kind().kind());
        OptionCodec.encode(out, qdisc.kind());
        return out;
    }

    static MessageWriter encode(TrafficClass each) {
        MessageWriter out = header(each.link(), each.parent(), each.handle());
        out.string(TcAttribute.TCA_KIND, HTB);
        return out.nest(TcAttribute.TCA_OPTIONS, options -> {
            if (Rates.isLarge(each.rate())) {
                options.u64(OptionAttribute.TCA_HTB_RATE64, each.rate() / Byte.SIZE);
            }
            if (Rates.isLarge(each.ceil())) {
                options.u64(OptionAttribute.TCA_HTB_CEIL64, each.ceil() / Byte.SIZE);
            }
            int at = options.struct(OptionAttribute.TCA_HTB_PARMS, tc_htb_opt.sizeof());
            Rates.put(options, at + tc_htb_opt.rate$offset(), each.rate(), MTU);
            Rates.put(options, at + tc_htb_opt.ceil$offset(), each.ceil(), MTU);
            options.put32(at + tc_htb_opt.buffer$offset(), Rates.ticks(each.rate(), each.burst()));
            options.put32(at + tc_htb_opt.cbuffer$offset(), Rates.ticks(each.ceil(), each.ceilBurst()));
            options.put32(at + tc_htb_opt.quantum$offset(), each.quantum());
            options.put32(at + tc_htb_opt.prio$offset(), each.priority());
            options.bytes(OptionAttribute.TCA_HTB_RTAB, Rates.table(each.rate(), MTU));
            options.bytes(OptionAttribute.TCA_HTB_CTAB, Rates.table(each.ceil(), MTU));
        });
    }

    static Qdisc decodeQdisc(ByteBuffer in) {
        Attributes attributes = Attributes.behind(in, tcmsg.sizeof());
        return new Qdisc(in.getInt((int) tcmsg.tcm_ifindex$offset()),
                new Handle(in.getInt((int) tcmsg.tcm_parent$offset())), new Handle(in.getInt((int) tcmsg.tcm_handle$offset())),
                OptionCodec.decode(kind(attributes), attributes), statistics(attributes));
    }

    private static String kind(Attributes attributes) {
        String kind = attributes.string(TcAttribute.TCA_KIND);
        if (kind == null) {
            throw new MalformedMessageException("a queueing discipline or class without a kind");
        }
        return kind;
    }

    private static Optional<TrafficStatistics> statistics(Attributes attributes) {
        return attributes.has(TcAttribute.TCA_STATS2)
                ? Optional.of(TrafficStatistics.decode(attributes.nested(TcAttribute.TCA_STATS2))) : Optional.empty();
    }

    /** Null for a class of another kind than htb. */
    static TrafficClass decodeClass(ByteBuffer in) {
        Attributes attributes = Attributes.behind(in, tcmsg.sizeof());
        if (!kind(attributes).equals(HTB)) {
            return null;
        }
        Attributes options = attributes.nested(TcAttribute.TCA_OPTIONS);
        ByteBuffer htb = options.struct(OptionAttribute.TCA_HTB_PARMS, tc_htb_opt.sizeof());
        if (htb == null) {
            throw new MalformedMessageException("an htb class without parameters");
        }
        long rate = OptionCodec.large(options, OptionAttribute.TCA_HTB_RATE64, Rates.rate(htb, tc_htb_opt.rate$offset()));
        long ceil = OptionCodec.large(options, OptionAttribute.TCA_HTB_CEIL64, Rates.rate(htb, tc_htb_opt.ceil$offset()));
        return new TrafficClass(in.getInt((int) tcmsg.tcm_ifindex$offset()),
                new Handle(in.getInt((int) tcmsg.tcm_parent$offset())), new Handle(in.getInt((int) tcmsg.tcm_handle$offset())),
                rate, ceil,
                Rates.bytes(rate, Integer.toUnsignedLong(htb.getInt((int) tc_htb_opt.buffer$offset()))),
                Rates.bytes(ceil, Integer.toUnsignedLong(htb.getInt((int) tc_htb_opt.cbuffer$offset()))),
                htb.getInt((int) tc_htb_opt.prio$offset()), htb.getInt((int) tc_htb_opt.quantum$offset()),
                statistics(attributes));
    }
}
