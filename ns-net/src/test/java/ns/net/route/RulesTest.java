package ns.net.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ns.core.error.Errno;
import ns.net.Json;
import ns.net.NeedsNetworks;
import ns.net.TestNetwork;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.address.RouteProtocol;
import ns.net.netlink.NetlinkException;
import org.junit.jupiter.api.Test;

@NeedsNetworks
class RulesTest {

    private static final int TCP = 6;

    private static IpPrefix ip(String prefix) {
        return IpPrefix.parse(prefix);
    }

    /** A rule with the fields that {@code ip -j -d rule show} has for it. */
    private static Map<String, Object> view(Rule rule) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("priority", rule.priority().orElse(0));
        if (rule.inverted()) {
            fields.put("not", null);
        }
        prefix(fields, "src", rule.source(), "all");
        prefix(fields, "dst", rule.destination(), null);
        if (rule.tos() != 0) {
            fields.put("tos", String.format("0x%02x", rule.tos()));
        }
        rule.mark().ifPresent(mark -> fields.put("fwmark", "0x" + Long.toHexString(mark)));
        rule.mask().ifPresent(mask -> fields.put("fwmask", "0x" + Long.toHexString(mask)));
        rule.inputLink().ifPresent(name -> fields.put("iif", name));
        rule.outputLink().ifPresent(name -> fields.put("oif", name));
        if (rule.flags().contains(RuleFlag.IIF_DETACHED)) {
            fields.put("iif_detached", null);
        }
        if (rule.flags().contains(RuleFlag.OIF_DETACHED)) {
            fields.put("oif_detached", null);
        }
        if (rule.flags().contains(RuleFlag.UNRESOLVED)) {
            fields.put("unresolved", null);
        }
        if (rule.l3mdev()) {
            fields.put("l3mdev", null);
        }
        rule.users().ifPresent(users -> range(fields, "uid", "uid", users, true));
        rule.ipProtocol().ifPresent(number -> fields.put("ipproto", number == TCP ? "tcp" : String.valueOf(number)));
        rule.sourcePorts().ifPresent(ports -> range(fields, "sport", "sport", ports, false));
        rule.destinationPorts().ifPresent(ports -> range(fields, "dport", "dport", ports, false));
        rule.suppressPrefixLength().ifPresent(length -> fields.put("suppress_prefixlen", length));
        rule.suppressGroup().ifPresent(group -> fields.put("suppress_ifgroup", String.valueOf(group)));
        switch (rule.action()) {
            case RuleAction.Lookup lookup -> {
                if (!rule.l3mdev()) {
                    fields.put("table", RouteTables.name(lookup.table()));
                }
            }
            case RuleAction.Goto target -> fields.put("goto", target.priority());
            case RuleAction.Simple simple when simple == RuleAction.Simple.NOP -> fields.put("nop", null);
            case RuleAction.Simple simple -> fields.put("action", simple.toString());
            case RuleAction.Other other -> fields.put("action", other.toString());
        }
        fields.put("protocol", rule.protocol().toString());
        return fields;
    }

    private static void prefix(Map<String, Object> fields, String name, Optional<IpPrefix> prefix, String none) {
        if (prefix.isPresent()) {
            fields.put(name, IpPrefix.text(prefix.get().address()));
            if (!prefix.get().isHost()) {
                fields.put(name + "len", prefix.get().length());
            }
        } else if (none != null) {
            fields.put(name, none);
        }
    }

    private static void range(Map<String, Object> fields, String one, String many, Range range, boolean always) {
        if (range.first() == range.last() && !always) {
            fields.put(one, range.first());
        } else {
            fields.put(many + "_start", range.first());
            fields.put(many + "_end", range.last());
        }
    }

    private static void assertIpAgrees(TestNetwork network) throws IOException {
        for (IpFamily family : IpFamily.values()) {
            List<Map<String, Object>> theirs = Json.objects(network.output("ip", "-j", "-d",
                    family == IpFamily.IPV4 ? "-4" : "-6", "rule", "show"));
            assertEquals(Json.lines(theirs),
                    Json.lines(network.netlink().list(Rules.of(family)).stream().map(RulesTest::view).toList()));
        }
    }

    private static List<Rule> allForms() {
        return List.of(
                Rule.of(IpFamily.IPV4).priority(100).source(ip("10.0.0.0/8")).lookup(100).build(),
                Rule.of(IpFamily.IPV4).priority(77).source(ip("10.0.0.0/8")).destination(ip("10.1.0.1")).mark(1, 3)
                        .inputLink("lo").outputLink("nosuch").users(new Range(3, 5)).ipProtocol(TCP).sourcePorts(new Range(1, 2))
                        .destinationPorts(Range.of(80)).lookup(1000).suppressPrefixLength(0).build(),
                Rule.of(IpFamily.IPV4).priority(5).inverted().tos(0x10).action(new RuleAction.Goto(77)).build(),
                Rule.of(IpFamily.IPV4).priority(4).action(new RuleAction.Goto(70)).build(),
                Rule.of(IpFamily.IPV4).priority(6).mark(7).action(RuleAction.Simple.BLACKHOLE).protocol(RouteProtocol.STATIC).build(),
                Rule.of(IpFamily.IPV4).priority(7).source(ip("10.9.0.1")).action(RuleAction.Simple.UNREACHABLE).build(),
                Rule.of(IpFamily.IPV4).priority(8).source(ip("10.9.0.2")).action(RuleAction.Simple.PROHIBIT).build(),
                Rule.of(IpFamily.IPV4).priority(9).action(RuleAction.Simple.NOP).build(),
                Rule.of(IpFamily.IPV6).priority(100).source(ip("fd00::/8")).destination(ip("fd00:1::/32")).lookup(7).build());
    }

    @Test
    void ipSeesWhatIsAdded() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            List<Rule> first = network.netlink().list(Rules.all());
            for (Rule rule : allForms()) {
                network.netlink().run(Rules.add(rule));
            }
            assertIpAgrees(network);
            List<Rule> all = network.netlink().list(Rules.all());
            assertEquals(first.size() + allForms().size(), all.size());
            for (Rule rule : all) {
                if (!first.contains(rule)) {
                    network.netlink().run(Rules.delete(rule));
                }
            }
            assertEquals(first, network.netlink().list(Rules.all()));
        }
    }

    @Test
    void whatIpAddsIsSeen() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            for (String rule : List.of("-4 rule add from 10.0.0.0/8 to 10.9.9.9 lookup main pref 5 suppress_prefixlength 8",
                    "-4 rule add not fwmark 0x10/0xff iif nosuch lookup 300 pref 6", "-4 rule add prohibit uidrange 0-9 pref 7",
                    "-4 rule add goto 8 pref 7 protocol dhcp", "-4 rule add nop pref 8",
                    "-6 rule add ipproto tcp dport 1-9 from fd00::1 blackhole pref 9", "-6 rule add oif lo lookup 1000000 pref 10")) {
                network.output(("ip " + rule).split(" "));
            }
            assertIpAgrees(network);
        }
    }

    @Test
    void errorsSayWhatTheKernelSays() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            Rule rule = Rule.of(IpFamily.IPV4).priority(100).source(ip("10.0.0.0/8")).lookup(7).build();
            network.netlink().run(Rules.add(rule));
            NetlinkException twice = assertThrows(NetlinkException.class, () -> network.netlink().run(Rules.add(rule)));
            assertTrue(twice.getMessage().startsWith("rule add pref 100 from 10.0.0.0/8 lookup 7: EEXIST (17): "), twice::getMessage);
            network.netlink().run(Rules.delete(IpFamily.IPV4, 100));
            NetlinkException gone = assertThrows(NetlinkException.class,
                    () -> network.netlink().run(Rules.delete(IpFamily.IPV4, 100)));
            assertEquals(Errno.ENOENT, gone.errno());
            assertThrows(NetlinkException.class, () -> network.netlink().run(
                    Rules.add(Rule.of(IpFamily.IPV4).priority(9).action(new RuleAction.Goto(5)).build())));
        }
    }
}
