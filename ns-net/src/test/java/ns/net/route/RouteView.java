package ns.net.route;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;

/** A route with the fields that {@code ip -j -d route show} has for it. */
final class RouteView {

    private final Map<Integer, String> links;

    /** Over the names of links by their index. */
    RouteView(Map<Integer, String> links) {
        this.links = links;
    }

    Map<String, Object> of(Route route) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", route.type().toString());
        fields.put("dst", route.isDefault() ? "default" : text(route.destination()));
        route.source().ifPresent(from -> fields.put("from", text(from)));
        if (route.tos() != 0) {
            fields.put("tos", String.format("0x%02x", route.tos()));
        }
        fields.put("table", RouteTables.name(route.table()));
        fields.put("protocol", route.protocol().toString());
        fields.put("scope", route.scope().toString());
        route.preferredSource().ifPresent(own -> fields.put("prefsrc", IpPrefix.text(own)));
        route.priority().ifPresent(number -> fields.put("metric", number));
        route.preference().ifPresent(level -> fields.put("pref", level.toString()));
        route.expires().ifPresent(life -> fields.put("expires", life.toSeconds()));
        route.nextHopId().ifPresent(id -> fields.put("nhid", id));
        if (!route.metrics().isEmpty()) {
            fields.put("metrics", List.of(metrics(route.metrics())));
        }
        fields.put("flags", words(route.flags()));
        if (route.nextHops().size() == 1) {
            fields.putAll(hop(route, route.nextHops().getFirst()));
        } else if (!route.nextHops().isEmpty()) {
            List<Object> hops = new ArrayList<>();
            for (NextHop hop : route.nextHops()) {
                Map<String, Object> each = hop(route, hop);
                each.put("weight", (long) hop.weight());
                hops.add(each);
            }
            fields.put("nexthops", hops);
        }
        return fields;
    }

    private static String text(IpPrefix prefix) {
        return prefix.isHost() ? IpPrefix.text(prefix.address()) : prefix.toString();
    }

    private Map<String, Object> hop(Route route, NextHop hop) {
        Map<String, Object> fields = new LinkedHashMap<>();
        hop.gateway().ifPresent(via -> {
            if (IpFamily.of(via) == route.destination().family()) {
                fields.put("gateway", IpPrefix.text(via));
            } else {
                fields.put("via", Map.of("family", IpFamily.of(via).toString(), "host", IpPrefix.text(via)));
            }
        });
        hop.link().ifPresent(link -> fields.put("dev", links.get(link)));
        fields.put("flags", words(hop.flags()));
        return fields;
    }

    private static List<String> words(Set<RouteFlag> flags) {
        return new TreeSet<>(flags).stream().map(RouteFlag::toString).toList();
    }

    private static Map<String, Object> metrics(RouteMetrics metrics) {
        Map<String, Object> fields = new LinkedHashMap<>();
        metrics.values().forEach((metric, value) -> {
            switch (metric) {
                case FEATURES -> fields.put("ecn", null);
                case RTT -> fields.put("rtt", metrics.rtt().orElseThrow().toMillis());
                case RTTVAR -> fields.put("rttvar", metrics.rttvar().orElseThrow().toMillis());
                default -> fields.put(metric.toString(), value);
            }
        });
        metrics.congestionControl().ifPresent(name -> fields.put("congestion", name));
        return fields;
    }
}
