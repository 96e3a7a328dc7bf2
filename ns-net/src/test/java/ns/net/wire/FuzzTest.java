package ns.net.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import ns.net.NeedsNetworks;
import ns.net.TestNetwork;
import ns.net.address.Addresses;
import ns.net.address.Neighbours;
import ns.net.link.Links;
import ns.net.link.NamespaceIds;
import ns.net.netlink.Dump;
import ns.net.netlink.Netlink;
import ns.net.route.Routes;
import ns.net.route.Rules;
import ns.net.tc.Qdiscs;
import ns.net.tc.TrafficClasses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Decoders of bytes that no kernel would send: a value, or the exception that is declared, and nothing else. */
class FuzzTest {

    private static final int ROUNDS = 20_000;
    private static final int LONGEST = 200;
    private static final long SEED = 20261124;

    /** Every decoder, by its name; all get what any dump brings. */
    private static final Map<String, Consumer<ByteBuffer>> DECODERS = Map.ofEntries(
            Map.entry("links", decoder(Links.all())),
            Map.entry("addresses", decoder(Addresses.all())),
            Map.entry("neighbours", decoder(Neighbours.all())),
            Map.entry("routes", decoder(Routes.all())),
            Map.entry("rules", decoder(Rules.all())),
            Map.entry("namespace ids", decoder(NamespaceIds.all())),
            Map.entry("queueing disciplines", decoder(Qdiscs.all())),
            Map.entry("classes", decoder(TrafficClasses.of(1))),
            Map.entry("attributes", bytes -> Attributes.parse(bytes).toMap()),
            Map.entry("messages", bytes -> Message.forEach(bytes, message -> { })),
            Map.entry("errors", bytes -> Acknowledgement.ofError(new Message(2, 0x300, 0, bytes))),
            Map.entry("ends of dumps", bytes -> Acknowledgement.ofDone(new Message(3, 0x200, 0, bytes))));

    private static Consumer<ByteBuffer> decoder(Dump<?> dump) {
        return dump::decode;
    }

    static Stream<String> decoders() {
        return DECODERS.keySet().stream().sorted();
    }

    /** In the middle of an array, so that what is read outside of it would be found, not thrown at. */
    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).slice().order(ByteOrder.nativeOrder());
    }

    private static boolean isDecoded(String decoder, byte[] bytes) {
        try {
            DECODERS.get(decoder).accept(buffer(bytes));
            return true;
        } catch (MalformedMessageException e) {
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError(decoder + " of " + Arrays.toString(bytes), e);
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void anyBytes(String decoder) {
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[random.nextInt(LONGEST)];
            random.nextBytes(bytes);
            refused += isDecoded(decoder, bytes) ? 0 : 1;
        }
        assertTrue(decoder.equals("ends of dumps") || refused > ROUNDS / 10, "refused: " + refused);
    }

    @ParameterizedTest
    @MethodSource("decoders")
    @NeedsNetworks
    void truncatedAndChangedMessages(String decoder) throws IOException {
        Random random = new Random(SEED);
        List<byte[]> messages = messages();
        int decoded = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = messages.get(random.nextInt(messages.size())).clone();
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int length = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length);
            decoded += isDecoded(decoder, Arrays.copyOf(bytes, length)) ? 1 : 0;
        }
        assertTrue(decoded > 0 || decoder.equals("messages"), "none of them was decoded");
    }

    /** What a kernel really sends, of every kind. */
    private static List<byte[]> messages() throws IOException {
        List<byte[]> messages = new ArrayList<>();
        try (TestNetwork network = new TestNetwork()) {
            for (String command : List.of("link set lo up", "link add br0 type bridge", "link add one type veth peer name two",
                    "link set one master br0", "link set one up", "link property add dev one altname eins",
                    "addr add 10.0.0.1/24 brd + dev one", "addr add fd00::1/64 dev one", "route add 10.9.0.0/16 via 10.0.0.2 mtu lock 1400",
                    "route add 10.11.0.0/16 nexthop via 10.0.0.2 weight 2 nexthop via 10.0.0.3", "route add blackhole 10.13.0.0/16",
                    "neigh add 10.0.0.7 lladdr 02:00:00:00:00:01 dev one", "rule add from 10.0.0.0/8 fwmark 1/3 table 100")) {
                network.run(("ip " + command).split(" "));
            }
            for (String command : List.of("qdisc add dev two root tbf rate 1mbit burst 10kb latency 50ms",
                    "qdisc add dev one root handle 1: htb", "class add dev one parent 1: classid 1:10 htb rate 1mbit",
                    "qdisc add dev br0 clsact")) {
                network.run(("tc " + command).split(" "));
            }
            Netlink netlink = network.netlink();
            for (Dump<?> dump : List.of(Links.all(), Addresses.all(), Neighbours.all(), Routes.all(), Rules.all(),
                    Qdiscs.all(), TrafficClasses.of(netlink.get(Links.index("one"))))) {
                netlink.forEach(new Dump<>(dump.operation(), dump.subject(), dump.type(), dump.payload(), in -> {
                    byte[] bytes = new byte[in.remaining()];
                    in.get(in.position(), bytes);
                    return bytes;
                }), messages::add);
            }
        }
        assertTrue(messages.size() > 20, () -> messages.size() + " messages");
        return messages;
    }

    @Test
    void aMessageThatClaimsToBeLongerThanItIsIsRefused() {
        ByteBuffer out = ByteBuffer.allocate(Message.HEADER + 8).order(ByteOrder.nativeOrder());
        Message.write(out, 16, 0, 1, new byte[8]);
        for (int claimed : new int[] {0, 15, 25, 1 << 20, -1}) {
            out.putInt(0, claimed);
            ByteBuffer packet = out.duplicate().order(ByteOrder.nativeOrder()).flip();
            assertTrue(isRefused(packet), "length " + claimed);
        }
    }

    private static boolean isRefused(ByteBuffer packet) {
        try {
            Message.forEach(packet, message -> { });
            return false;
        } catch (MalformedMessageException e) {
            return true;
        }
    }
}
