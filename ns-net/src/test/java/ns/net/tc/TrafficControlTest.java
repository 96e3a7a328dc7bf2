package ns.net.tc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import ns.core.error.Errno;
import ns.net.NeedsNetworks;
import ns.net.TestNetwork;
import ns.net.link.LinkKind;
import ns.net.link.LinkSpec;
import ns.net.link.Links;
import ns.net.netlink.NetlinkException;
import org.junit.jupiter.api.Test;

@NeedsNetworks
class TrafficControlTest {

    private static final long MEGA = 1_000_000;

    private static int link(TestNetwork network) throws IOException {
        network.netlink().run(Links.add(LinkSpec.of("one", LinkKind.Veth.peer("two"))));
        return network.netlink().get(Links.index("one"));
    }

    private static void assertContains(String part, String text) {
        Supplier<String> message = () -> part + " is not in " + text;
        assertTrue(text.contains(part), message);
    }

    @Test
    void aTokenBucketIsSeenByTc() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            int one = link(network);
            network.netlink().run(Qdiscs.add(Qdisc.root(one, QdiscKind.Tbf.of(MEGA, 10 * 1024, Duration.ofMillis(50)))));
            assertContains("rate 1Mbit burst 10Kb lat 50ms", network.output("tc", "qdisc", "show", "dev", "one"));
            Qdisc found = network.netlink().list(Qdiscs.of(one)).getFirst();
            assertEquals(QdiscKind.Tbf.of(MEGA, 10 * 1024, Duration.ofMillis(50)), found.kind());
            assertEquals(Handle.ROOT, found.parent());
            assertEquals(0, found.statistics().orElseThrow().packets());
            network.netlink().run(Qdiscs.replace(Qdisc.root(one, new QdiscKind.Pfifo(50))));
            assertContains("pfifo", network.output("tc", "qdisc", "show", "dev", "one"));
            network.netlink().run(Qdiscs.delete(one, Handle.ROOT));
            assertEquals(Errno.ENOENT, assertThrows(NetlinkException.class,
                    () -> network.netlink().run(Qdiscs.delete(one, Handle.ROOT))).errno());
        }
    }

    @Test
    void classesShareALink() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            int one = link(network);
            Handle root = Handle.parse("1:");
            Handle fast = Handle.parse("1:10");
            network.netlink().run(Qdiscs.add(Qdisc.root(one, QdiscKind.Htb.of(0x10)).withHandle(root)));
            network.netlink().run(TrafficClasses.add(TrafficClass.of(one, root, fast, 2 * MEGA, 4 * MEGA)));
            network.netlink().run(Qdiscs.add(Qdisc.root(one, new QdiscKind.Pfifo(7)).withParent(fast)));
            assertContains("class htb 1:10 root leaf", network.output("tc", "class", "show", "dev", "one"));
            assertContains("rate 2Mbit ceil 4Mbit burst 1600b cburst 1600b", network.output("tc", "class", "show", "dev", "one"));
            TrafficClass found = network.netlink().list(TrafficClasses.of(one)).getFirst();
            assertEquals(List.of(2 * MEGA, 4 * MEGA, 1600L, 1600L),
                    List.of(found.rate(), found.ceil(), found.burst(), found.ceilBurst()));
            network.output("tc", "class", "change", "dev", "one", "classid", "1:10", "htb", "rate", "3mbit", "prio", "5");
            found = network.netlink().list(TrafficClasses.of(one)).getFirst();
            assertEquals(3 * MEGA, found.rate());
            assertEquals(5, found.priority());
        }
    }

    @Test
    void clsactIsAttachedAndFound() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            int one = link(network);
            network.netlink().run(Qdiscs.add(Qdisc.root(one, new QdiscKind.Clsact())));
            assertContains("qdisc clsact ffff: parent ffff:fff1", network.output("tc", "qdisc", "show", "dev", "one"));
            assertTrue(network.netlink().list(Qdiscs.of(one)).stream().anyMatch(each -> each.kind() instanceof QdiscKind.Clsact));
        }
    }

    @Test
    void aKindTheKernelLacksIsRefusedClearly() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            int one = link(network);
            NetlinkException e = assertThrows(NetlinkException.class, () -> network.netlink().run(
                    Qdiscs.add(Qdisc.root(one, new QdiscKind.Other("nosuchqdisc", new byte[0])))));
            assertEquals("qdisc add dev " + one + " root nosuchqdisc: ENOENT (2): Specified qdisc kind is unknown", e.getMessage());
        }
    }
}
