package ns.net.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.address.RouteProtocol;
import ns.net.address.Scope;
import ns.net.bindings.net_h;
import ns.net.wire.Golden;
import ns.net.wire.MalformedMessageException;
import org.junit.jupiter.api.Test;

class RouteCodecTest {

    private static final int LO = 1;
    private static final int RIGHT = 2;
    private static final int LEFT = 3;

    private static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }

    @Test
    void unicastRoutesAreThoseOfIp() throws IOException {
        Golden.assertSame("ip route add 10.1.0.0/16 via 10.0.0.2", Routes.add(Route.to("10.1.0.0/16").via("10.0.0.2").build()));
        Golden.assertSame("ip route add default via 10.9.9.9", Routes.add(Route.to("default").via("10.9.9.9").build()));
        Golden.assertSame("ip route add 10.1.0.0/16 dev left", Routes.add(Route.to("10.1.0.0/16").dev(LEFT).build()));
        Golden.assertSame("ip route append 10.1.0.0/16 via 10.0.0.3 dev left metric 100",
                Routes.append(Route.to("10.1.0.0/16").via("10.0.0.3").dev(LEFT).priority(100).build()));
        Golden.assertSame("ip route replace default via 10.0.0.1 dev left proto static",
                Routes.replace(Route.to("default").via("10.0.0.1").dev(LEFT).protocol(RouteProtocol.STATIC).build()));
        Golden.assertSame("ip route change 10.1.0.0/16 via 10.0.0.4 tos 0x10",
                Routes.change(Route.to("10.1.0.0/16").via("10.0.0.4").tos(0x10).build()));
        Golden.assertSame("ip route add 10.3.0.0/16 via inet6 fe80::1 dev left",
                Routes.add(Route.to("10.3.0.0/16").via("fe80::1").dev(LEFT).build()));
        Golden.assertSame("ip route add 10.3.0.0/16 via 10.7.7.7 dev left onlink",
                Routes.add(Route.to("10.3.0.0/16").via("10.7.7.7").dev(LEFT).onlink().build()));
        Golden.assertSame("ip route add 10.5.0.0/16 nhid 9", Routes.add(Route.to("10.5.0.0/16").nextHopId(9).build()));
        Golden.assertSame("ip route add 10.5.0.0/16 via 10.0.0.2 realms 3/4", Routes.add(
                Route.to("10.5.0.0/16").via("10.0.0.2").others(Map.of(net_h.RTA_FLOW(), "04000300")).build()));
    }

    @Test
    void deletionsAreThoseOfIp() throws IOException {
        Golden.assertSame("ip route del 10.1.0.0/16", Routes.delete(IpPrefix.parse("10.1.0.0/16")));
        Golden.assertSame("ip route del 10.1.0.0/16 via 10.0.0.2 table 1000",
                Routes.delete(Route.matching(IpPrefix.parse("10.1.0.0/16")).via("10.0.0.2").table(1000).build()));
        Golden.assertSame("ip route del fd00:1::/64", Routes.delete(IpPrefix.parse("fd00:1::/64")));
    }

    @Test
    void routesOfOtherTypesAreThoseOfIp() throws IOException {
        Golden.assertSame("ip route add blackhole 10.4.0.0/16",
                Routes.add(Route.to("10.4.0.0/16").type(RouteType.BLACKHOLE).build()));
        Golden.assertSame("ip route add unreachable 10.4.0.0/16 metric 7",
                Routes.add(Route.to("10.4.0.0/16").type(RouteType.UNREACHABLE).priority(7).build()));
        Golden.assertSame("ip route add prohibit 10.4.0.0/16 table 7",
                Routes.add(Route.to("10.4.0.0/16").type(RouteType.PROHIBIT).table(7).build()));
        Golden.assertSame("ip route add throw 10.4.0.0/16 table 1000",
                Routes.add(Route.to("10.4.0.0/16").type(RouteType.THROW).table(1000).build()));
        Golden.assertSame("ip route add local 10.4.0.1 dev lo src 127.0.0.1",
                Routes.add(Route.to("10.4.0.1").type(RouteType.LOCAL).dev(LO).preferredSource(ip("127.0.0.1")).build()));
        Golden.assertSame("ip route add broadcast 10.4.0.255 dev left",
                Routes.add(Route.to("10.4.0.255").type(RouteType.BROADCAST).dev(LEFT).build()));
    }

    @Test
    void severalNextHopsAreThoseOfIp() throws IOException {
        Golden.assertSame("ip route add 10.2.0.0/16 nexthop via 10.0.0.3 weight 3 nexthop via 10.7.7.7 dev right onlink",
                Routes.add(Route.to("10.2.0.0/16").nextHop(NextHop.via(ip("10.0.0.3")).withWeight(3))
                        .nextHop(NextHop.via(ip("10.7.7.7"), RIGHT).with(RouteFlag.ONLINK)).build()));
        Golden.assertSame("ip route add fd00:4::/64 nexthop via fe80::1 dev left nexthop via fe80::2 dev right weight 2",
                Routes.add(Route.to("fd00:4::/64").nextHop(NextHop.via(ip("fe80::1"), LEFT))
                        .nextHop(NextHop.via(ip("fe80::2"), RIGHT).withWeight(2)).build()));
    }

    @Test
    void metricsAreThoseOfIp() throws IOException {
        Golden.assertSame("ip route add 10.5.0.0/16 dev left mtu lock 1400 advmss 1300", Routes.add(Route.to("10.5.0.0/16")
                .dev(LEFT).metrics(RouteMetrics.builder().lock(RouteMetric.MTU, 1400).set(RouteMetric.ADVMSS, 1300).build())
                .build()));
        RouteMetrics all = RouteMetrics.builder().mtu(1400).set(RouteMetric.WINDOW, 7000).rtt(Duration.ofMillis(100))
                .rttvar(Duration.ofMillis(20)).set(RouteMetric.SSTHRESH, 5).set(RouteMetric.CWND, 9).set(RouteMetric.ADVMSS, 1300)
                .set(RouteMetric.REORDERING, 4).set(RouteMetric.HOPLIMIT, 63).set(RouteMetric.INITCWND, 10)
                .set(RouteMetric.FEATURES, 1).rtoMin(Duration.ofMillis(5)).set(RouteMetric.INITRWND, 20)
                .set(RouteMetric.QUICKACK, 1).set(RouteMetric.FASTOPEN_NO_COOKIE, 1).build();
        Golden.assertSame("ip route add 10.5.0.0/16 dev left mtu 1400 window 7000 rtt 100ms rttvar 20ms ssthresh 5 cwnd 9"
                + " advmss 1300 reordering 4 hoplimit 63 initcwnd 10 features ecn rto_min 5ms initrwnd 20 quickack 1"
                + " fastopen_no_cookie 1", Routes.add(Route.to("10.5.0.0/16").dev(LEFT).metrics(all).build()));
        assertEquals(Duration.ofMillis(100), all.rtt().orElseThrow());
        assertEquals(Duration.ofMillis(20), all.rttvar().orElseThrow());
        Golden.assertSame("ip route add 10.5.0.0/16 dev left congctl reno", Routes.add(
                Route.to("10.5.0.0/16").dev(LEFT).metrics(RouteMetrics.builder().congestionControl("reno").build()).build()));
    }

    @Test
    void routesOfIpv6AreThoseOfIp() throws IOException {
        Golden.assertSame("ip route add fd00:1::/64 via fe80::1 dev left metric 5 expires 100 pref high",
                Routes.add(Route.to("fd00:1::/64").via("fe80::1").dev(LEFT).priority(5).expires(Duration.ofSeconds(100))
                        .preference(RoutePreference.HIGH).build()));
        Golden.assertSame("ip route add fd00:1::/64 from fd00:2::/64 dev left src fd00:3::1",
                Routes.add(Route.to("fd00:1::/64").source(IpPrefix.parse("fd00:2::/64")).dev(LEFT)
                        .preferredSource(ip("fd00:3::1")).build()));
        Golden.assertSame("ip -6 route add default via fe80::1 dev left",
                Routes.add(Route.to(IpFamily.IPV6.all()).via("fe80::1").dev(LEFT).build()));
    }

    private static Route decoded(byte[] bytes) {
        return RouteCodec.decode(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
    }

    private static Route ofAll() {
        return Route.to("fd00:1::/64").source(IpPrefix.parse("fd00:2::/64")).tos(4).table(0xffff_ffffL).type(RouteType.MULTICAST)
                .scope(Scope.SITE).protocol(RouteProtocol.parse("77")).preferredSource(ip("fd00:3::1")).priority(0xffff_fffeL)
                .metrics(RouteMetrics.builder().lock(RouteMetric.MTU, 1400).congestionControl("cubic").build())
                .preference(RoutePreference.LOW).expires(Duration.ofSeconds(7)).others(Map.of(net_h.RTA_FLOW(), "01020304"))
                .nextHop(NextHop.via(ip("10.0.0.1"), 7).withWeight(256).with(RouteFlag.ONLINK)).nextHop(NextHop.dev(8)).build();
    }

    @Test
    void whatIsEncodedIsDecoded() {
        assertEquals(ofAll(), decoded(RouteCodec.encode(ofAll()).toBytes()));
        Route one = ofAll().toBuilder().nextHops(List.of()).via("::ffff:1.2.3.4").onlink().build();
        assertEquals(one, decoded(RouteCodec.encode(one).toBytes()));
        assertEquals(one, one.toBuilder().build());
    }

    @Test
    void textIsThatOfIp() {
        assertEquals("default via 10.9.9.9", Route.to("default").via("10.9.9.9").build().toString());
        assertEquals("blackhole 10.4.0.1 table 7 metric 3",
                Route.to("10.4.0.1").type(RouteType.BLACKHOLE).table(7).priority(3).build().toString());
        assertEquals("10.0.0.0/8 nexthop via inet6 fe80::1 dev 3 onlink weight 2 nexthop dev 2", Route.to("10.0.0.0/8")
                .nextHop(NextHop.via(ip("fe80::1"), 3).withWeight(2).with(RouteFlag.ONLINK)).nextHop(NextHop.dev(2)).build()
                .toString());
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Route.to("10.0.0.0/8").preferredSource(ip("::1")).build());
        assertThrows(IllegalArgumentException.class, () -> Route.to("10.0.0.0/8").table(1L << 32).build());
        assertThrows(IllegalArgumentException.class, () -> Route.to("10.0.0.0/8").tos(256).build());
        assertThrows(IllegalArgumentException.class,
                () -> Route.to("10.0.0.0/8").via("10.0.0.1").nextHop(NextHop.dev(3)).build());
        assertThrows(IllegalArgumentException.class, () -> NextHop.dev(3).withWeight(257));
    }

    @Test
    void damagedBytesAreMalformed() {
        byte[] whole = RouteCodec.encode(ofAll()).toBytes();
        Random random = new Random(1);
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = Arrays.copyOf(whole, round % 2 == 0 ? whole.length : random.nextInt(whole.length + 1));
            for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                decoded(bytes);
            } catch (MalformedMessageException e) {
                // as declared
            }
        }
        assertNull(decoded(new byte[12]));
    }
}
