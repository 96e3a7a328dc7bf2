package ns.net.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import ns.core.error.Errno;
import ns.net.NeedsNetworks;
import ns.net.NetNamespace;
import ns.net.TestNetwork;
import ns.net.address.Address;
import ns.net.address.Addresses;
import ns.net.bindings.net_h;
import ns.net.link.Links;
import ns.net.route.Route;
import ns.net.route.Routes;
import org.junit.jupiter.api.Test;

/** A connection: shared by threads, its dumps, its batches, and how it fails. */
@NeedsNetworks
class NetlinkTest {

    private static final int LO = 1;

    private static Address address(int number) {
        return Address.of(LO, "10." + (number >> 16) + "." + (number >> 8 & 0xff) + "." + (number & 0xff) + "/32");
    }

    private static List<Change> additions(int first, int count) {
        List<Change> changes = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            changes.add(Addresses.add(address(i)));
        }
        return changes;
    }

    private static Set<String> prefixes(List<Address> addresses) {
        Set<String> prefixes = new HashSet<>();
        addresses.forEach(each -> prefixes.add(each.prefix().toString()));
        assertEquals(addresses.size(), prefixes.size(), "none comes twice");
        return prefixes;
    }

    @Test
    void manyThreadsShareAConnection() throws Exception {
        try (TestNetwork network = new TestNetwork();
                ExecutorService platform = Executors.newFixedThreadPool(8);
                ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                int number = i;
                all.add((i % 2 == 0 ? platform : virtual).submit(() -> {
                    network.netlink().run(Addresses.add(address(number)));
                    assertEquals("lo", network.netlink().get(Links.get(LO)).name());
                    assertTrue(prefixes(network.netlink().list(Addresses.all())).contains(address(number).prefix().toString()));
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            assertEquals(64, network.netlink().list(Addresses.all()).size());
        }
    }

    @Test
    void otherRequestsAreMadeWhileADumpStreams() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            network.netlink().batch(additions(0, 1000));
            int[] seen = new int[1];
            network.netlink().forEach(Addresses.all(), each -> {
                try {
                    assertEquals("lo", network.netlink().get(Links.get(each.link())).name());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                seen[0]++;
            });
            assertEquals(1000, seen[0]);
        }
    }

    @Test
    void aDumpThatIsLeftEarlyDoesNoHarm() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            network.netlink().batch(additions(0, 3000));
            assertEquals(3000, network.netlink().list(Addresses.all()).size());
            int before = new File("/proc/self/fd").list().length;
            for (int i = 0; i < 50; i++) {
                try (Stream<Address> some = network.netlink().stream(Addresses.all())) {
                    assertEquals(5, some.limit(5).count());
                }
                assertThrows(IllegalStateException.class, () -> network.netlink().forEach(Addresses.all(), each -> {
                    throw new IllegalStateException();
                }));
            }
            assertEquals(3000, network.netlink().list(Addresses.all()).size());
            assertTrue(new File("/proc/self/fd").list().length <= before + 4);
            try (Stream<Address> all = network.netlink().stream(Addresses.all())) {
                assertEquals(3000, all.count());
            }
        }
    }

    @Test
    void anInterruptedDumpIsBegunAnewOrToldOf() throws Exception {
        try (TestNetwork network = new TestNetwork(); Netlink other = Netlink.open(network.namespace())) {
            int stable = 2000;
            network.netlink().batch(additions(0, stable));
            AtomicBoolean stop = new AtomicBoolean();
            Thread churn = Thread.ofPlatform().start(() -> {
                while (!stop.get()) {
                    try {
                        other.run(Addresses.add(address(70_000)));
                        other.run(Addresses.delete(address(70_000)));
                        Thread.sleep(1);
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
            });
            int interrupted = 0;
            try {
                for (int i = 0; i < 200 && interrupted == 0; i++) {
                    try {
                        network.netlink().forEach(Addresses.all(), each -> { });
                    } catch (NetlinkException e) {
                        assertEquals(Errno.EINTR, e.errno());
                        interrupted++;
                    }
                }
                assertTrue(interrupted > 0, "no dump was interrupted: nothing is shown");
                for (int i = 0; i < 20; i++) {
                    try {
                        Set<String> found = prefixes(network.netlink().list(Addresses.all()));
                        found.remove(address(70_000).prefix().toString());
                        assertEquals(stable, found.size());
                    } catch (NetlinkException e) {
                        assertEquals(Errno.EINTR, e.errno());
                    }
                }
            } finally {
                stop.set(true);
                churn.join();
            }
            assertEquals(stable, network.netlink().list(Addresses.all()).size());
        }
    }

    @Test
    void eachChangeOfABatchHasItsOutcome() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            List<Change> changes = new ArrayList<>(additions(0, 500));
            changes.addAll(additions(0, 1000));
            List<Outcome> outcomes = network.netlink().batch(changes);
            assertEquals(1500, outcomes.size());
            for (int i = 0; i < 1500; i++) {
                assertEquals(changes.get(i), outcomes.get(i).change());
                boolean isNew = i < 500 || i >= 1000;
                assertEquals(isNew, outcomes.get(i).succeeded(), "change " + i);
                if (!isNew) {
                    assertEquals(Errno.EEXIST, outcomes.get(i).error().orElseThrow().errno());
                }
            }
            assertEquals(1000, network.netlink().list(Addresses.all()).size());
            List<Change> failing = additions(0, 1000);
            assertTrue(network.netlink().batch(failing).stream().noneMatch(Outcome::succeeded));
            assertEquals(List.of(), network.netlink().batch(List.of()));
        }
    }

    @Test
    void requestsThatAreTooLongAreRefusedBeforeTheyAreSent() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            Change huge = new Change("test", "huge", net_h.RTM_NEWADDR(), 0, new byte[1 << 17]);
            NetlinkException e = assertThrows(NetlinkException.class, () -> network.netlink().run(huge));
            assertEquals(Errno.EMSGSIZE, e.errno());
            assertEquals(Optional.empty(), network.netlink().run(Links.up(LO)));
        }
    }

    @Test
    void theAttributeThatIsToBlameIsNamed() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            network.output("ip", "link", "set", "lo", "up");
            NetlinkException e = assertThrows(NetlinkException.class,
                    () -> network.netlink().run(Routes.add(
                            Route.to("10.9.0.0/16").via("10.99.0.1").build())));
            assertEquals("route add 10.9.0.0/16 via 10.99.0.1: ENETUNREACH (101): Nexthop has invalid gateway", e.getMessage());
            assertEquals(Optional.of("Nexthop has invalid gateway"), e.kernelText());
        }
    }

    @Test
    void aClosedConnectionSaysSo() throws IOException {
        try (NetNamespace namespace = NetNamespace.create()) {
            Netlink netlink = Netlink.open(namespace);
            netlink.close();
            netlink.close();
            for (NetlinkException e : List.of(
                    assertThrows(NetlinkException.class, () -> netlink.run(Links.up(LO))),
                    assertThrows(NetlinkException.class, () -> netlink.list(Links.all())),
                    assertThrows(NetlinkException.class, () -> netlink.get(Links.get(LO))),
                    assertThrows(NetlinkException.class, () -> netlink.stream(Links.all())))) {
                assertEquals(Errno.EBADF, e.errno());
                assertTrue(e.getMessage().endsWith("the connection is closed"), e::getMessage);
            }
        }
    }

    @Test
    void aClosedNamespaceCannotBeConnectedTo() throws IOException {
        NetNamespace namespace = NetNamespace.create();
        namespace.close();
        assertThrows(IOException.class, () -> Netlink.open(namespace).close());
    }

    @Test
    void aConnectionOutlivesTheObjectItWasOpenedWith() throws IOException {
        NetNamespace namespace = NetNamespace.create();
        try (Netlink netlink = Netlink.open(namespace)) {
            namespace.close();
            assertFalse(netlink.get(Links.get(LO)).isUp());
        }
    }
}
