package ns.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ns net}, each time in a network and a /run of its own, so that the machine's are left alone. */
class NetIT {

    /** Links, addresses, routes, neighbours and rules of many forms, made by ip. */
    private static final String MADE_BY_IP = """
            ip link set lo up
            ip link add west type veth peer name east
            ip link set west up
            ip link set east up
            ip link add br0 mtu 1400 type bridge
            ip link set west alias uplink
            ip link property add dev west altname westward
            ip addr add 10.0.0.1/24 brd + dev west label west:x
            ip addr add 10.5.0.1 peer 10.5.0.2/32 dev east
            ip addr add fd00::1/64 dev west nodad noprefixroute
            ip addr add fd00::2/64 dev br0 nodad home
            ip route add 10.9.0.0/16 via 10.0.0.2 metric 5 mtu lock 1400 proto static table 100
            ip route add 10.11.0.0/16 nexthop via 10.0.0.2 weight 2 nexthop via 10.0.0.3
            ip route add 10.12.0.0/16 via inet6 fe80::1 dev west
            ip route add default via 10.99.0.1 dev west onlink
            ip route add blackhole 10.13.0.0/16
            ip route add unreachable fd01::/16
            ip neigh add 10.0.0.7 lladdr 02:00:00:00:00:01 dev west
            ip neigh add proxy 10.0.0.9 dev west
            ip rule add not from 10.0.0.0/8 fwmark 1/3 iif nowhere table 100 priority 7
            ip rule add to 10.1.0.0/16 blackhole
            ip -6 rule add from fd00::/8 lookup main
            sleep 2  # duplicate addresses of the links have been looked for
            """;

    @BeforeAll
    static void check() throws Exception {
        Ns.assumeRoot("making networks that have names");
    }

    /** Runs a script to its end, as root of a machine that has no network but its own. */
    private static Ns.Result script(String text) throws Exception {
        return new Ns("unshare", "--mount", "--net", "--propagation", "private", "sh", "-e", "-c",
                "mount -t tmpfs tmpfs /run; ns=" + Ns.HOME.resolve("bin/ns") + "\n" + text).run();
    }

    @Test
    void theClassicWalk() throws Exception {
        List<String> lines = script("""
                $ns net add blue
                $ns net exec blue -- ping -c 1 -W 1 127.0.0.1 >/dev/null 2>&1 || echo lo is down
                $ns net up blue
                $ns net exec blue -- ping -c 1 127.0.0.1 >/dev/null && echo lo answers
                $ns net link add west type veth peer name east
                $ns net link set east netns blue
                $ns net link show east 2>/dev/null || echo east is gone
                $ns net -n blue link show east >/dev/null && echo east is there
                $ns net addr add 10.77.0.1/24 dev west
                $ns net addr add 10.77.0.2/24 dev east -n blue
                $ns net link set west up
                $ns net -n blue link set dev east up
                ping -c 1 10.77.0.2 >/dev/null && echo there
                $ns net exec blue -- ping -c 1 10.77.0.1 >/dev/null && echo and back
                $ns net -n blue route add default via 10.77.0.1
                $ns net -n blue route show
                $ns net route show
                $ns net exec blue -- ls /sys/class/net
                $ns net ls
                ip netns list
                $ns net del blue
                $ns net ls
                """).lines();
        assertEquals(List.of("lo is down", "lo answers", "east is gone", "east is there", "there", "and back",
                "default via 10.77.0.1 dev east", "10.77.0.0/24 dev east proto kernel scope link src 10.77.0.2",
                "10.77.0.0/24 dev west proto kernel scope link src 10.77.0.1",
                "east", "lo", "blue (id: 0)", "blue (id: 0)"), lines);
    }

    @Test
    void firewallRulesInsideAreNotThoseOutside() throws Exception {
        assertEquals(List.of("table inet outside", "table inet inside"), script("""
                $ns net add blue
                nft add table inet outside
                $ns net exec blue -- nft add table inet inside
                nft list tables
                $ns net exec blue nft list tables
                """).lines());
    }

    @Test
    void oneCommandJoinsTwoNetworks() throws Exception {
        assertEquals(List.of("1", "there", "and back", "fd00::1"), script("""
                $ns net add blue
                $ns net veth eth0 eth0@blue --addr eth0@blue=10.78.0.2/24
                $ns net -n blue addr show eth0 | grep -c 10.78.0.2/24
                $ns net veth west east@blue --addr west=10.77.0.1/24 --addr east=10.77.0.2/24 \\
                    --addr west=fd00::1/64 --addr east@blue=fd00::2/64 --up
                ping -c 1 10.77.0.2 >/dev/null && echo there
                $ns net exec blue ping -c 1 fd00::1 >/dev/null && echo and back
                $ns net -6 addr show west | sed -n 's/ *inet6 \\(fd00.*\\)\\/64.*/\\1/p'
                """).lines());
    }

    @Test
    void aPairThatCannotBeFinishedIsTakenBack() throws Exception {
        Ns.Result result = script("""
                $ns net add blue
                $ns net link add br0 type bridge
                $ns net addr add 10.0.0.1/24 dev br0
                $ns net veth west east@blue --addr west=10.0.0.2/24 --addr west=10.0.0.2/24 || echo status $?
                $ns net link show west || echo status $?
                """);
        assertEquals(List.of("status 125", "status 125"), result.out().lines().toList());
        assertTrue(result.err().startsWith("ns: address add 10.0.0.2/24 dev "), result::err);
        assertTrue(result.err().contains(": EEXIST (17): "), result::err);
        assertTrue(result.err().endsWith("ns: link show west: ENODEV (19): no such device\n"), result::err);
    }

    @ParameterizedTest
    @ValueSource(strings = {"link", "addr", "addr show dev west", "route", "-6 route", "route show table all", "rule", "-6 rule",
        "neigh", "neigh show proxy"})
    void nsShowsWhatIpShows(String what) throws Exception {
        List<String> parts = script(MADE_BY_IP + "$ns net " + what + "; echo ====; ip " + what + "; echo ====; $ns net -j " + what
                + "; echo ====; ip -j " + what).succeeded().lines().map(String::stripTrailing).toList();
        String all = String.join("\n", parts);
        String[] answers = all.split("\n?====\n");
        assertEquals(4, answers.length, all);
        assertEquals(answers[1], answers[0]);
        assertFalse(answers[1].isEmpty());
        assertEquals(JSON.std.anyFrom(answers[3]), JSON.std.anyFrom(answers[2]));
    }

    @Test
    void ipSeesWhatNsMakes() throws Exception {
        Ns.Result result = script("""
                $ns net link add west mtu 1400 address 02:00:00:00:00:01 type veth peer name east
                $ns net link set west up alias uplink txqueuelen 7
                $ns net link set east up
                $ns net addr add 10.0.0.1/24 broadcast + dev west label west:x
                $ns net addr add fd00::1/64 dev west nodad
                $ns net route add 10.9.0.0/16 via 10.0.0.2 metric 5 mtu lock 1300 table 100
                $ns net route add blackhole 10.10.0.0/16
                $ns net route add 10.11.0.0/16 nexthop via 10.0.0.2 weight 2 nexthop via 10.0.0.3
                $ns net neigh add 10.0.0.7 lladdr 02:00:00:00:00:02 dev west
                $ns net rule add from 10.0.0.0/8 fwmark 1/3 table 100 priority 7
                ip link show west; ip addr show west; ip route show table 100; ip route; ip neigh; ip rule
                """);
        for (String part : List.of("mtu 1400", "qlen 7", "link/ether 02:00:00:00:00:01", "alias uplink",
                "inet 10.0.0.1/24 brd 10.0.0.255 scope global west:x", "inet6 fd00::1/64 scope global nodad",
                "10.9.0.0/16 via 10.0.0.2 dev west metric 5 mtu lock 1300", "blackhole 10.10.0.0/16",
                "nexthop via 10.0.0.2 dev west weight 2", "10.0.0.7 dev west lladdr 02:00:00:00:00:02 PERMANENT",
                "7:\tfrom 10.0.0.0/8 fwmark 0x1/0x3 lookup 100")) {
            assertTrue(result.succeeded().contains(part), () -> part + " is not in " + result.out());
        }
    }

    @Test
    void aCommandRunsInAnExistingNetwork() throws Exception {
        List<String> lines = script("""
                $ns net add blue
                $ns net exec blue readlink /proc/self/ns/net
                $ns run --net blue -- sh -c 'readlink /proc/self/ns/net; id -u; echo $$'
                $ns run --net /run/netns/blue -- readlink /proc/self/ns/net
                readlink /proc/self/ns/net
                $ns run --net host -- readlink /proc/self/ns/net
                $ns run --net none -- cat /proc/net/dev | grep -c :
                """).lines();
        assertEquals(List.of(lines.get(0), lines.get(0), "0", "1", lines.get(0), lines.get(5), lines.get(5), "1"), lines);
    }

    @Test
    void aCommandStartsWithAWorkingLinkToItsHost() throws Exception {
        assertEquals(List.of("default via 10.88.0.1 dev eth0", "10.88.0.0/24 dev eth0 proto kernel scope link src 10.88.0.2",
                "there", "default via fd88::1 dev eth0 metric 1024 pref medium", "there", "lo"), script("""
                $ns run --veth 10.88.0.1/24:10.88.0.2/24 --default-route -- \\
                    sh -c 'ip route; ping -c 1 10.88.0.1 >/dev/null && echo there' | sed 's/ *$//'
                $ns run --veth fd88::1/64:fd88::2/64 --default-route -- \\
                    sh -c 'ip -6 route | grep default; ping -c 1 fd88::1 >/dev/null && echo there' | sed 's/ *$//'
                ls /sys/class/net >/dev/null; $ns net link show | sed -n 's/^[0-9]*: \\([^:]*\\):.*/\\1/p'
                """).lines());
    }

    @Test
    void filesOfANetworkAreBoundOverThoseOfEtc() throws Exception {
        assertEquals(List.of("nameserver 10.0.0.53"), script("""
                mount -t tmpfs tmpfs /etc/netns 2>/dev/null || { mount -t tmpfs tmpfs /mnt; cp -a /etc/. /mnt; mount --move /mnt /etc; }
                mkdir -p /etc/netns/blue; echo nameserver 10.0.0.53 >/etc/netns/blue/resolv.conf
                touch /etc/resolv.conf
                $ns net add blue
                $ns net exec blue -- cat /etc/resolv.conf
                """).lines());
    }

    @Test
    void changesAreToldAsTheyCome() throws Exception {
        List<String> lines = script("""
                $ns net monitor link addr >/run/told & monitor=$!
                while ! ip link show | grep -q mtu.65000 || ! grep -q 65000 /run/told; do
                    ip link set lo mtu 65000; sleep 0.3; grep -q 65000 /run/told || ip link set lo mtu 65001
                done
                ip addr add 10.0.0.1/24 dev lo
                ip addr del 10.0.0.1/24 dev lo
                for i in 1 2 3 4 5 6 7 8 9 10; do grep -q Deleted /run/told && break; sleep 0.3; done
                kill $monitor
                grep inet /run/told
                """).lines();
        assertEquals(List.of("[addr] 1: lo inet 10.0.0.1/24 scope global lo",
                "[addr] Deleted 1: lo inet 10.0.0.1/24 scope global lo"), lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "125 link show nowhere: ENODEV (19)|net link show nowhere",
        "125 route add default via 10.9.9.9: ENETUNREACH (101): Nexthop has invalid gateway|net route add default via 10.9.9.9",
        "125 link add x type nosuchkind: EOPNOTSUPP (95): Unknown device type|net link add x type nosuchkind",
        "125 netns open nowhere: ENOENT (2)|net exec nowhere -- true",
        "125 netns delete nowhere: ENOENT (2)|net del nowhere",
        "125 open /proc/self/ns/uts: EINVAL (22): is not a network namespace|run --net /proc/self/ns/uts -- true",
        "127 execve nosuch: ENOENT (2)|net exec /proc/self/ns/net -- nosuch",
        "2 netns 'a/b': EINVAL (22)|net add a/b",
        "2 link 'sixteenbytesname': EINVAL (22)|net link add sixteenbytesname type ifb",
        "2 address '300.0.0.1': EINVAL (22)|net addr add 300.0.0.1 dev lo",
        "2 addr add metric x: EINVAL (22)|net addr add 10.0.0.1 dev lo metric x",
        "2 link set 'frob': EINVAL (22): no such word here|net link set lo frob",
        "2 link frob: EINVAL (22): no such command|net link frob",
        "2 route add: EINVAL (22): a prefix is missing|net route add",
        "2 usage of ns net: EINVAL (22)|net frob",
        "2 usage of ns net: EINVAL (22)|net",
        "2 usage of ns net exec: EINVAL (22)|net exec blue",
        "2 usage of ns net veth: EINVAL (22)|net veth a b --addr c=10.0.0.1/8",
        "2 run --veth 10.0.0.1: EINVAL (22)|run --veth 10.0.0.1 -- true",
        "2 run --veth 10.0.0.1/8:fd00::1/8: EINVAL (22)|run --veth 10.0.0.1/8:fd00::1/8 -- true",
        "2 run --veth 10.0.0.1/8:10.0.0.2/8: EINVAL (22)|run --net host --veth 10.0.0.1/8:10.0.0.2/8 -- true",
        "2 run --default-route: EINVAL (22)|run --default-route -- true",
    })
    void whatIsWrongIsSaidInOneLine(String expectedAndCommand) throws Exception {
        String[] parts = expectedAndCommand.split("\\|");
        String[] expected = parts[0].split(" ", 2);
        script("exec $ns " + parts[1]).refused(Integer.parseInt(expected[0]), expected[1]);
    }

    @Test
    void whoIsNotRootIsToldSo() throws Exception {
        String refusal = new Ns("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
                Ns.HOME.resolve("bin/ns").toString()).run("net", "link", "set", "lo", "mtu", "65535").refused(125, "link set 1 mtu 65535");
        assertTrue(refusal.contains("EPERM (1): needs CAP_NET_ADMIN"), refusal);
    }

    @Test
    void helpIsGiven() throws Exception {
        assertTrue(Ns.ns().run("net", "--help").succeeded().contains("veth"));
        for (String command : List.of("add", "del", "ls", "exec", "up", "veth", "link", "addr", "route", "neigh", "rule",
                "monitor")) {
            assertTrue(Ns.ns().run("net", command, "--help").succeeded().startsWith("Usage: ns net "), command);
        }
    }
}
