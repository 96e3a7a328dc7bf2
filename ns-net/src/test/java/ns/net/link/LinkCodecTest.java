package ns.net.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import ns.net.wire.Golden;
import org.junit.jupiter.api.Test;

class LinkCodecTest {

    private static final int LEFT = 3;

    private static void assertAdd(String command, LinkSpec spec) throws IOException {
        Golden.assertSame(command, Links.add(spec));
    }

    @Test
    void linksAreMadeAsByIp() throws IOException {
        assertAdd("ip link add one type veth peer name two", LinkSpec.of("one", LinkKind.Veth.peer("two")));
        assertAdd("ip link add br0 type bridge", LinkSpec.of("br0", LinkKind.Bridge.DEFAULT));
        assertAdd("ip link add br0 mtu 1400 address 02:00:00:00:00:01 txqueuelen 7 type bridge forward_delay 400"
                        + " ageing_time 3000 stp_state 1 priority 100 vlan_filtering 1 mcast_snooping 0",
                LinkSpec.of("br0", LinkKind.Bridge.DEFAULT.withStp(true).withForwardDelay(Duration.ofSeconds(4))
                                .withAgeing(Duration.ofSeconds(30)).withPriority(100).withVlanFiltering(true)
                                .withMulticastSnooping(false))
                        .withMtu(1400).withAddress(MacAddress.parse("02:00:00:00:00:01")).withTxQueueLength(7));
        assertAdd("ip link add mv0 link left type macvlan mode bridge",
                LinkSpec.of("mv0", new LinkKind.Macvlan(Optional.of(LinkKind.Macvlan.Mode.BRIDGE))).on(LEFT));
        assertAdd("ip link add vx0 type vxlan id 42 remote 10.0.0.2 local 10.0.0.1 dev left dstport 4789 ttl 7 nolearning",
                LinkSpec.of("vx0", new LinkKind.Vxlan(42, Optional.of(InetAddress.ofLiteral("10.0.0.2")),
                        Optional.of(InetAddress.ofLiteral("10.0.0.1")), OptionalInt.of(LEFT), OptionalInt.of(4789),
                        OptionalInt.of(7), Optional.of(false))));
        assertAdd("ip link add ifb0 type ifb", LinkSpec.of("ifb0", new LinkKind.Ifb()));
    }

    @Test
    void linksOfKindsThatThisKernelMayLackAreMadeAsByIp() throws IOException {
        assertAdd("ip link add iv0 link left type ipvlan mode l3",
                LinkSpec.of("iv0", new LinkKind.Ipvlan(Optional.of(LinkKind.Ipvlan.Mode.L3))).on(LEFT));
        assertAdd("ip link add link left name left.5 type vlan id 5", LinkSpec.of("left.5", new LinkKind.Vlan(5)).on(LEFT));
        assertAdd("ip link add d0 type dummy", LinkSpec.of("d0", new LinkKind.Dummy()));
        assertAdd("ip link add bond0 type bond mode active-backup miimon 100",
                LinkSpec.of("bond0", new LinkKind.Bond(Optional.of(LinkKind.Bond.Mode.ACTIVE_BACKUP), OptionalInt.of(100))));
        assertAdd("ip link add vrf0 type vrf table 10", LinkSpec.of("vrf0", new LinkKind.Vrf(10)));
    }

    @Test
    void linksAreChangedAsByIp() throws IOException {
        Golden.assertSame("ip link set left up", Links.up(LEFT));
        Golden.assertSame("ip link set left down", Links.down(LEFT));
        Golden.assertSame("ip link set left mtu 1400 address 02:00:00:00:00:02 txqueuelen 10 alias uplink",
                Links.set(LinkChange.of(LEFT).mtu(1400).address(MacAddress.parse("02:00:00:00:00:02")).txQueueLength(10)
                        .alias("uplink").build()));
        Golden.assertSame("ip link set left name west", Links.set(LinkChange.of(LEFT).name("west").build()));
        Golden.assertSame("ip link set left arp off promisc on",
                Links.set(LinkChange.of(LEFT).arp(false).promiscuous(true).build()));
        Golden.assertSame("ip link set left nomaster", Links.set(LinkChange.of(LEFT).master(0).build()));
        Golden.assertSame("ip link set left netns 1", Links.set(LinkChange.of(LEFT).namespaceOfPid(1).build()));
        Golden.assertSame("ip link property add dev left altname westward", Links.addAlternativeName(LEFT, "westward"));
        Golden.assertSame("ip link property del dev left altname westward", Links.deleteAlternativeName(LEFT, "westward"));
        Golden.assertSame("ip link del left", Links.delete(LEFT));
        Golden.assertSame("bridge vlan add dev left vid 7 pvid untagged", Links.addVlan(LEFT, 7, true, true));
        Golden.assertSame("bridge vlan del dev left vid 7", Links.deleteVlan(LEFT, 7));
    }

    @Test
    void everyKindIsDecodedToWhatWasEncoded() {
        InetAddress remote = InetAddress.ofLiteral("fd00::2");
        for (LinkKind kind : List.of(
                LinkKind.Bridge.DEFAULT.withStp(true).withForwardDelay(Duration.ofSeconds(4)).withPriority(7),
                new LinkKind.Macvlan(Optional.of(LinkKind.Macvlan.Mode.SOURCE)),
                new LinkKind.Ipvlan(Optional.of(LinkKind.Ipvlan.Mode.L3S)),
                new LinkKind.Vlan(4094), new LinkKind.Dummy(), new LinkKind.Ifb(), new LinkKind.Vrf(0xffff_fffeL),
                new LinkKind.Bond(Optional.of(LinkKind.Bond.Mode.BALANCE_ALB), OptionalInt.of(1)),
                new LinkKind.Vxlan(7, Optional.of(remote), Optional.empty(), OptionalInt.of(2), OptionalInt.of(4789),
                        OptionalInt.of(0), Optional.of(true)),
                new LinkKind.Other("geneve", new byte[] {8, 0, 1, 0, 7, 0, 0, 0}))) {
            byte[] bytes = LinkCodec.encode(LinkSpec.of("x", kind)).toBytes();
            Link link = LinkCodec.decode(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
            assertEquals(Optional.of(kind), link.kind());
        }
    }

    @Test
    void namesThatNoLinkCanHaveAreRefused() {
        for (String name : List.of("", ".", "..", "a/b", "a b", "a:b", "sixteenbytesname")) {
            assertThrows(IllegalArgumentException.class, () -> LinkSpec.of(name, new LinkKind.Ifb()), name);
        }
        assertThrows(IllegalArgumentException.class, () -> Links.add(LinkSpec.of("t",
                new LinkKind.Tun(true, true, OptionalLong.empty(), OptionalLong.empty()))));
    }

    @Test
    void linkLayerAddressesAreReadAndWritten() {
        MacAddress address = MacAddress.parse("02:00:00:aB:00:01");
        assertEquals("02:00:00:ab:00:01", address.toString());
        assertEquals(address, MacAddress.of(address.bytes()));
        for (String wrong : List.of("x", "02:", "02:0", "02-00", "02:".repeat(32) + "02")) {
            assertThrows(IllegalArgumentException.class, () -> MacAddress.parse(wrong), wrong);
        }
    }
}
