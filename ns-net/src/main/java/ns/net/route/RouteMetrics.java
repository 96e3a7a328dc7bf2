package ns.net.route;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import ns.net.wire.Invalid;

/**
 * What the connections over a route use; the options of {@code ip route} from {@code mtu} to {@code congctl}.
 *
 * @param values of those that are set, 0 to 4294967295
 * @param locked those that the kernel is not to change by what it learns, and those that count only so
 * @param congestionControl the algorithm of TCP; {@code congctl}
 */
public record RouteMetrics(Map<RouteMetric, Long> values, Set<RouteMetric> locked, Optional<String> congestionControl) {

    /** None is set. */
    public static final RouteMetrics NONE = new RouteMetrics(Map.of(), Set.of(), Optional.empty());

    /** RTAX_RTT is in eighths of a millisecond, as the kernel keeps it. */
    private static final Duration RTT_UNIT = Duration.ofMillis(1).dividedBy(8);
    /** RTAX_RTTVAR is in quarters. */
    private static final Duration RTTVAR_UNIT = Duration.ofMillis(1).dividedBy(4);

    /**
     * Copies them.
     *
     * @throws IllegalArgumentException where a value does not fit 32 bits
     */
    public RouteMetrics {
        Objects.requireNonNull(congestionControl, "congestionControl");
        values = values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(values));
        locked = locked.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(locked));
        values.forEach((metric, value) -> {
            if (value >>> Integer.SIZE != 0) {
                throw Invalid.argument("route", metric + " " + value, "must be 0 to 4294967295");
            }
        });
    }

    /**
     * Begins with none.
     *
     * @return where they can be set
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Begins with these.
     *
     * @return where others can be set
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.values.putAll(values);
        builder.locked.addAll(locked);
        builder.congestionControl = congestionControl;
        return builder;
    }

    /**
     * Whether nothing is set.
     *
     * @return whether it equals {@link #NONE}
     */
    public boolean isEmpty() {
        return values.isEmpty() && locked.isEmpty() && congestionControl.isEmpty();
    }

    /**
     * The value of one.
     *
     * @param metric which
     * @return empty where it is not set
     */
    public OptionalLong value(RouteMetric metric) {
        Long value = values.get(metric);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /**
     * The round-trip time that is guessed first; {@code rtt}.
     *
     * @return empty where it is not set
     */
    public Optional<Duration> rtt() {
        return duration(RouteMetric.RTT, RTT_UNIT);
    }

    /**
     * How the round-trip time is guessed to vary; {@code rttvar}.
     *
     * @return empty where it is not set
     */
    public Optional<Duration> rttvar() {
        return duration(RouteMetric.RTTVAR, RTTVAR_UNIT);
    }

    /**
     * The shortest time before TCP sends again; {@code rto_min}.
     *
     * @return empty where it is not set
     */
    public Optional<Duration> rtoMin() {
        return duration(RouteMetric.RTO_MIN, Duration.ofMillis(1));
    }

    private Optional<Duration> duration(RouteMetric metric, Duration unit) {
        return Optional.ofNullable(values.get(metric)).map(unit::multipliedBy);
    }

    /** Collects metrics. */
    public static final class Builder {
        private final Map<RouteMetric, Long> values = new EnumMap<>(RouteMetric.class);
        private final Set<RouteMetric> locked = EnumSet.noneOf(RouteMetric.class);
        private Optional<String> congestionControl = Optional.empty();

        private Builder() {}

        /**
         * Sets one; {@code mtu 1400}.
         *
         * @param metric which
         * @param value in its own unit
         * @return this builder
         */
        public Builder set(RouteMetric metric, long value) {
            values.put(metric, value);
            return this;
        }

        /**
         * Sets one that the kernel is not to change; {@code mtu lock 1400}.
         *
         * @param metric which
         * @param value in its own unit
         * @return this builder
         */
        public Builder lock(RouteMetric metric, long value) {
            locked.add(metric);
            return set(metric, value);
        }

        /**
         * The longest packet; {@code mtu}.
         *
         * @param bytes with its IP header
         * @return this builder
         */
        public Builder mtu(int bytes) {
            return set(RouteMetric.MTU, bytes);
        }

        /**
         * The round-trip time to guess first; {@code rtt}.
         *
         * @param time in steps of 125 µs
         * @return this builder
         */
        public Builder rtt(Duration time) {
            return set(RouteMetric.RTT, time.dividedBy(RTT_UNIT));
        }

        /**
         * How the round-trip time varies; {@code rttvar}.
         *
         * @param time in steps of 250 µs
         * @return this builder
         */
        public Builder rttvar(Duration time) {
            return set(RouteMetric.RTTVAR, time.dividedBy(RTTVAR_UNIT));
        }

        /**
         * The shortest time before TCP sends again; {@code rto_min}. It is locked, or would not count.
         *
         * @param time in milliseconds
         * @return this builder
         */
        public Builder rtoMin(Duration time) {
            return lock(RouteMetric.RTO_MIN, time.toMillis());
        }

        /**
         * The algorithm of TCP; {@code congctl}.
         *
         * @param name as in net.ipv4.tcp_available_congestion_control
         * @return this builder
         */
        public Builder congestionControl(String name) {
            congestionControl = Optional.of(name);
            return this;
        }

        /**
         * The metrics.
         *
         * @return what was collected
         * @throws IllegalArgumentException where a value does not fit 32 bits
         */
        public RouteMetrics build() {
            return new RouteMetrics(values, locked, congestionControl);
        }
    }
}
