package ns.net.tc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import ns.net.bindings.net_h;
import ns.net.bindings.tc_ratespec;
import ns.net.wire.MessageWriter;

/** Rates and times in the units of the kernel's packet scheduler; {@code tc_core.c} of iproute2 computes the same. */
final class Rates {

    static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** The kernel counts time in ticks of 64 nanoseconds: PSCHED_SHIFT in its pkt_sched.h. */
    static final int NANOS_PER_TICK = 64;

    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final double TICKS_PER_MICRO = 1000.0 / NANOS_PER_TICK;
    private static final int CELLS = 256;
    private static final int LONGEST = 2047;
    private static final long FITS = 0xffff_ffffL;

    private Rates() {}

    /** How long so many bytes take at a rate in bits per second, in ticks. */
    static long ticks(long rate, long bytes) {
        double bytesPerSecond = Math.min(rate / Byte.SIZE, FITS);
        return (long) ((long) (MICROS_PER_SECOND * (bytes / bytesPerSecond)) * TICKS_PER_MICRO);
    }

    /** How many bytes pass at a rate in so many ticks. */
    static long bytes(long rate, long ticks) {
        return Math.round((double) ticks * NANOS_PER_TICK * (rate / Byte.SIZE) / NANOS_PER_SECOND);
    }

    static long ticks(Duration time) {
        return time.toNanos() / NANOS_PER_TICK;
    }

    static Duration duration(long ticks) {
        return Duration.ofNanos(ticks * NANOS_PER_TICK);
    }

    /** Whether a rate needs an attribute of 64 bits. */
    static boolean isLarge(long rate) {
        return rate / Byte.SIZE > FITS;
    }

    private static int cellLog(int mtu) {
        int log = 0;
        while ((mtu == 0 ? LONGEST : mtu) >> log >= CELLS) {
            log++;
        }
        return log;
    }

    /** Puts a struct tc_ratespec. */
    static void put(MessageWriter out, long at, long rate, int mtu) {
        out.put8(at + tc_ratespec.cell_log$offset(), cellLog(mtu));
        out.put8(at + tc_ratespec.linklayer$offset(), net_h.TC_LINKLAYER_ETHERNET());
        out.put16(at + tc_ratespec.cell_align$offset(), -1);
        out.put32(at + tc_ratespec.rate$offset(), Math.min(rate / Byte.SIZE, FITS));
    }

    /** How long packets of each size take, for kernels that do not compute it themselves. */
    static byte[] table(long rate, int mtu) {
        ByteBuffer table = ByteBuffer.allocate(CELLS * Integer.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 1; i <= CELLS; i++) {
            table.putInt((int) ticks(rate, (long) i << cellLog(mtu)));
        }
        return table.array();
    }

    /** The rate in a struct tc_ratespec, in bits per second. */
    static long rate(ByteBuffer in, long at) {
        return Integer.toUnsignedLong(in.getInt((int) (at + tc_ratespec.rate$offset()))) * Byte.SIZE;
    }

    /** A percentage as a fraction of 2^32. */
    static long fraction(double percent) {
        return (long) Math.rint(percent / 100 * FITS);
    }

    static double percent(int fraction) {
        return Integer.toUnsignedLong(fraction) * 100.0 / FITS;
    }
}
