package ns.net.route;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ns.net.wire.Attributes;
import ns.net.wire.MessageWriter;

/** The metrics of a route as bytes of RTA_METRICS, and back. */
final class MetricsCodec {

    private static final RouteMetric[] ALL = RouteMetric.values();

    private MetricsCodec() {}

    static void encode(MessageWriter out, RouteMetrics metrics) {
        out.nest(RouteAttribute.RTA_METRICS, nested -> {
            long lock = 0;
            for (RouteMetric metric : ALL) {
                Long value = metrics.values().get(metric);
                if (value != null) {
                    nested.u32(metric.attribute(), value);
                }
                if (metrics.locked().contains(metric)) {
                    lock |= metric.bit();
                }
            }
            metrics.congestionControl().ifPresent(name ->
                    nested.bytes(MetricAttribute.RTAX_CC_ALGO, name.getBytes(StandardCharsets.UTF_8)));
            if (lock != 0) {
                nested.u32(MetricAttribute.RTAX_LOCK, lock);
            }
        });
    }

    static RouteMetrics decode(Attributes attributes) {
        Map<RouteMetric, Long> values = new EnumMap<>(RouteMetric.class);
        Set<RouteMetric> locked = EnumSet.noneOf(RouteMetric.class);
        long lock = attributes.u32(MetricAttribute.RTAX_LOCK, 0);
        for (RouteMetric metric : ALL) {
            if (attributes.has(metric.attribute())) {
                values.put(metric, attributes.u32(metric.attribute(), 0));
            }
            if ((lock & metric.bit()) != 0) {
                locked.add(metric);
            }
        }
        return new RouteMetrics(values, locked, Optional.ofNullable(attributes.string(MetricAttribute.RTAX_CC_ALGO)));
    }
}
