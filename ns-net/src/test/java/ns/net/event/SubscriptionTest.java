package ns.net.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.net.NeedsNetworks;
import ns.net.TestNetwork;
import ns.net.address.Address;
import ns.net.address.Addresses;
import ns.net.link.LinkKind;
import ns.net.link.LinkSpec;
import ns.net.link.Links;
import ns.net.netlink.Change;
import ns.net.netlink.Outcome;
import org.junit.jupiter.api.Test;

@NeedsNetworks
class SubscriptionTest {

    private static final int LO = 1;
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Takes events until one of this form comes. */
    private static <E extends Event> E next(Subscription subscription, Class<E> form) throws IOException {
        while (true) {
            Event event = subscription.poll(SOON).orElseThrow(() -> new AssertionError("no " + form.getSimpleName()));
            if (form.isInstance(event)) {
                return form.cast(event);
            }
        }
    }

    @Test
    void changesAreToldAsTheyCome() throws IOException {
        try (TestNetwork network = new TestNetwork();
                Subscription events = Subscription.open(network.namespace(), EnumSet.allOf(EventKind.class), false)) {
            assertEquals(Optional.empty(), events.poll(Duration.ZERO));
            network.netlink().run(Links.up(LO));
            Event.OfLink up = next(events, Event.OfLink.class);
            assertEquals(Event.What.CHANGED, up.what());
            assertTrue(up.link().isUp());
            assertEquals("lo", up.link().name());
            network.netlink().run(Addresses.add(Address.of(LO, "10.0.0.1/24")));
            Event.OfAddress added;
            do {
                added = next(events, Event.OfAddress.class); // of lo itself first
            } while (!added.address().prefix().toString().equals("10.0.0.1/24"));
            assertEquals(Event.What.CHANGED, added.what());
            network.netlink().run(Addresses.delete(Address.of(LO, "10.0.0.1/24")));
            assertEquals(Event.What.REMOVED, next(events, Event.OfAddress.class).what());
            network.output("ip", "route", "add", "blackhole", "10.9.0.0/16");
            Event.OfRoute route;
            do {
                route = next(events, Event.OfRoute.class);
            } while (!route.route().destination().toString().equals("10.9.0.0/16"));
            network.output("ip", "rule", "add", "from", "10.9.0.0/16", "table", "7");
            assertEquals("10.9.0.0/16", next(events, Event.OfRule.class).rule().source().orElseThrow().toString());
            network.netlink().run(Links.add(LinkSpec.of("one", LinkKind.Veth.peer("two"))));
            int one = network.netlink().get(Links.index("one"));
            network.output("ip", "neigh", "add", "10.0.0.2", "lladdr", "02:00:00:00:00:01", "dev", "one");
            assertEquals(one, next(events, Event.OfNeighbour.class).neighbour().link());
            network.netlink().run(Links.delete(one));
            Event.OfLink gone;
            do {
                gone = next(events, Event.OfLink.class);
            } while (gone.what() != Event.What.REMOVED);
        }
    }

    @Test
    void whatIsThereComesFirst() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            network.netlink().run(Addresses.add(Address.of(LO, "10.0.0.1/24")));
            try (Subscription events =
                    Subscription.open(network.namespace(), Set.of(EventKind.LINK, EventKind.ADDRESS), true)) {
                assertEquals(Event.What.PRESENT, ((Event.OfLink) events.take()).what());
                Event.OfAddress address = (Event.OfAddress) events.take();
                assertEquals(Event.What.PRESENT, address.what());
                assertEquals("10.0.0.1/24", address.address().prefix().toString());
                assertEquals(new Event.SnapshotEnd(), events.take());
                network.netlink().run(Addresses.add(Address.of(LO, "10.0.0.2/24")));
                assertEquals(Event.What.CHANGED, next(events, Event.OfAddress.class).what());
            }
        }
    }

    @Test
    void aPortThatLeavesItsBridgeIsNotGone() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            network.output("ip", "link", "add", "br0", "type", "bridge");
            network.output("ip", "link", "add", "one", "type", "veth", "peer", "name", "two");
            network.output("ip", "link", "set", "one", "master", "br0");
            try (Subscription events = Subscription.open(network.namespace(), Set.of(EventKind.LINK), false)) {
                network.output("ip", "link", "set", "one", "nomaster");
                Optional<Event> event;
                while ((event = events.poll(Duration.ofMillis(200))).isPresent()) {
                    assertEquals(Event.What.CHANGED, ((Event.OfLink) event.get()).what());
                }
            }
        }
    }

    @Test
    void whoIsTooSlowIsToldAndGoesOn() throws IOException {
        try (TestNetwork network = new TestNetwork();
                Subscription events = Subscription.open(network.namespace(), Set.of(EventKind.ADDRESS), true, 4096)) {
            assertEquals(new Event.SnapshotEnd(), events.take());
            List<Change> changes = new ArrayList<>();
            for (int i = 1; i <= 250; i++) {
                changes.add(Addresses.add(Address.of(LO, "10.0.0." + i + "/32")));
            }
            assertTrue(network.netlink().batch(changes).stream().allMatch(Outcome::succeeded));
            int told = 0;
            Event event = events.take();
            while (!(event instanceof Event.Overrun)) {
                told++;
                event = events.take();
            }
            assertTrue(told < 250, "all were told, and none lost");
            int present = 0;
            while ((event = events.take()) instanceof Event.OfAddress address && address.what() == Event.What.PRESENT) {
                present++;
            }
            assertEquals(250, present);
            assertEquals(new Event.SnapshotEnd(), event);
            while (events.poll(Duration.ZERO).isPresent()) {
                // What was received before the snapshot was made, and told again.
            }
            network.netlink().run(Addresses.delete(Address.of(LO, "10.0.0.7/32")));
            Event.OfAddress removed = next(events, Event.OfAddress.class);
            assertEquals(Event.What.REMOVED, removed.what());
            assertEquals("10.0.0.7/32", removed.address().prefix().toString());
        }
    }

    @Test
    void closingWakesWhoWaits() throws Exception {
        try (TestNetwork network = new TestNetwork()) {
            Subscription events = Subscription.open(network.namespace(), Set.of(EventKind.LINK), false);
            CompletableFuture<Event> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return events.take();
                } catch (IOException e) {
                    throw new CompletionException(e);
                }
            }, task -> Thread.ofPlatform().start(task));
            Thread.sleep(50);
            assertFalse(waiting.isDone());
            events.close();
            events.close();
            NamespaceException e = (NamespaceException) assertThrows(CompletionException.class, waiting::join).getCause();
            assertEquals(Errno.EBADF, e.errno());
        }
    }

    @Test
    void nothingIsLeftOfMany() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            Subscription.open(network.namespace(), Set.of(EventKind.LINK), true).close();
            int before = new File("/proc/self/fd").list().length;
            for (int i = 0; i < 50; i++) {
                Subscription.open(network.namespace(), EnumSet.allOf(EventKind.class), true).close();
            }
            assertTrue(new File("/proc/self/fd").list().length <= before + 2);
        }
    }
}
