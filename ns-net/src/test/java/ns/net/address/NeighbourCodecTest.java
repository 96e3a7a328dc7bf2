package ns.net.address;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import ns.net.link.MacAddress;
import ns.net.wire.Golden;
import ns.net.wire.MalformedMessageException;
import org.junit.jupiter.api.Test;

class NeighbourCodecTest {

    private static final int LEFT = 3;
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:09");

    private static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }

    private static Neighbour ofAll() {
        return Neighbour.builder(LEFT, ip("fe80::9")).mac(MAC).state(NeighbourState.REACHABLE)
                .flags(NeighbourFlag.ROUTER, NeighbourFlag.EXTERN_LEARN).protocol(RouteProtocol.DHCP).build();
    }

    @Test
    void requestsAreThoseOfIp() throws IOException {
        Golden.assertSame("ip neighbour add 10.0.0.9 lladdr 02:00:00:00:00:09 dev left",
                Neighbours.add(Neighbour.of(LEFT, ip("10.0.0.9"), MAC)));
        Golden.assertSame("ip neighbour replace fe80::9 lladdr 02:00:00:00:00:09 dev left nud reachable router extern_learn"
                + " protocol dhcp", Neighbours.replace(ofAll()));
        Golden.assertSame("ip neighbour change 10.0.0.9 lladdr 02:00:00:00:00:09 dev left nud stale", Neighbours.change(
                Neighbour.builder(LEFT, ip("10.0.0.9")).mac(MAC).state(NeighbourState.STALE).build()));
        Golden.assertSame("ip neighbour add 10.0.0.9 dev left managed", Neighbours.add(Neighbour.builder(LEFT, ip("10.0.0.9"))
                .state(NeighbourState.NONE).flags(NeighbourFlag.MANAGED).build()));
        Golden.assertSame("ip neighbour add proxy 10.0.0.8 dev left", Neighbours.add(Neighbour.proxy(LEFT, ip("10.0.0.8"))));
        Golden.assertSame("ip neighbour del 10.0.0.9 lladdr 02:00:00:00:00:09 dev left",
                Neighbours.delete(Neighbour.of(LEFT, ip("10.0.0.9"), MAC)));
        Golden.assertSame("ip neighbour del proxy 10.0.0.8 dev left", Neighbours.delete(Neighbour.proxy(LEFT, ip("10.0.0.8"))));
    }

    private static Neighbour decoded(byte[] bytes) {
        return NeighbourCodec.decode(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
    }

    @Test
    void whatIsEncodedIsDecoded() {
        assertEquals(ofAll(), decoded(NeighbourCodec.encode(ofAll()).toBytes()));
        assertEquals("fe80::9 lladdr 02:00:00:00:00:09 dev 3", ofAll().toString());
    }

    @Test
    void damagedBytesAreMalformed() {
        byte[] whole = NeighbourCodec.encode(ofAll()).toBytes();
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
    }
}
