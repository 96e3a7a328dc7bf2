package ns.net.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.process.Leftovers;
import ns.core.process.Tool;
import ns.net.NeedsNetworks;
import ns.net.link.Links;
import ns.net.netlink.Netlink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A trial finds what ip(8) does in a network namespace of its own, and leaves nothing. */
class LinkTrialTest {

    @ParameterizedTest
    @EnumSource
    void aKindCanBeMadeWhereIpCanMakeIt(LinkTrial trial) throws Exception {
        assumeTrue(trial.obstacle().isEmpty(), () -> trial.obstacle().orElseThrow());
        Tool.Result ip = Tool.run("iproute2 and util-linux", List.of("unshare", "--user", "--map-root-user", "--net", "sh", "-c",
                "ip link add name base type bridge && ip link add " + switch (trial) {
                    case VETH -> "name made type veth peer name other";
                    case BRIDGE -> "name made type bridge";
                    case VLAN -> "link base name made type vlan id 1";
                    case MACVLAN -> "link base name made type macvlan";
                    case IPVLAN -> "link base name made type ipvlan";
                    case VXLAN -> "name made type vxlan id 1 dstport 8472";
                    case DUMMY -> "name made type dummy";
                    case IFB -> "name made type ifb";
                    case BOND -> "name made type bond";
                    case VRF -> "name made type vrf table 1";
                }));
        try {
            trial.check();
            assertEquals(0, ip.status(), ip.err());
        } catch (NamespaceException e) {
            assertTrue(ip.status() != 0, () -> "ip could make it: " + e.getMessage());
            assertEquals(ip.err().contains("Unknown device type"), e.errno().equals(Errno.EOPNOTSUPP), ip.err() + e.getMessage());
            assertEquals(e.errno().equals(Errno.EOPNOTSUPP), e.getMessage().contains("module"), e::getMessage);
        }
    }

    @Test
    void aTrialLeavesNothingOnTheHost() throws Exception {
        tryAll(); // loads what a JVM loads only once
        Leftovers leftovers = Leftovers.before();
        List<String> links = links();
        tryAll();
        assertEquals(links, links());
        leftovers.assertNone();
    }

    @Test
    @NeedsNetworks
    void aNameIsGivenInTheTrialAlone() throws Exception {
        boolean folder = Files.exists(Path.of("/run/netns"));
        NetworkTrial.name();
        assertEquals(folder, Files.exists(Path.of("/run/netns")));
        assertTrue(!Files.exists(Path.of("/run/netns/name")));
    }

    private static void tryAll() {
        for (LinkTrial trial : LinkTrial.values()) {
            if (trial.obstacle().isEmpty()) {
                tell(trial::check);
            }
        }
        tell(NetworkTrial::tun);
        tell(NetworkTrial::name);
    }

    private interface Check {
        void run() throws NamespaceException;
    }

    private static void tell(Check check) {
        try {
            check.run();
        } catch (NamespaceException e) {
            assertTrue(List.of(Errno.EOPNOTSUPP, Errno.EPERM, Errno.EACCES, Errno.ENOENT, Errno.ENODEV, Errno.ENOSPC)
                    .contains(e.errno()), e::getMessage);
        }
    }

    private static List<String> links() throws IOException {
        try (Netlink netlink = Netlink.open()) {
            return netlink.list(Links.all()).stream().map(link -> link.index() + " " + link.name()).toList();
        }
    }
}
