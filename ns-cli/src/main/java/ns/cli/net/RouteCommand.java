package ns.cli.net;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.address.RouteProtocol;
import ns.net.address.Scope;
import ns.net.link.Links;
import ns.net.netlink.Netlink;
import ns.net.route.NextHop;
import ns.net.route.Route;
import ns.net.route.RouteBuilder;
import ns.net.route.RouteFilter;
import ns.net.route.RouteFlag;
import ns.net.route.RouteLookup;
import ns.net.route.RouteMetric;
import ns.net.route.RouteMetrics;
import ns.net.route.RouteTables;
import ns.net.route.RouteType;
import ns.net.route.Routes;
import picocli.CommandLine.Command;

/** {@code ns net route}: {@code ip route}. */
@Command(name = "route", aliases = "r",
        description = {
            "Routes.",
            "",
            "PREFIX is ADDRESS[/LENGTH] or default; TYPE unicast, blackhole, unreachable, prohibit, ...",
            ""
        },
        footer = {
            "",
            "Exit status: 0; 125 what was asked for failed; 2 wrong usage.",
            "",
            "Examples:",
            "  ns net route add default via 10.0.0.1",
            "  ns net -n blue --json route show table all",
            "  ns net route get 10.0.0.2"
        },
        customSynopsis = {
            "ns net route [show] [table TABLE|all] [dev LINK] [proto PROTOCOL]",
            "           [type TYPE] [PREFIX]",
            "       ns net route add|replace|change|append [TYPE] PREFIX",
            "           [via [inet6] ADDRESS] [dev LINK] [onlink] [src ADDRESS] [metric N]",
            "           [table TABLE] [proto PROTOCOL] [scope SCOPE]",
            "           [mtu|advmss|window|... [lock] N]",
            "           [nexthop [via ADDRESS] [dev LINK] [weight N] [onlink]]...",
            "       ns net route del [TYPE] PREFIX [via ADDRESS] [dev LINK] [metric N]",
            "           [table TABLE]",
            "       ns net route get ADDRESS [from ADDRESS] [iif LINK] [oif LINK] [mark N]"
        })
final class RouteCommand extends ObjectCommand {

    /** Called by picocli. */
    RouteCommand() {
        super("route");
    }

    @Override
    void run(Netlink netlink, String verb, Words words) throws IOException {
        switch (verb) {
            case "show", "list", "ls", "sh" -> show(netlink, words);
            case "add" -> apply(netlink, Routes.add(route(netlink, words, false)));
            case "replace" -> apply(netlink, Routes.replace(route(netlink, words, false)));
            case "change" -> apply(netlink, Routes.change(route(netlink, words, false)));
            case "append" -> apply(netlink, Routes.append(route(netlink, words, false)));
            case "del", "delete" -> apply(netlink, Routes.delete(route(netlink, words, true)));
            case "get" -> get(netlink, words);
            default -> throw words.unknownVerb();
        }
    }

    private static Optional<RouteType> type(String word) {
        return Arrays.stream(RouteType.values()).filter(each -> each.toString().equals(word)).findFirst();
    }

    private IpPrefix destination(String word) {
        return word.equals("default") || word.equals("all")
                ? (net().isIpv6() ? IpFamily.IPV6 : IpFamily.IPV4).all() : IpPrefix.parse(word);
    }

    private Route route(Netlink netlink, Words words, boolean matching) throws IOException {
        Optional<RouteType> type = Optional.empty();
        String first = words.next("a prefix");
        if (type(first).isPresent()) {
            type = type(first);
            first = words.next("a prefix");
        } else if (first.equals("to")) {
            first = words.next("a prefix");
        }
        List<String> ahead = words.rest();
        IpPrefix destination = destination(first);
        int via = ahead.indexOf("via");
        if (first.equals("default") && via >= 0 && via + 1 < ahead.size() && ahead.get(via + 1).indexOf(':') >= 0) {
            destination = IpFamily.IPV6.all();
        }
        RouteBuilder route = matching ? Route.matching(destination) : Route.to(destination);
        type.ifPresent(route::type);
        RouteMetrics.Builder metrics = RouteMetrics.builder();
        while (words.hasNext()) {
            String word = words.next("");
            switch (word) {
                case "via" -> route.via(gateway(words));
                case "dev" -> route.dev(netlink.get(Links.index(words.next("the name of a link"))));
                case "onlink" -> route.onlink();
                case "src" -> route.preferredSource(words.value(word, IpPrefix::parse).address());
                case "from" -> route.source(words.value(word, IpPrefix::parse));
                case "metric", "preference", "priority" -> route.priority(words.number(word));
                case "table" -> route.table(words.value(word, RouteTables::parse));
                case "proto", "protocol" -> route.protocol(words.value(word, RouteProtocol::parse));
                case "scope" -> route.scope(words.value(word, Scope::parse));
                case "tos", "dsfield" -> route.tos(words.integer(word));
                case "congctl" -> metrics.congestionControl(words.next("the name of a congestion control"));
                case "nexthop" -> route.nextHop(nextHop(netlink, words));
                default -> metric(words, word, metrics);
            }
        }
        return route.metrics(metrics.build()).build();
    }

    private static InetAddress gateway(Words words) {
        words.take("inet", "inet6");
        return words.value("via", IpPrefix::parse).address();
    }

    private static void metric(Words words, String word, RouteMetrics.Builder metrics) {
        RouteMetric metric = Arrays.stream(RouteMetric.values()).filter(each -> each.toString().equals(word)).findFirst()
                .orElseThrow(() -> words.unknown(word));
        if (words.take("lock")) {
            metrics.lock(metric, words.number(word));
        } else {
            metrics.set(metric, words.number(word));
        }
    }

    private static NextHop nextHop(Netlink netlink, Words words) throws IOException {
        Optional<InetAddress> gateway = Optional.empty();
        OptionalInt link = OptionalInt.empty();
        int weight = 1;
        boolean onlink = false;
        while (words.hasNext()) {
            if (words.take("via")) {
                gateway = Optional.of(gateway(words));
            } else if (words.take("dev")) {
                link = OptionalInt.of(netlink.get(Links.index(words.next("the name of a link"))));
            } else if (words.take("weight")) {
                weight = words.integer("weight");
            } else if (words.take("onlink")) {
                onlink = true;
            } else {
                break;
            }
        }
        NextHop hop = new NextHop(gateway, link, weight, Set.of(), Map.of());
        return onlink ? hop.with(RouteFlag.ONLINK) : hop;
    }

    private void show(Netlink netlink, Words words) throws IOException {
        RouteFilter filter = RouteFilter.ALL.table(RouteTables.MAIN);
        if (net().isOneFamily()) {
            filter = filter.family(net().isIpv6() ? IpFamily.IPV6 : IpFamily.IPV4);
        }
        boolean withTable = false;
        Predicate<Route> wanted = route -> true;
        boolean allFamilies = false;
        while (words.hasNext()) {
            String word = words.next("");
            switch (word) {
                case "table" -> {
                    if (words.take("all")) {
                        filter = filter.table(RouteTables.UNSPEC);
                        withTable = true;
                        allFamilies = true;
                    } else {
                        filter = filter.table(words.value(word, RouteTables::parse));
                    }
                }
                case "dev" -> filter = filter.link(netlink.get(Links.index(words.next("the name of a link"))));
                case "proto", "protocol" -> filter = filter.protocol(words.value(word, RouteProtocol::parse));
                case "type" -> {
                    String text = words.next("a type");
                    filter = filter.type(type(text).orElseThrow(() -> words.unknown(text)));
                }
                default -> {
                    IpPrefix prefix = destination(word);
                    wanted = route -> route.destination().equals(prefix);
                }
            }
        }
        if (!net().isOneFamily() && !allFamilies) {
            filter = filter.family(IpFamily.IPV4); // as ip does
        }
        LinkTable table = new LinkTable(netlink);
        List<Map<String, Object>> all = new ArrayList<>();
        for (Route route : netlink.list(Routes.of(filter).filter(wanted))) {
            if (net().isJson()) {
                all.add(RouteText.json(route, table, withTable));
            } else {
                System.out.println(RouteText.text(route, table, withTable));
            }
        }
        if (net().isJson()) {
            Output.json(all);
        }
    }

    private void get(Netlink netlink, Words words) throws IOException {
        RouteLookup lookup = RouteLookup.to(words.value("to", IpPrefix::parse).address());
        while (words.hasNext()) {
            String word = words.next("");
            switch (word) {
                case "from" -> lookup = lookup.from(words.value(word, IpPrefix::parse).address());
                case "iif" -> lookup = lookup.iif(netlink.get(Links.index(words.next("the name of a link"))));
                case "oif", "dev" -> lookup = lookup.oif(netlink.get(Links.index(words.next("the name of a link"))));
                case "mark" -> lookup = lookup.mark(words.number(word));
                default -> throw words.unknown(word);
            }
        }
        Route route = netlink.get(Routes.get(lookup));
        LinkTable table = new LinkTable(netlink);
        if (net().isJson()) {
            Map<String, Object> json = RouteText.json(route, table, true);
            route.lookup().uid().ifPresent(uid -> json.put("uid", uid));
            json.put("cache", List.of()); // ip has it always, of routes that were looked up
            Output.json(List.of(json));
        } else {
            String uid = route.lookup().uid().isPresent() ? " uid " + route.lookup().uid().getAsLong() : "";
            System.out.println(RouteText.text(route, table, true) + uid);
        }
    }
}
