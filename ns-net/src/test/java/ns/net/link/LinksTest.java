package ns.net.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import ns.core.Isolation;
import ns.core.IsolatedProcess;
import ns.core.Namespace;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.net.NeedsNetworks;
import ns.net.TestNetwork;
import ns.net.netlink.Netlink;
import ns.net.netlink.NetlinkException;
import org.junit.jupiter.api.Test;

@NeedsNetworks
class LinksTest {

    private static Link add(TestNetwork network, LinkSpec spec) throws IOException {
        network.netlink().run(Links.add(spec));
        return network.netlink().get(Links.get(spec.name()));
    }

    @Test
    void aNewNamespaceHasLoAloneAndItIsDown() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            List<Link> links = network.netlink().list(Links.all());
            assertEquals(List.of("lo"), links.stream().map(Link::name).toList());
            Link lo = links.getFirst();
            assertFalse(lo.isUp());
            assertTrue(lo.flags().contains(LinkFlag.LOOPBACK));
            assertEquals(65536, lo.mtu());
            network.netlink().run(Links.up(lo.index()));
            assertTrue(network.netlink().get(Links.get(lo.index())).isUp());
            assertTrue(network.output("ip", "link", "show", "lo").contains("<LOOPBACK,UP,LOWER_UP>"));
        }
    }

    @Test
    void oneEndOfAPairMovesToAnotherNamespace() throws IOException {
        try (TestNetwork west = new TestNetwork(); TestNetwork east = new TestNetwork()) {
            Link one = add(west, LinkSpec.of("one", LinkKind.Veth.peer("two")));
            Link two = west.netlink().get(Links.get("two"));
            assertEquals(OptionalInt.of(two.index()), one.link());
            assertEquals("veth", one.kind().orElseThrow().kind());
            west.netlink().run(Links.move(two.index(), east.namespace()));
            assertEquals(Errno.ENODEV,
                    assertThrows(NetlinkException.class, () -> west.netlink().get(Links.get("two"))).errno());
            assertEquals("two", east.netlink().get(Links.get("two")).name());
            int id = west.netlink().get(Links.get("one")).linkNamespace().orElseThrow();
            assertEquals(OptionalInt.of(id), west.netlink().get(NamespaceIds.of(east.namespace())));
            assertTrue(west.netlink().list(NamespaceIds.all()).contains(id));
            east.netlink().run(Links.delete(east.netlink().get(Links.index("two"))));
            assertThrows(NetlinkException.class, () -> west.netlink().get(Links.get("one")));
        }
    }

    @Test
    void theOtherEndCanBeMadeElsewhereAtOnce() throws IOException {
        try (TestNetwork west = new TestNetwork(); TestNetwork east = new TestNetwork()) {
            west.netlink().run(Links.add(LinkSpec.of("one", LinkKind.Veth.peer("two").in(east.namespace()))));
            assertEquals(List.of("lo", "one"), west.netlink().list(Links.all()).stream().map(Link::name).toList());
            assertEquals(List.of("lo", "two"), east.netlink().list(Links.all()).stream().map(Link::name).toList());
        }
    }

    @Test
    void aLinkMovesToTheNamespaceOfAProcess() throws IOException {
        Isolation isolation = Isolation.builder().namespaces(Namespace.NETWORK).build();
        try (TestNetwork network = new TestNetwork(); IsolatedProcess process = isolation.start("sleep", "1000")) {
            Link ifb = add(network, LinkSpec.of("ifb7", new LinkKind.Ifb()));
            network.netlink().run(Links.set(LinkChange.of(ifb.index()).namespaceOfPid(process.pid()).build()));
            assertEquals(1, network.netlink().list(Links.all()).size());
        }
    }

    @Test
    void aBridgeHasPorts() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            Link bridge = add(network, LinkSpec.of("br0", LinkKind.Bridge.DEFAULT.withStp(true)
                    .withForwardDelay(Duration.ofSeconds(4)).withPriority(100)));
            LinkKind.Bridge kind = (LinkKind.Bridge) bridge.kind().orElseThrow();
            assertEquals(Optional.of(true), kind.stp());
            assertEquals(Optional.of(Duration.ofSeconds(4)), kind.forwardDelay());
            assertEquals(OptionalInt.of(100), kind.priority());
            Link port = add(network, LinkSpec.of("one", LinkKind.Veth.peer("two")).withMaster(bridge.index()));
            assertEquals(OptionalInt.of(bridge.index()), port.master());
            assertEquals(List.of("one"),
                    network.netlink().list(Links.portsOf(bridge.index())).stream().map(Link::name).toList());
            network.netlink().run(Links.set(LinkChange.of(port.index())
                    .port(BridgePort.UNCHANGED.withCost(7).withHairpin(true).withIsolated(true).withLearning(false)).build()));
            BridgePort options = network.netlink().get(Links.get("one")).port().orElseThrow();
            assertEquals(OptionalInt.of(7), options.cost());
            assertEquals(Optional.of(true), options.hairpin());
            assertEquals(Optional.of(true), options.isolated());
            assertEquals(Optional.of(false), options.learning());
            network.netlink().run(Links.set(LinkChange.of(port.index()).master(0).build()));
            assertEquals(OptionalInt.empty(), network.netlink().get(Links.get("one")).master());
        }
    }

    @Test
    void aBridgeFiltersByVlanWhereTheKernelCan() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            boolean canFilter = network.run("ip", "link", "add", "probe", "type", "bridge", "vlan_filtering", "1").status() == 0;
            LinkSpec spec = LinkSpec.of("br0", LinkKind.Bridge.DEFAULT.withVlanFiltering(true));
            if (!canFilter) {
                NetlinkException e = assertThrows(NetlinkException.class, () -> network.netlink().run(Links.add(spec)));
                assertEquals("link add br0 type bridge: EOPNOTSUPP (95): operation not supported", e.getMessage());
                return;
            }
            Link bridge = add(network, spec);
            assertEquals(Optional.of(true), ((LinkKind.Bridge) bridge.kind().orElseThrow()).vlanFiltering());
            Link port = add(network, LinkSpec.of("one", LinkKind.Veth.peer("two")).withMaster(bridge.index()));
            network.netlink().run(Links.addVlan(port.index(), 42, false, true));
            assertTrue(network.output("bridge", "vlan", "show", "dev", "one").contains("42 Egress Untagged"));
            network.netlink().run(Links.deleteVlan(port.index(), 42));
            assertFalse(network.output("bridge", "vlan", "show", "dev", "one").contains("42"));
        }
    }

    @Test
    void otherKindsAreMade() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            Link base = add(network, LinkSpec.of("one", LinkKind.Veth.peer("two")));
            LinkKind macvlan = new LinkKind.Macvlan(Optional.of(LinkKind.Macvlan.Mode.BRIDGE));
            Link mv = add(network, LinkSpec.of("mv0", macvlan).on(base.index()));
            assertEquals(Optional.of(macvlan), mv.kind());
            assertEquals(OptionalInt.of(base.index()), mv.link());
            LinkKind.Vxlan vxlan = new LinkKind.Vxlan(42, Optional.empty(), Optional.empty(), OptionalInt.of(base.index()),
                    OptionalInt.of(4789), OptionalInt.of(7), Optional.of(false));
            assertEquals(Optional.of(vxlan), add(network, LinkSpec.of("vx0", vxlan)).kind());
            assertTrue(network.output("ip", "-d", "link", "show", "vx0").contains("vxlan id 42 dev one"));
        }
    }

    @Test
    void aKindTheKernelLacksIsRefusedClearly() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            NetlinkException e = assertThrows(NetlinkException.class,
                    () -> network.netlink().run(Links.add(LinkSpec.of("x", new LinkKind.Other("nosuchkind", new byte[0])))));
            assertEquals("link add x type nosuchkind: EOPNOTSUPP (95): Unknown device type", e.getMessage());
        }
    }

    @Test
    void aTapStaysUntilItIsDeleted() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            LinkKind.Tun tap = new LinkKind.Tun(true, true, OptionalLong.of(54321), OptionalLong.empty());
            TunTap.add(network.namespace(), "tap0", tap);
            assertEquals(Optional.of(tap), network.netlink().get(Links.get("tap0")).kind());
            assertTrue(network.output("ip", "-d", "link", "show", "tap0").contains("tun type tap pi off vnet_hdr off persist on user 54321"));
            assertEquals(Errno.EBUSY, assertThrows(NamespaceException.class,
                    () -> TunTap.add(network.namespace(), "tap0", tap)).errno());
            assertEquals(Errno.EINVAL, assertThrows(NamespaceException.class,
                    () -> TunTap.delete(network.namespace(), "tap0", false)).errno());
            TunTap.delete(network.namespace(), "tap0", true);
            assertThrows(NetlinkException.class, () -> network.netlink().get(Links.get("tap0")));
        }
    }

    @Test
    void changesAreSeenByIp() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            Link link = add(network, LinkSpec.of("one", LinkKind.Veth.peer("two")).withMtu(1400));
            Netlink netlink = network.netlink();
            netlink.run(Links.set(LinkChange.of(link.index()).address(MacAddress.parse("02:00:00:00:00:07"))
                    .txQueueLength(9).alias("uplink").group(5).arp(false).build()));
            netlink.run(Links.addAlternativeName(link.index(), "a-name-that-is-longer-than-others"));
            String text = network.output("ip", "link", "show", "one");
            for (String part : List.of("mtu 1400", "02:00:00:00:00:07", "qlen 9", "alias uplink", "group 5", "NOARP",
                    "altname a-name-that-is-longer-than-others")) {
                assertTrue(text.contains(part), () -> part + " is not in " + text);
            }
            Link seen = netlink.get(Links.get("a-name-that-is-longer-than-others"));
            assertEquals(List.of("a-name-that-is-longer-than-others"), seen.alternativeNames());
            assertEquals(Optional.of("uplink"), seen.alias());
            assertEquals(5, seen.group());
            netlink.run(Links.deleteAlternativeName(link.index(), "a-name-that-is-longer-than-others"));
            netlink.run(Links.set(LinkChange.of(link.index()).name("uno").build()));
            assertEquals(link.index(), netlink.get(Links.index("uno")));
        }
    }

    @Test
    void packetsAreCounted() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            network.netlink().run(Links.up(1));
            network.output("ping", "-c", "3", "-i", "0.01", "127.0.0.1");
            LinkStatistics statistics = network.netlink().get(Links.get("lo")).statistics().orElseThrow();
            assertEquals(6, statistics.txPackets());
            assertEquals(6, statistics.rxPackets());
            assertEquals(statistics.rxBytes(), statistics.txBytes());
            assertTrue(statistics.rxBytes() > 6 * 64);
        }
    }

    @Test
    void errorsNameTheLink() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            assertEquals("link show nowhere: ENODEV (19): no such device",
                    assertThrows(NetlinkException.class, () -> network.netlink().get(Links.get("nowhere"))).getMessage());
            network.netlink().run(Links.add(LinkSpec.of("one", LinkKind.Veth.peer("two"))));
            assertEquals(Errno.EEXIST, assertThrows(NetlinkException.class,
                    () -> network.netlink().run(Links.add(LinkSpec.of("one", new LinkKind.Ifb())))).errno());
            assertEquals(Errno.EOPNOTSUPP,
                    assertThrows(NetlinkException.class, () -> network.netlink().run(Links.delete(1))).errno());
        }
    }
}
