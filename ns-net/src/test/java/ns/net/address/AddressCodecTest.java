package ns.net.address;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import ns.net.wire.Golden;
import org.junit.jupiter.api.Test;

class AddressCodecTest {

    private static final int LEFT = 3;

    private static Address.Builder address(String prefix) {
        return Address.builder(LEFT, IpPrefix.parse(prefix));
    }

    @Test
    void requestsAreThoseOfIp() throws IOException {
        Golden.assertSame("ip address add 10.0.0.1/24 dev left", Addresses.add(Address.of(LEFT, "10.0.0.1/24")));
        Golden.assertSame("ip address add 10.0.0.1/24 broadcast 10.0.0.255 label left:x dev left",
                Addresses.add(address("10.0.0.1/24").broadcast(InetAddress.ofLiteral("10.0.0.255")).label("left:x").build()));
        Golden.assertSame("ip address add fd00::1/64 dev left nodad",
                Addresses.add(address("fd00::1/64").flags(AddressFlag.NODAD).build()));
        Golden.assertSame("ip address add 10.0.0.1 peer 10.0.0.2/32 dev left scope link",
                Addresses.add(address("10.0.0.1/32").peer(InetAddress.ofLiteral("10.0.0.2")).scope(Scope.LINK).build()));
        Golden.assertSame("ip address replace fd00::1/64 dev left valid_lft 100 preferred_lft 50 metric 7",
                Addresses.replace(address("fd00::1/64").lifetime(Duration.ofSeconds(100), Duration.ofSeconds(50)).metric(7).build()));
        Golden.assertSame("ip address del 10.0.0.1/24 dev left", Addresses.delete(Address.of(LEFT, "10.0.0.1/24")));
    }

    @Test
    void whatIsEncodedIsDecoded() {
        Address address = address("10.0.0.1/32").peer(InetAddress.ofLiteral("10.0.0.2")).label("left:y").scope(Scope.SITE)
                .broadcast(InetAddress.ofLiteral("10.0.0.255")).flags(AddressFlag.NOPREFIXROUTE, AddressFlag.NODAD)
                .lifetime(Duration.ofSeconds(9), Duration.ofSeconds(8)).metric(0xffff_fffeL).build();
        byte[] bytes = AddressCodec.encode(address).toBytes();
        assertEquals(address, AddressCodec.decode(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder())));
    }
}
