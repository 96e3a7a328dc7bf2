package ns.net.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ns.core.error.Errno;
import ns.net.Json;
import ns.net.NeedsNetworks;
import ns.net.TestNetwork;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.address.RouteProtocol;
import ns.net.bindings.net_h;
import ns.net.netlink.Change;
import ns.net.netlink.NetlinkException;
import ns.net.netlink.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsNetworks
class RoutesTest {

    private static final int LO = 1;

    private TestNetwork network;
    private final Map<Integer, String> names = new HashMap<>();
    private int left;
    private int right;

    @BeforeEach
    void joinTwoLinks() throws IOException {
        network = new TestNetwork();
        network.output("ip", "link", "add", "left", "type", "veth", "peer", "name", "right");
        for (Map<String, Object> link : Json.objects(network.output("ip", "-j", "link"))) {
            int index = ((Long) link.get("ifindex")).intValue();
            names.put(index, (String) link.get("ifname"));
            left = link.get("ifname").equals("left") ? index : left;
            right = link.get("ifname").equals("right") ? index : right;
        }
        for (String link : List.of("lo", "left", "right")) {
            network.output("ip", "link", "set", link, "up");
        }
        network.output("ip", "address", "add", "10.0.0.1/24", "dev", "left");
        network.output("ip", "address", "add", "fd00::1/64", "dev", "left", "nodad");
    }

    @AfterEach
    void close() {
        network.close();
    }

    private void ip(String command) throws IOException {
        network.output(("ip " + command).split(" "));
    }

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }

    /** Fails where ip and we do not see the same routes, with the same fields; a second that passes between may not count. */
    private void assertIpAgrees() throws IOException {
        for (int attempt = 1; ; attempt++) {
            List<Map<String, Object>> theirs = new ArrayList<>();
            for (String family : List.of("-4", "-6")) {
                theirs.addAll(Json.objects(network.output("ip", "-j", "-d", family, "route", "show", "table", "all")));
            }
            theirs.forEach(route -> route.remove("nh_info")); // which ip asks for by another request
            RouteView view = new RouteView(names);
            List<Map<String, Object>> ours = network.netlink().list(Routes.all()).stream().map(view::of).toList();
            if (attempt == 3 || Json.lines(theirs).equals(Json.lines(ours))) {
                assertEquals(Json.lines(theirs), Json.lines(ours));
                return;
            }
        }
    }

    private List<Route> allForms() {
        RouteMetrics metrics = RouteMetrics.builder().lock(RouteMetric.MTU, 1400).rtt(Duration.ofMillis(100))
                .rttvar(Duration.ofMillis(20)).set(RouteMetric.WINDOW, 7000).set(RouteMetric.SSTHRESH, 5)
                .set(RouteMetric.ADVMSS, 1300).lock(RouteMetric.CWND, 9).set(RouteMetric.REORDERING, 4).set(RouteMetric.HOPLIMIT, 63)
                .set(RouteMetric.INITCWND, 10).set(RouteMetric.FEATURES, 1).rtoMin(Duration.ofMillis(5)).set(RouteMetric.INITRWND, 20)
                .set(RouteMetric.QUICKACK, 1).congestionControl("reno").build();
        return List.of(
                Route.to("default").via("10.0.0.2").build(),
                Route.to("default").via("10.0.0.3").dev(left).priority(100).protocol(RouteProtocol.DHCP).build(),
                Route.to("10.1.0.0/16").dev(left).preferredSource(address("10.0.0.1")).build(),
                Route.to("10.1.0.0/16").via("10.0.0.4").tos(0x10).build(),
                Route.to("10.2.0.1").via("10.0.0.2").table(1000).protocol(RouteProtocol.parse("77")).build(),
                Route.to("10.3.0.0/16").via("fe80::1").dev(left).build(),
                Route.to("10.4.0.0/16").via("10.7.7.7").dev(right).onlink().build(),
                Route.to("10.5.0.0/16").type(RouteType.BLACKHOLE).build(),
                Route.to("10.6.0.0/16").type(RouteType.UNREACHABLE).priority(7).build(),
                Route.to("10.7.0.0/16").type(RouteType.PROHIBIT).build(),
                Route.to("10.8.0.0/16").type(RouteType.THROW).table(7).build(),
                Route.to("10.9.0.1").type(RouteType.LOCAL).dev(LO).build(),
                Route.to("10.9.0.255").type(RouteType.BROADCAST).dev(left).build(),
                Route.to("10.10.0.0/16").nextHop(NextHop.via(address("10.0.0.3")).withWeight(3))
                        .nextHop(NextHop.via(address("10.7.7.7"), right).with(RouteFlag.ONLINK))
                        .nextHop(NextHop.via(address("fe80::1"), left)).nextHop(NextHop.dev(right).withWeight(256)).build(),
                Route.to("10.11.0.0/16").via("10.0.0.2").metrics(metrics).build(),
                Route.to(IpFamily.IPV6.all()).via("fd00::2").build(),
                Route.to("fd00:1::/64").via("fe80::1").dev(left).priority(5).expires(Duration.ofSeconds(100))
                        .preference(RoutePreference.HIGH).build(),
                Route.to("fd00:2::/64").dev(right).preferredSource(address("fd00::1")).build(),
                Route.to("fd00:3::/64").type(RouteType.UNREACHABLE).build(),
                Route.to("fd00:4::/64").nextHop(NextHop.via(address("fe80::1"), left))
                        .nextHop(NextHop.via(address("fe80::2"), right).withWeight(2)).build());
    }

    @Test
    void ipSeesWhatIsAdded() throws IOException {
        for (Route route : allForms()) {
            network.netlink().run(Routes.add(route));
        }
        assertIpAgrees();
        String text = network.output("ip", "-d", "route", "show", "10.11.0.0/16");
        assertTrue(text.contains("mtu lock 1400") && text.contains("rto_min lock 5ms") && text.contains("advmss 1300"), text);
        assertTrue(network.output("ip", "route", "show", "10.10.0.0/16").contains("via inet6 fe80::1 dev left weight 1"));
        List<Route> listed = network.netlink().list(Routes.all());
        for (Route route : allForms()) {
            // The kernel adds to some what was not said; what was said is there.
            assertTrue(listed.stream().anyMatch(each -> each.destination().equals(route.destination())
                    && each.type() == route.type() && each.protocol().equals(route.protocol())
                    && each.scope().equals(route.scope()) && each.table() == route.table()
                    && each.metrics().equals(route.metrics()) && each.nextHops().size() >= route.nextHops().size()),
                    () -> route + " is not in\n" + listed);
        }
    }

    @Test
    void whatIpAddsIsSeen() throws IOException {
        ip("route add default via 10.0.0.2 proto static metric 5 src 10.0.0.1");
        ip("route add 10.1.0.0/16 via inet6 fe80::9 dev right mtu lock 1300 congctl reno");
        ip("route add 10.2.0.0/16 nexthop via 10.0.0.3 weight 3 nexthop via 10.7.7.7 dev right onlink");
        ip("route add prohibit 10.3.0.0/16 table 7777 tos 0x08");
        ip("route add local 10.4.0.1 dev lo");
        ip("route add multicast 239.0.0.0/8 dev left");
        ip("-6 route add blackhole fd00:9::/48 metric 3");
        ip("route add fd00:8::/48 from fd00::/64 dev left pref low expires 60 mtu 1400");
        ip("route add fd00:7::/48 nexthop via fe80::1 dev left nexthop via fe80::2 dev right weight 2");
        ip("nexthop add id 9 via 10.0.0.77 dev left");
        ip("route add 10.5.0.0/16 nhid 9");
        assertIpAgrees();
        assertTrue(network.netlink().list(Routes.all()).stream().anyMatch(route -> route.nextHopId().orElse(0) == 9));
        ip("link set right down");
        assertIpAgrees();
        Route multipath = network.netlink().list(Routes.of(RouteFilter.ALL.family(IpFamily.IPV4))).stream()
                .filter(route -> route.destination().equals(IpPrefix.parse("10.2.0.0/16"))).findFirst().orElseThrow();
        assertEquals(List.of(3, 1), multipath.nextHops().stream().map(NextHop::weight).toList());
        assertTrue(multipath.nextHops().getLast().flags().contains(RouteFlag.DEAD));
    }

    @Test
    void unknownAttributesAreNotLost() throws IOException {
        ip("route add 10.1.0.0/16 via 10.0.0.2 realms 3/4");
        Route route = network.netlink().list(Routes.of(RouteTables.MAIN)).stream()
                .filter(each -> !each.others().isEmpty()).findFirst().orElseThrow();
        network.netlink().run(Routes.delete(route));
        network.netlink().run(Routes.add(route));
        assertTrue(network.output("ip", "route", "show", "10.1.0.0/16").contains("realms 3/4"));
    }

    @Test
    void whatIsListedCanBeDeletedAndAddedAgain() throws IOException {
        for (Route route : allForms()) {
            network.netlink().run(Routes.add(route));
        }
        List<Route> before = network.netlink().list(Routes.all()).stream()
                .filter(route -> !route.protocol().equals(RouteProtocol.KERNEL)).toList();
        assertEquals(allForms().size(), before.size());
        for (Route route : before) {
            network.netlink().run(Routes.delete(route));
        }
        List<Route> kernels = network.netlink().list(Routes.all());
        assertTrue(kernels.stream().allMatch(route -> route.protocol().equals(RouteProtocol.KERNEL)), kernels::toString);
        for (Outcome outcome : network.netlink().batch(before.stream().map(Routes::add).toList())) {
            assertTrue(outcome.succeeded(), outcome::toString);
        }
        assertEquals(withoutTimes(before), withoutTimes(network.netlink().list(Routes.all()).stream()
                .filter(route -> !route.protocol().equals(RouteProtocol.KERNEL)).toList()));
    }

    private static Set<Route> withoutTimes(List<Route> routes) {
        Set<Route> without = new HashSet<>();
        for (Route route : routes) {
            without.add(route.expires().isEmpty() ? route : route.toBuilder().expires(Duration.ZERO).build());
        }
        return without;
    }

    @Test
    void replaceChangeAndAppendDoAsTheyAreNamed() throws IOException {
        Route first = Route.to("10.1.0.0/16").via("10.0.0.2").build();
        Route second = Route.to("10.1.0.0/16").via("10.0.0.3").build();
        assertEquals(Errno.ENOENT, refused(Routes.change(first)).errno());
        network.netlink().run(Routes.replace(first));
        network.netlink().run(Routes.replace(second));
        assertEquals(List.of("10.0.0.3"), gateways());
        network.netlink().run(Routes.change(first));
        assertEquals(List.of("10.0.0.2"), gateways());
        network.netlink().run(Routes.append(second));
        assertEquals(List.of("10.0.0.2", "10.0.0.3"), gateways());
        network.netlink().run(Routes.delete(second));
        assertEquals(List.of("10.0.0.2"), gateways());
        network.netlink().run(Routes.delete(IpPrefix.parse("10.1.0.0/16")));
        assertEquals(List.of(), gateways());
        assertEquals(Errno.ESRCH, refused(Routes.delete(first)).errno());
    }

    private List<String> gateways() throws IOException {
        return network.netlink().list(Routes.of(RouteTables.MAIN)).stream().flatMap(route -> route.gateway().stream())
                .map(IpPrefix::text).toList();
    }

    private NetlinkException refused(Change change) {
        return assertThrows(NetlinkException.class, () -> network.netlink().run(change));
    }

    @Test
    void errorsSayWhatTheKernelSays() throws IOException {
        NetlinkException unreachable = refused(Routes.add(Route.to("default").via("10.9.9.9").build()));
        assertEquals("route add default via 10.9.9.9: ENETUNREACH (101): Nexthop has invalid gateway",
                unreachable.getMessage());
        assertEquals("Nexthop has invalid gateway", unreachable.kernelText().orElseThrow());
        Route route = Route.to("10.1.0.0/16").via("10.0.0.2").build();
        network.netlink().run(Routes.add(route));
        assertTrue(refused(Routes.add(route)).getMessage().startsWith("route add 10.1.0.0/16 via 10.0.0.2: EEXIST (17): "));
        assertEquals(Errno.ENODEV, refused(Routes.add(Route.to("10.2.0.0/16").dev(99).build())).errno());
        network.output("ip", "link", "set", "right", "down");
        assertEquals("route add 10.2.0.0/16 dev " + right + ": ENETDOWN (100): Device for nexthop is not up",
                refused(Routes.add(Route.to("10.2.0.0/16").dev(right).build())).getMessage());
        NetlinkException wrong = refused(Routes.add(
                Route.to("10.2.0.0/16").dev(left).others(Map.of(net_h.RTA_FLOW(), "0000")).build()));
        assertEquals("attribute " + net_h.RTA_FLOW(), wrong.attribute().orElseThrow(), wrong::getMessage);
        assertEquals(Errno.ENOENT, assertThrows(NetlinkException.class,
                () -> network.netlink().list(Routes.of(RouteFilter.ALL.family(IpFamily.IPV4).table(4242)))).errno());
    }

    @Test
    void theKernelFilters() throws IOException {
        network.netlink().run(Routes.add(Route.to("10.1.0.0/16").via("10.0.0.2").table(1000).build()));
        network.netlink().run(Routes.add(Route.to("10.1.0.0/16").dev(right).build()));
        network.netlink().run(Routes.add(Route.to("10.3.0.0/16").type(RouteType.BLACKHOLE).build()));
        network.netlink().run(Routes.add(Route.to("10.4.0.0/16").dev(right).protocol(RouteProtocol.STATIC).build()));
        assertEquals(List.of("10.1.0.0/16 via 10.0.0.2 dev " + left + " table 1000"), shown(RouteFilter.ALL.table(1000)));
        assertEquals(List.of("10.1.0.0/16 dev " + right, "10.4.0.0/16 dev " + right),
                shown(RouteFilter.ALL.family(IpFamily.IPV4).link(right)));
        assertEquals(List.of("blackhole 10.3.0.0/16"), shown(RouteFilter.ALL.type(RouteType.BLACKHOLE)));
        assertEquals(List.of("10.4.0.0/16 dev " + right), shown(RouteFilter.ALL.protocol(RouteProtocol.STATIC)));
        assertTrue(network.netlink().list(Routes.of(RouteFilter.ALL.family(IpFamily.IPV6))).stream()
                .allMatch(route -> route.destination().family() == IpFamily.IPV6));
        assertFalse(network.netlink().list(Routes.of(RouteTables.LOCAL)).isEmpty());
    }

    private List<String> shown(RouteFilter filter) throws IOException {
        return network.netlink().list(Routes.of(filter)).stream().map(Route::toString).toList();
    }

    @Test
    void aPacketIsLookedUp() throws IOException {
        network.netlink().run(Routes.add(Route.to("10.1.0.0/16").via("10.0.0.2").build()));
        network.netlink().run(Routes.add(Route.to("10.2.0.0/16").type(RouteType.PROHIBIT).build()));
        Route found = network.netlink().get(Routes.get(address("10.1.2.3")));
        assertEquals(address("10.0.0.2"), found.gateway().orElseThrow());
        assertEquals(left, found.link().orElseThrow());
        assertEquals(address("10.0.0.1"), found.preferredSource().orElseThrow());
        assertEquals(RouteTables.MAIN, found.table());
        Route marked = network.netlink().get(Routes.get(
                RouteLookup.to(address("10.1.2.3")).from(address("10.0.0.1")).oif(left).mark(7)));
        assertEquals(7, marked.lookup().mark().orElseThrow());
        network.output("sysctl", "-qw", "net.ipv4.ip_forward=1");
        Route forwarded = network.netlink().get(Routes.get(
                RouteLookup.to(address("10.1.2.3")).from(address("10.0.0.9")).iif(left)));
        assertEquals(left, forwarded.lookup().inputLink().orElseThrow());
        assertEquals("10.1.0.0/16 via 10.0.0.2 dev " + left,
                network.netlink().get(Routes.get(RouteLookup.to(address("10.1.2.3")).matching())).toString());
        assertEquals(left, network.netlink().get(Routes.get(address("fd00::5"))).link().orElseThrow());
        NetlinkException prohibited = assertThrows(NetlinkException.class,
                () -> network.netlink().get(Routes.get(address("10.2.0.1"))));
        assertEquals("route get 10.2.0.1: EACCES (13): " + Errno.EACCES.text(), prohibited.getMessage());
    }

    @Test
    void fiftyThousandRoutesAreListedCompletely() throws IOException {
        int count = 50_000;
        List<Change> changes = new ArrayList<>(count);
        Set<Route> expected = new HashSet<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = {10, (byte) (128 + (i >> 16)), (byte) (i >> 8), (byte) i};
            Route route = Route.to(IpPrefix.of(InetAddress.getByAddress(bytes))).via("10.0.0.2").dev(left).table(1000).build();
            changes.add(Routes.add(route));
            expected.add(route);
        }
        for (Outcome outcome : network.netlink().batch(changes)) {
            assertTrue(outcome.succeeded(), outcome::toString);
        }
        List<Route> listed = network.netlink().list(Routes.of(1000));
        assertEquals(count, listed.size());
        assertEquals(expected, new HashSet<>(listed));
        assertEquals(count, network.output("ip", "route", "show", "table", "1000").lines().count());
    }
}
