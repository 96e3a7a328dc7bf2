package ns.net.tc;

import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a queueing discipline does with packets; {@code tc qdisc add … KIND}. Rates are in bits per second, sizes in bytes,
 * probabilities in percent. What is empty is the kernel's choice.
 */
public sealed interface QdiscKind {

    /**
     * The kernel's name of the kind.
     *
     * @return for example {@code tbf}
     */
    String kind();

    /**
     * Lets packets pass at a rate, and drops what waits too long; {@code tbf}. See tc-tbf(8).
     *
     * @param rate in bits per second
     * @param burst how many bytes may pass at once
     * @param limit how many bytes may wait
     * @param peakRate how fast a burst may pass, in bits per second; empty for at once
     * @param mtu the longest packet where there is a peak rate, in bytes
     */
    record Tbf(long rate, long burst, long limit, OptionalLong peakRate, int mtu) implements QdiscKind {

        /**
         * Without a peak rate.
         *
         * @param rate in bits per second
         * @param burst how many bytes may pass at once
         * @param latency how long a packet may wait
         * @return the kind
         */
        public static Tbf of(long rate, long burst, Duration latency) {
            long waiting = (long) (rate / (double) Byte.SIZE * latency.toNanos() / Rates.NANOS_PER_SECOND);
            return new Tbf(rate, burst, waiting + burst, OptionalLong.empty(), 0);
        }

        @Override
        public String kind() {
            return "tbf";
        }
    }

    /**
     * Shares the link among classes; {@code htb}. See tc-htb(8).
     *
     * @param defaultClass the minor number of the class of packets that no filter puts elsewhere
     * @param rateToQuantum how a class's rate becomes its quantum, 10 usually
     */
    record Htb(int defaultClass, int rateToQuantum) implements QdiscKind {

        /**
         * With the usual ratio.
         *
         * @param defaultClass the minor number of a class
         * @return the kind
         */
        public static Htb of(int defaultClass) {
            return new Htb(defaultClass, 10);
        }

        @Override
        public String kind() {
            return "htb";
        }
    }

    /**
     * Behaves like a bad network; {@code netem}. See tc-netem(8).
     *
     * @param delay of each packet
     * @param jitter by which the delay varies
     * @param delayCorrelation of a delay with the one before, in percent
     * @param loss how many packets are lost, in percent
     * @param lossCorrelation in percent
     * @param duplicate how many come twice, in percent
     * @param corrupt how many have a wrong bit, in percent
     * @param reorder how many are not delayed, in percent
     * @param reorderCorrelation in percent
     * @param gap after how many packets one is not delayed; 0 for none
     * @param rate in bits per second; empty for any
     * @param limit how many packets may wait
     */
    record Netem(Duration delay, Duration jitter, double delayCorrelation, double loss, double lossCorrelation,
            double duplicate, double corrupt, double reorder, double reorderCorrelation, int gap, OptionalLong rate,
            int limit) implements QdiscKind {

        /**
         * Delays and loses, and nothing else.
         *
         * @param delay of each packet
         * @param jitter by which it varies
         * @param loss in percent
         * @return the kind
         */
        public static Netem of(Duration delay, Duration jitter, double loss) {
            return new Netem(delay, jitter, 0, loss, 0, 0, 0, 0, 0, 0, OptionalLong.empty(), 1000);
        }

        @Override
        public String kind() {
            return "netem";
        }
    }

    /**
     * Keeps queues short and flows apart; {@code fq_codel}. See tc-fq_codel(8), RFC 8290.
     *
     * @param limit how many packets may wait
     * @param flows how many are told apart
     * @param target how long a packet should wait at the longest
     * @param interval for how long it may be longer
     * @param quantum how many bytes a flow sends in a turn
     * @param ecn whether packets are marked rather than dropped
     * @param ceThreshold after what wait they are marked
     * @param memoryLimit how many bytes may wait
     */
    record FqCodel(OptionalLong limit, OptionalLong flows, Optional<Duration> target, Optional<Duration> interval,
            OptionalLong quantum, Optional<Boolean> ecn, Optional<Duration> ceThreshold, OptionalLong memoryLimit)
            implements QdiscKind {

        @Override
        public String kind() {
            return "fq_codel";
        }
    }

    /**
     * First in, first out; {@code pfifo}.
     *
     * @param limit how many packets may wait
     */
    record Pfifo(long limit) implements QdiscKind {

        @Override
        public String kind() {
            return "pfifo";
        }
    }

    /**
     * First in, first out; {@code bfifo}.
     *
     * @param limit how many bytes may wait
     */
    record Bfifo(long limit) implements QdiscKind {

        @Override
        public String kind() {
            return "bfifo";
        }
    }

    /** Holds filters of packets that come and go, and no packets; {@code clsact}. */
    record Clsact() implements QdiscKind {

        @Override
        public String kind() {
            return "clsact";
        }
    }

    /** Holds filters of packets that come, and no packets; {@code ingress}. */
    record Ingress() implements QdiscKind {

        @Override
        public String kind() {
            return "ingress";
        }
    }

    /** A kind that is not known here: its options are passed through as the kernel has them. Immutable. */
    final class Other implements QdiscKind {
        private final String kind;
        private final byte[] options;

        /**
         * A kind by its name.
         *
         * @param kind the kernel's name
         * @param options what is inside TCA_OPTIONS; nothing for none
         */
        public Other(String kind, byte[] options) {
            this.kind = Objects.requireNonNull(kind, "kind");
            this.options = options.clone();
        }

        @Override
        public String kind() {
            return kind;
        }

        /**
         * Its options.
         *
         * @return as the kernel has them, copied
         */
        public byte[] options() {
            return options.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Other same && kind.equals(same.kind) && Arrays.equals(options, same.options);
        }

        @Override
        public int hashCode() {
            return Objects.hash(kind, Arrays.hashCode(options));
        }

        /**
         * Kind and options.
         *
         * @return the options in hexadecimal
         */
        @Override
        public String toString() {
            return "Other[" + kind + " " + HexFormat.of().formatHex(options) + "]";
        }
    }
}
