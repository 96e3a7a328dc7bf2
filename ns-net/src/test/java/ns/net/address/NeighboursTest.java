package ns.net.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import ns.core.error.Errno;
import ns.net.Json;
import ns.net.NeedsNetworks;
import ns.net.TestNetwork;
import ns.net.link.MacAddress;
import ns.net.netlink.NetlinkException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsNetworks
class NeighboursTest {

    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:09");

    private TestNetwork network;
    private final Map<Integer, String> names = new HashMap<>();
    private int left;

    @BeforeEach
    void joinTwoLinks() throws IOException {
        network = new TestNetwork();
        network.output("ip", "link", "add", "left", "type", "veth", "peer", "name", "right");
        for (Map<String, Object> link : Json.objects(network.output("ip", "-j", "link"))) {
            names.put(((Long) link.get("ifindex")).intValue(), (String) link.get("ifname"));
            left = link.get("ifname").equals("left") ? ((Long) link.get("ifindex")).intValue() : left;
        }
        network.output("ip", "link", "set", "left", "up");
        network.output("ip", "link", "set", "right", "up");
        network.output("ip", "address", "add", "10.0.0.1/24", "dev", "left");
    }

    @AfterEach
    void close() {
        network.close();
    }

    private static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }

    /** A neighbour with the fields that {@code ip -j neighbour show} has for it. */
    private Map<String, Object> view(Neighbour neighbour) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("dst", IpPrefix.text(neighbour.address()));
        if (neighbour.link() != 0) {
            fields.put("dev", names.get(neighbour.link()));
        }
        neighbour.mac().ifPresent(mac -> fields.put("lladdr", mac.toString()));
        neighbour.flags().forEach(flag -> fields.put(flag.toString(), null));
        if (neighbour.state() != NeighbourState.NONE) {
            fields.put("state", List.of(neighbour.state().toString().toUpperCase(Locale.ROOT)));
        }
        if (!neighbour.protocol().equals(RouteProtocol.UNSPEC)) {
            fields.put("protocol", neighbour.protocol().toString());
        }
        return fields;
    }

    private void assertIpAgrees() throws IOException {
        // Groups come as the kernel itself sends to them, at any time.
        assertEquals(
                Json.lines(Json.objects(network.output("ip", "-j", "neighbour", "show", "nud", "all")).stream()
                        .filter(neighbour -> !ip((String) neighbour.get("dst")).isMulticastAddress()).toList()),
                Json.lines(network.netlink().list(Neighbours.all()).stream()
                        .filter(neighbour -> !neighbour.address().isMulticastAddress()).map(this::view).toList()));
        assertEquals(Json.lines(Json.objects(network.output("ip", "-j", "neighbour", "show", "proxy"))),
                Json.lines(network.netlink().list(Neighbours.proxies()).stream().map(this::view).toList()));
    }

    @Test
    void ipSeesWhatIsAdded() throws IOException {
        List<Neighbour> all = List.of(
                Neighbour.of(left, ip("10.0.0.9"), MAC),
                Neighbour.builder(left, ip("10.0.0.8")).mac(MAC).state(NeighbourState.NOARP).build(),
                Neighbour.builder(left, ip("10.0.0.7")).mac(MAC).state(NeighbourState.STALE).protocol(RouteProtocol.DHCP).build(),
                Neighbour.builder(left, ip("fe80::9")).mac(MAC).state(NeighbourState.PERMANENT)
                        .flags(NeighbourFlag.ROUTER, NeighbourFlag.EXTERN_LEARN).build(),
                Neighbour.proxy(left, ip("10.0.0.6")), Neighbour.proxy(left, ip("fe80::6")));
        for (Neighbour neighbour : all) {
            network.netlink().run(Neighbours.add(neighbour));
        }
        assertIpAgrees();
        Neighbour found = network.netlink().get(Neighbours.get(left, ip("10.0.0.9")));
        assertEquals(MAC, found.mac().orElseThrow());
        assertTrue(found.usage().isPresent());
        for (Neighbour neighbour : all) {
            network.netlink().run(Neighbours.delete(neighbour));
        }
        assertEquals(List.of(), network.netlink().list(Neighbours.proxies()));
        assertTrue(network.netlink().list(Neighbours.of(left)).stream().noneMatch(each -> each.mac().equals(found.mac())));
    }

    @Test
    void whatIpAddsIsSeen() throws IOException {
        for (String neighbour : List.of("add 10.0.0.9 lladdr 02:00:00:00:00:09 dev left", "add proxy 10.0.0.8 dev right",
                "add proxy 10.0.0.8", "add fe80::9 lladdr 02:00:00:00:00:08 dev right nud permanent router protocol static",
                "add 10.0.0.7 lladdr 02:00:00:00:00:07 dev left nud noarp extern_learn")) {
            network.run(("ip neighbour " + neighbour).split(" "));
        }
        assertIpAgrees();
    }

    @Test
    void replaceAndChangeDoAsTheyAreNamed() throws IOException {
        Neighbour neighbour = Neighbour.of(left, ip("10.0.0.9"), MAC);
        MacAddress other = MacAddress.parse("02:00:00:00:00:0a");
        assertEquals(Errno.ENOENT, assertThrows(NetlinkException.class,
                () -> network.netlink().run(Neighbours.change(neighbour))).errno());
        network.netlink().run(Neighbours.replace(neighbour));
        network.netlink().run(Neighbours.replace(Neighbour.of(left, ip("10.0.0.9"), other)));
        assertEquals(other, network.netlink().get(Neighbours.get(left, ip("10.0.0.9"))).mac().orElseThrow());
        network.netlink().run(Neighbours.change(neighbour));
        assertEquals(MAC, network.netlink().get(Neighbours.get(left, ip("10.0.0.9"))).mac().orElseThrow());
    }

    @Test
    void errorsSayWhatTheKernelSays() throws IOException {
        Neighbour neighbour = Neighbour.of(left, ip("10.0.0.9"), MAC);
        network.netlink().run(Neighbours.add(neighbour));
        NetlinkException twice = assertThrows(NetlinkException.class, () -> network.netlink().run(Neighbours.add(neighbour)));
        assertTrue(twice.getMessage().startsWith(
                "neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev " + left + ": EEXIST (17): "), twice::getMessage);
        assertEquals(Errno.ENODEV, assertThrows(NetlinkException.class,
                () -> network.netlink().run(Neighbours.add(Neighbour.of(99, ip("10.0.0.9"), MAC)))).errno());
        NetlinkException shorter = assertThrows(NetlinkException.class, () -> network.netlink().run(
                Neighbours.add(Neighbour.of(left, ip("10.0.0.8"), MacAddress.of(new byte[2])))));
        assertTrue(shorter.kernelText().isPresent(), shorter::getMessage);
    }
}
