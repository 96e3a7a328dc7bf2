package ns.net.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import ns.core.error.Errno;
import ns.net.NeedsNetworks;
import ns.net.TestNetwork;
import ns.net.netlink.NetlinkException;
import org.junit.jupiter.api.Test;

@NeedsNetworks
class AddressesTest {

    private static final int LO = 1;

    @Test
    void anAddressComesAndGoes() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            Address address = Address.of(LO, "10.1.2.3/24");
            network.netlink().run(Addresses.add(address));
            assertTrue(network.output("ip", "address", "show", "dev", "lo").contains("inet 10.1.2.3/24 scope global lo"));
            Address found = network.netlink().list(Addresses.of(LO)).getFirst();
            assertEquals(address.prefix(), found.prefix());
            assertEquals("lo", found.label().orElseThrow());
            network.netlink().run(Addresses.delete(address));
            assertEquals(0, network.netlink().list(Addresses.all()).size());
        }
    }

    @Test
    void errorsSayWhatTheKernelSays() throws IOException {
        try (TestNetwork network = new TestNetwork()) {
            Address address = Address.of(LO, "10.1.2.3/24");
            network.netlink().run(Addresses.add(address));
            NetlinkException twice = assertThrows(NetlinkException.class, () -> network.netlink().run(Addresses.add(address)));
            assertEquals(Errno.EEXIST, twice.errno());
            assertTrue(twice.getMessage().startsWith("address add 10.1.2.3/24 dev 1: EEXIST (17): "), twice::getMessage);
            NetlinkException nowhere = assertThrows(NetlinkException.class,
                    () -> network.netlink().run(Addresses.add(Address.of(99, "10.1.2.3/24"))));
            assertEquals(Errno.ENODEV, nowhere.errno());
        }
    }
}
