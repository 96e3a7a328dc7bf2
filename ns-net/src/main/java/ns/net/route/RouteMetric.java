package ns.net.route;

import java.util.Locale;

/** A number that the connections over a route use; RTAX_* in linux/rtnetlink.h. */
public enum RouteMetric {
    /** The longest packet, in bytes. */
    MTU(MetricAttribute.RTAX_MTU),
    /** The largest window of TCP, in bytes. */
    WINDOW(MetricAttribute.RTAX_WINDOW),
    /** The first guess of the round-trip time, in units of 125 µs. */
    RTT(MetricAttribute.RTAX_RTT),
    /** The first guess of how the round-trip time varies, in units of 250 µs. */
    RTTVAR(MetricAttribute.RTAX_RTTVAR),
    /** The threshold of slow start, in segments. */
    SSTHRESH(MetricAttribute.RTAX_SSTHRESH),
    /** The largest congestion window, in segments; counts where it is locked. */
    CWND(MetricAttribute.RTAX_CWND),
    /** The largest segment of TCP that is advertised, in bytes. */
    ADVMSS(MetricAttribute.RTAX_ADVMSS),
    /** How many segments may overtake another before it is taken for lost. */
    REORDERING(MetricAttribute.RTAX_REORDERING),
    /** The hop limit, the time to live. */
    HOPLIMIT(MetricAttribute.RTAX_HOPLIMIT),
    /** The first congestion window, in segments. */
    INITCWND(MetricAttribute.RTAX_INITCWND),
    /** Bits: 1 is explicit congestion notification, {@code ecn}. */
    FEATURES(MetricAttribute.RTAX_FEATURES),
    /** The shortest time before TCP sends again, in milliseconds; counts where it is locked. */
    RTO_MIN(MetricAttribute.RTAX_RTO_MIN),
    /** The first window that is advertised, in segments. */
    INITRWND(MetricAttribute.RTAX_INITRWND),
    /** 1 where each segment is acknowledged at once. */
    QUICKACK(MetricAttribute.RTAX_QUICKACK),
    /** 1 where TCP Fast Open needs no cookie. */
    FASTOPEN_NO_COOKIE(MetricAttribute.RTAX_FASTOPEN_NO_COOKIE);

    private final MetricAttribute attribute;

    RouteMetric(MetricAttribute attribute) {
        this.attribute = attribute;
    }

    MetricAttribute attribute() {
        return attribute;
    }

    /** Its bit in RTAX_LOCK. */
    long bit() {
        return 1L << attribute.type();
    }

    /**
     * The word {@code ip} has for it.
     *
     * @return in small letters
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
