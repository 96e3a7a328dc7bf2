package ns.cli.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.address.RouteProtocol;
import ns.net.address.Scope;
import ns.net.route.NextHop;
import ns.net.route.Route;
import ns.net.route.RouteFlag;
import ns.net.route.RouteMetric;
import ns.net.route.RouteTables;
import ns.net.route.RouteType;

/** A route as {@code ip route show} writes it, and as {@code ip -j route show} does. */
final class RouteText {

    private RouteText() {}

    static Map<String, Object> json(Route route, LinkTable table, boolean withTable) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (route.type() != RouteType.UNICAST) {
            json.put("type", route.type().toString());
        }
        json.put("dst", destination(route.destination()));
        route.source().ifPresent(from -> json.put("from", destination(from)));
        boolean single = route.nextHops().size() == 1;
        if (single) {
            hop(json, route.nextHops().getFirst(), route, table);
        }
        if (withTable && route.table() != RouteTables.MAIN) {
            json.put("table", RouteTables.name(route.table()));
        }
        if (!route.protocol().equals(RouteProtocol.BOOT) && !route.protocol().equals(RouteProtocol.UNSPEC)) {
            json.put("protocol", route.protocol().toString());
        }
        if (!route.scope().equals(Scope.GLOBAL)) {
            json.put("scope", route.scope().toString());
        }
        route.preferredSource().ifPresent(own -> json.put("prefsrc", IpPrefix.text(own)));
        route.priority().ifPresent(number -> json.put("metric", number));
        json.put("flags", single ? flags(route.nextHops().getFirst()) : List.of());
        route.expires().ifPresent(life -> json.put("expires", life.toSeconds()));
        if (!route.metrics().isEmpty()) {
            Map<String, Object> metrics = new LinkedHashMap<>();
            route.metrics().values().forEach((metric, value) -> metrics.put(metric.toString(), value));
            json.put("metrics", List.of(metrics));
        }
        if (route.nextHops().size() > 1) {
            List<Map<String, Object>> hops = new ArrayList<>();
            for (NextHop each : route.nextHops()) {
                Map<String, Object> hop = new LinkedHashMap<>();
                hop(hop, each, route, table);
                hop.put("weight", each.weight());
                hop.put("flags", flags(each));
                hops.add(hop);
            }
            json.put("nexthops", hops);
        }
        route.preference().ifPresent(level -> json.put("pref", level.toString()));
        return json;
    }

    private static void hop(Map<String, Object> json, NextHop hop, Route route, LinkTable table) {
        hop.gateway().ifPresent(gateway -> {
            if (IpFamily.of(gateway) == route.destination().family()) {
                json.put("gateway", IpPrefix.text(gateway));
            } else {
                Map<String, Object> via = new LinkedHashMap<>();
                via.put("family", IpFamily.of(gateway).toString());
                via.put("host", IpPrefix.text(gateway));
                json.put("via", via);
            }
        });
        hop.link().ifPresent(index -> json.put("dev", table.name(index)));
    }

    private static List<String> flags(NextHop hop) {
        return hop.flags().stream().sorted().map(RouteFlag::toString).toList();
    }

    private static String destination(IpPrefix prefix) {
        if (prefix.length() == 0 && prefix.address().isAnyLocalAddress()) {
            return "default";
        }
        return prefix.isHost() ? IpPrefix.text(prefix.address()) : prefix.toString();
    }

    static String text(Route route, LinkTable table, boolean withTable) {
        StringBuilder text = new StringBuilder();
        if (route.type() != RouteType.UNICAST) {
            text.append(route.type()).append(' ');
        }
        text.append(destination(route.destination()));
        route.source().ifPresent(from -> text.append(" from ").append(destination(from)));
        if (route.nextHops().size() == 1) {
            hop(text, route.nextHops().getFirst(), route, table);
        }
        if (withTable && route.table() != RouteTables.MAIN) {
            text.append(" table ").append(RouteTables.name(route.table()));
        }
        if (!route.protocol().equals(RouteProtocol.BOOT) && !route.protocol().equals(RouteProtocol.UNSPEC)) {
            text.append(" proto ").append(route.protocol());
        }
        if (!route.scope().equals(Scope.GLOBAL)) {
            text.append(" scope ").append(route.scope());
        }
        route.preferredSource().ifPresent(own -> text.append(" src ").append(IpPrefix.text(own)));
        route.priority().ifPresent(number -> text.append(" metric ").append(number));
        if (route.nextHops().size() == 1) {
            flags(route.nextHops().getFirst()).forEach(flag -> text.append(' ').append(flag));
        }
        route.expires().ifPresent(life -> text.append(" expires ").append(life.toSeconds()).append("sec"));
        route.metrics().values().forEach((metric, value) -> text.append(' ').append(metric)
                .append(route.metrics().locked().contains(metric) ? " lock " : " ").append(value));
        if (route.nextHops().size() > 1) {
            for (NextHop each : route.nextHops()) {
                text.append("\n\tnexthop");
                hop(text, each, route, table);
                text.append(" weight ").append(each.weight());
                flags(each).forEach(flag -> text.append(' ').append(flag));
            }
        }
        route.preference().ifPresent(level -> text.append(" pref ").append(level));
        return text.toString();
    }

    private static void hop(StringBuilder text, NextHop hop, Route route, LinkTable table) {
        hop.gateway().ifPresent(gateway -> text.append(" via ")
                .append(IpFamily.of(gateway) == route.destination().family() ? "" : IpFamily.of(gateway) + " ")
                .append(IpPrefix.text(gateway)));
        hop.link().ifPresent(index -> text.append(" dev ").append(table.name(index)));
    }
}
