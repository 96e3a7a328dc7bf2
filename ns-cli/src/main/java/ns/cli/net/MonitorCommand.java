package ns.cli.net;

import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import ns.net.NetNamespace;
import ns.net.event.Event;
import ns.net.event.EventKind;
import ns.net.event.Subscription;
import ns.net.netlink.Netlink;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ns net monitor}: {@code ip monitor}. */
@Command(name = "monitor",
        description = {"Tells what changes, line by line, until it is ended.", ""},
        footer = {
            "",
            "Exit status: 0; 125 what was asked for failed; 2 wrong usage.",
            "",
            "Examples:",
            "  ns net monitor link",
            "  ns net -n blue --json monitor"
        },
        customSynopsis = "ns net monitor [link] [addr] [route] [neigh] [rule]")
final class MonitorCommand implements Callable<Integer> {

    @ParentCommand
    private NetCommand net;

    @Parameters(paramLabel = "OBJECT", hideParamSyntax = true, description = "Of what; of all, if there is none.")
    private List<String> objects = List.of();

    @Spec
    private CommandSpec spec;

    /** Called by picocli. */
    MonitorCommand() {}

    @Override
    public Integer call() throws IOException {
        Set<EventKind> kinds = objects.isEmpty() ? EnumSet.allOf(EventKind.class) : EnumSet.noneOf(EventKind.class);
        objects.forEach(object -> kinds.add(kind(object)));
        try (NetNamespace namespace = net.namespace();
                Netlink netlink = Netlink.open(namespace);
                Subscription events = Subscription.open(namespace, kinds, false)) {
            while (!System.out.checkError()) { // until nobody reads it any more
                print(events.take(), netlink);
            }
        }
        return 0;
    }

    private EventKind kind(String object) {
        return switch (object) {
            case "link" -> EventKind.LINK;
            case "addr", "address" -> EventKind.ADDRESS;
            case "route" -> EventKind.ROUTE;
            case "neigh", "neighbour" -> EventKind.NEIGHBOUR;
            case "rule" -> EventKind.RULE;
            default -> throw new ParameterException(spec.commandLine(), "'" + object
                    + "' is none of link, addr, route, neigh and rule");
        };
    }

    private void print(Event event, Netlink netlink) throws IOException {
        LinkTable table = new LinkTable(netlink);
        switch (event) {
            case Event.OfLink(Event.What what, var link) ->
                print("link", what, LinkText.text(link, table, true), LinkText.json(link, table));
            case Event.OfAddress(Event.What what, var address) ->
                print("addr", what, address.link() + ": " + table.name(address.link()) + AddressText.text(address).substring(3),
                        AddressText.json(address, table));
            case Event.OfRoute(Event.What what, var route) ->
                print("route", what, RouteText.text(route, table, true), RouteText.json(route, table, true));
            case Event.OfNeighbour(Event.What what, var neighbour) ->
                print("neigh", what, NeighbourCommand.text(neighbour, table), NeighbourCommand.json(neighbour, table));
            case Event.OfRule(Event.What what, var rule) ->
                print("rule", what, rule.priority().orElse(0) + ":\t" + RuleCommand.text(rule), RuleCommand.json(rule));
            case Event.Overrun() -> System.err.println("ns: monitor: warning: changes came too fast, and some are lost");
            case Event.SnapshotEnd() -> { }
        }
    }

    private void print(String object, Event.What what, String text, Map<String, Object> json) throws IOException {
        boolean removed = what == Event.What.REMOVED;
        if (net.isJson()) {
            Map<String, Object> event = new LinkedHashMap<>();
            event.put("object", object);
            event.put("deleted", removed);
            event.putAll(json);
            Output.json(List.of(event));
        } else {
            System.out.println("[" + object + "] " + (removed ? "Deleted " : "") + text);
        }
    }
}
