package ns.net.tc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import ns.net.bindings.tc_fifo_qopt;
import ns.net.bindings.tc_htb_glob;
import ns.net.bindings.tc_netem_corr;
import ns.net.bindings.tc_netem_corrupt;
import ns.net.bindings.tc_netem_qopt;
import ns.net.bindings.tc_netem_rate;
import ns.net.bindings.tc_netem_reorder;
import ns.net.bindings.tc_tbf_qopt;
import ns.net.wire.Attributes;
import ns.net.wire.MessageWriter;

/** The options of a queueing discipline as bytes of TCA_OPTIONS, and back. */
final class OptionCodec {

    private static final int HTB_VERSION = 3;

    private OptionCodec() {}

    static void encode(MessageWriter out, QdiscKind kind) {
        switch (kind) {
            case QdiscKind.Clsact _, QdiscKind.Ingress _ -> { }
            case QdiscKind.Other other -> {
                if (other.options().length > 0) {
                    out.bytes(TcAttribute.TCA_OPTIONS, other.options());
                }
            }
            case QdiscKind.Pfifo fifo -> encodeFifo(out, fifo.limit());
            case QdiscKind.Bfifo fifo -> encodeFifo(out, fifo.limit());
            case QdiscKind.Tbf tbf -> out.nest(TcAttribute.TCA_OPTIONS, options -> encodeTbf(options, tbf));
            case QdiscKind.Htb htb -> out.nest(TcAttribute.TCA_OPTIONS, options -> encodeHtb(options, htb));
            case QdiscKind.Netem netem -> out.nest(TcAttribute.TCA_OPTIONS, options -> encodeNetem(options, netem));
            case QdiscKind.FqCodel codel -> out.nest(TcAttribute.TCA_OPTIONS, options -> encodeCodel(options, codel));
        }
    }

    private static void encodeFifo(MessageWriter out, long limit) {
        int at = out.struct(TcAttribute.TCA_OPTIONS, tc_fifo_qopt.sizeof());
        out.put32(at + tc_fifo_qopt.limit$offset(), limit);
    }

    private static void encodeTbf(MessageWriter out, QdiscKind.Tbf tbf) {
        int at = out.struct(OptionAttribute.TCA_TBF_PARMS, tc_tbf_qopt.sizeof());
        Rates.put(out, at + tc_tbf_qopt.rate$offset(), tbf.rate(), tbf.mtu());
        out.put32(at + tc_tbf_qopt.limit$offset(), tbf.limit());
        out.put32(at + tc_tbf_qopt.buffer$offset(), Rates.ticks(tbf.rate(), tbf.burst()));
        tbf.peakRate().ifPresent(peak -> {
            Rates.put(out, at + tc_tbf_qopt.peakrate$offset(), peak, tbf.mtu());
            out.put32(at + tc_tbf_qopt.mtu$offset(), Rates.ticks(peak, tbf.mtu()));
        });
        out.u32(OptionAttribute.TCA_TBF_BURST, tbf.burst());
        if (Rates.isLarge(tbf.rate())) {
            out.u64(OptionAttribute.TCA_TBF_RATE64, tbf.rate() / Byte.SIZE);
        }
        out.bytes(OptionAttribute.TCA_TBF_RTAB, Rates.table(tbf.rate(), tbf.mtu()));
        tbf.peakRate().ifPresent(peak -> {
            if (Rates.isLarge(peak)) {
                out.u64(OptionAttribute.TCA_TBF_PRATE64, peak / Byte.SIZE);
            }
            out.u32(OptionAttribute.TCA_TBF_PBURST, tbf.mtu());
            out.bytes(OptionAttribute.TCA_TBF_PTAB, Rates.table(peak, tbf.mtu()));
        });
    }

    private static void encodeHtb(MessageWriter out, QdiscKind.Htb htb) {
        int at = out.struct(OptionAttribute.TCA_HTB_INIT, tc_htb_glob.sizeof());
        out.put32(at + tc_htb_glob.version$offset(), HTB_VERSION);
        out.put32(at + tc_htb_glob.rate2quantum$offset(), htb.rateToQuantum());
        out.put32(at + tc_htb_glob.defcls$offset(), htb.defaultClass());
    }

    private static void encodeNetem(MessageWriter out, QdiscKind.Netem netem) {
        int at = out.append(tc_netem_qopt.sizeof());
        out.put32(at + tc_netem_qopt.latency$offset(), Rates.ticks(netem.delay()));
        out.put32(at + tc_netem_qopt.limit$offset(), netem.limit());
        out.put32(at + tc_netem_qopt.loss$offset(), Rates.fraction(netem.loss()));
        out.put32(at + tc_netem_qopt.gap$offset(), netem.gap());
        out.put32(at + tc_netem_qopt.duplicate$offset(), Rates.fraction(netem.duplicate()));
        out.put32(at + tc_netem_qopt.jitter$offset(), Rates.ticks(netem.jitter()));
        if (netem.delayCorrelation() != 0 || netem.lossCorrelation() != 0) {
            int correlation = out.struct(OptionAttribute.TCA_NETEM_CORR, tc_netem_corr.sizeof());
            out.put32(correlation + tc_netem_corr.delay_corr$offset(), Rates.fraction(netem.delayCorrelation()));
            out.put32(correlation + tc_netem_corr.loss_corr$offset(), Rates.fraction(netem.lossCorrelation()));
        }
        if (netem.reorder() != 0) {
            int reorder = out.struct(OptionAttribute.TCA_NETEM_REORDER, tc_netem_reorder.sizeof());
            out.put32(reorder + tc_netem_reorder.probability$offset(), Rates.fraction(netem.reorder()));
            out.put32(reorder + tc_netem_reorder.correlation$offset(), Rates.fraction(netem.reorderCorrelation()));
        }
        if (netem.corrupt() != 0) {
            int corrupt = out.struct(OptionAttribute.TCA_NETEM_CORRUPT, tc_netem_corrupt.sizeof());
            out.put32(corrupt + tc_netem_corrupt.probability$offset(), Rates.fraction(netem.corrupt()));
        }
        netem.rate().ifPresent(rate -> {
            if (Rates.isLarge(rate)) {
                out.u64(OptionAttribute.TCA_NETEM_RATE64, rate / Byte.SIZE);
            }
            int shape = out.struct(OptionAttribute.TCA_NETEM_RATE, tc_netem_rate.sizeof());
            out.put32(shape + tc_netem_rate.rate$offset(), Math.min(rate / Byte.SIZE, 0xffff_ffffL));
        });
    }

    private static void encodeCodel(MessageWriter out, QdiscKind.FqCodel codel) {
        number(out, OptionAttribute.TCA_FQ_CODEL_LIMIT, codel.limit());
        number(out, OptionAttribute.TCA_FQ_CODEL_FLOWS, codel.flows());
        number(out, OptionAttribute.TCA_FQ_CODEL_QUANTUM, codel.quantum());
        micros(out, OptionAttribute.TCA_FQ_CODEL_INTERVAL, codel.interval());
        micros(out, OptionAttribute.TCA_FQ_CODEL_TARGET, codel.target());
        codel.ecn().ifPresent(on -> out.u32(OptionAttribute.TCA_FQ_CODEL_ECN, on ? 1 : 0));
        micros(out, OptionAttribute.TCA_FQ_CODEL_CE_THRESHOLD, codel.ceThreshold());
        number(out, OptionAttribute.TCA_FQ_CODEL_MEMORY_LIMIT, codel.memoryLimit());
    }

    private static void number(MessageWriter out, OptionAttribute attribute, OptionalLong value) {
        value.ifPresent(number -> out.u32(attribute, number));
    }

    private static void micros(MessageWriter out, OptionAttribute attribute, Optional<Duration> time) {
        time.ifPresent(value -> out.u32(attribute, TimeUnit.NANOSECONDS.toMicros(value.toNanos())));
    }

    static QdiscKind decode(String kind, Attributes message) {
        ByteBuffer options = message.has(TcAttribute.TCA_OPTIONS)
                ? message.buffer(TcAttribute.TCA_OPTIONS) : ByteBuffer.allocate(0).order(ByteOrder.nativeOrder());
        return switch (kind) {
            case "pfifo" -> new QdiscKind.Pfifo(fifoLimit(options));
            case "bfifo" -> new QdiscKind.Bfifo(fifoLimit(options));
            case "clsact" -> new QdiscKind.Clsact();
            case "ingress" -> new QdiscKind.Ingress();
            case "tbf" -> decodeTbf(Attributes.parse(options));
            case "htb" -> decodeHtb(Attributes.parse(options));
            case "netem" -> decodeNetem(options);
            case "fq_codel" -> decodeCodel(Attributes.parse(options));
            default -> {
                byte[] bytes = message.bytes(TcAttribute.TCA_OPTIONS);
                yield new QdiscKind.Other(kind, bytes == null ? new byte[0] : bytes);
            }
        };
    }

    private static long fifoLimit(ByteBuffer options) {
        Attributes.require(options, tc_fifo_qopt.sizeof());
        return Integer.toUnsignedLong(options.getInt((int) tc_fifo_qopt.limit$offset()));
    }

    private static QdiscKind decodeTbf(Attributes options) {
        ByteBuffer in = options.struct(OptionAttribute.TCA_TBF_PARMS, tc_tbf_qopt.sizeof());
        if (in == null) {
            return new QdiscKind.Tbf(0, 0, 0, OptionalLong.empty(), 0);
        }
        long rate = large(options, OptionAttribute.TCA_TBF_RATE64, Rates.rate(in, tc_tbf_qopt.rate$offset()));
        long peak = large(options, OptionAttribute.TCA_TBF_PRATE64, Rates.rate(in, tc_tbf_qopt.peakrate$offset()));
        return new QdiscKind.Tbf(rate,
                Rates.bytes(rate, Integer.toUnsignedLong(in.getInt((int) tc_tbf_qopt.buffer$offset()))),
                Integer.toUnsignedLong(in.getInt((int) tc_tbf_qopt.limit$offset())),
                peak == 0 ? OptionalLong.empty() : OptionalLong.of(peak),
                (int) Rates.bytes(peak, Integer.toUnsignedLong(in.getInt((int) tc_tbf_qopt.mtu$offset()))));
    }

    /** A rate in bits per second, from the attribute of 64 bits where it is there. */
    static long large(Attributes options, OptionAttribute attribute, long small) {
        return options.has(attribute) ? options.u64(attribute, 0) * Byte.SIZE : small;
    }

    private static QdiscKind decodeHtb(Attributes options) {
        ByteBuffer in = options.struct(OptionAttribute.TCA_HTB_INIT, tc_htb_glob.sizeof());
        return in == null ? new QdiscKind.Htb(0, 0) : new QdiscKind.Htb(
                in.getInt((int) tc_htb_glob.defcls$offset()), in.getInt((int) tc_htb_glob.rate2quantum$offset()));
    }

    private static QdiscKind decodeNetem(ByteBuffer in) {
        Attributes more = Attributes.behind(in, tc_netem_qopt.sizeof());
        ByteBuffer correlation = more.struct(OptionAttribute.TCA_NETEM_CORR, tc_netem_corr.sizeof());
        ByteBuffer reorder = more.struct(OptionAttribute.TCA_NETEM_REORDER, tc_netem_reorder.sizeof());
        ByteBuffer corrupt = more.struct(OptionAttribute.TCA_NETEM_CORRUPT, tc_netem_corrupt.sizeof());
        ByteBuffer shape = more.struct(OptionAttribute.TCA_NETEM_RATE, tc_netem_rate.sizeof());
        long rate = large(more, OptionAttribute.TCA_NETEM_RATE64,
                shape == null ? 0 : Integer.toUnsignedLong(shape.getInt((int) tc_netem_rate.rate$offset())) * Byte.SIZE);
        return new QdiscKind.Netem(
                Rates.duration(Integer.toUnsignedLong(in.getInt((int) tc_netem_qopt.latency$offset()))),
                Rates.duration(Integer.toUnsignedLong(in.getInt((int) tc_netem_qopt.jitter$offset()))),
                percent(correlation, tc_netem_corr.delay_corr$offset()),
                percent(in, tc_netem_qopt.loss$offset()),
                percent(correlation, tc_netem_corr.loss_corr$offset()),
                percent(in, tc_netem_qopt.duplicate$offset()),
                percent(corrupt, tc_netem_corrupt.probability$offset()),
                percent(reorder, tc_netem_reorder.probability$offset()),
                percent(reorder, tc_netem_reorder.correlation$offset()),
                in.getInt((int) tc_netem_qopt.gap$offset()),
                rate == 0 ? OptionalLong.empty() : OptionalLong.of(rate),
                in.getInt((int) tc_netem_qopt.limit$offset()));
    }

    private static double percent(ByteBuffer in, long at) {
        return in == null ? 0 : Rates.percent(in.getInt((int) at));
    }

    private static QdiscKind decodeCodel(Attributes options) {
        return new QdiscKind.FqCodel(
                number(options, OptionAttribute.TCA_FQ_CODEL_LIMIT), number(options, OptionAttribute.TCA_FQ_CODEL_FLOWS),
                micros(options, OptionAttribute.TCA_FQ_CODEL_TARGET), micros(options, OptionAttribute.TCA_FQ_CODEL_INTERVAL),
                number(options, OptionAttribute.TCA_FQ_CODEL_QUANTUM),
                options.has(OptionAttribute.TCA_FQ_CODEL_ECN)
                        ? Optional.of(options.u32(OptionAttribute.TCA_FQ_CODEL_ECN, 0) != 0) : Optional.empty(),
                micros(options, OptionAttribute.TCA_FQ_CODEL_CE_THRESHOLD),
                number(options, OptionAttribute.TCA_FQ_CODEL_MEMORY_LIMIT));
    }

    private static OptionalLong number(Attributes options, OptionAttribute attribute) {
        return options.has(attribute) ? OptionalLong.of(options.u32(attribute, 0)) : OptionalLong.empty();
    }

    private static Optional<Duration> micros(Attributes options, OptionAttribute attribute) {
        return options.has(attribute)
                ? Optional.of(Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(options.u32(attribute, 0)))) : Optional.empty();
    }
}
