package ns.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import ns.cli.net.VethPair;
import ns.core.Namespace;
import ns.net.NetNamespace;
import ns.net.address.Address;
import ns.net.address.Addresses;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.link.Link;
import ns.net.link.Links;
import ns.net.netlink.Netlink;

/** Interfaces of its own. The other end of its cable is in a second new namespace: the host's own network is left alone. */
final class NetLesson extends Lesson {

    static final String LINKS = "ip link";
    static final String ADDRESSES = "ip -4 addr";
    static final String PEER = "peer: ";
    static final String PING = "ping -c 1 10.77.0.2";
    static final String PING_BACK = PEER + "ping -c 1 10.77.0.1";
    static final String ANSWERS = "answers";

    private static final String NEAR = "demo0";
    private static final String FAR = "demo1";
    private static final int TIMEOUT = 5_000;

    /** Inside, from the second step on. */
    private NetNamespace peer;

    NetLesson() {
        super(Topic.NET, Namespace.NETWORK, "");
    }

    @Override
    String sentence() {
        return "A network namespace has interfaces, addresses, routes and ports of its own.";
    }

    @Override
    List<Step> steps() {
        return List.of(
                new Step("A process is started in a new network namespace, which has a loopback interface, switched off.",
                        "unshare --user --map-root-user --net", NetLesson::look, NetLesson::look),
                new Step("Inside, a veth pair, which is a cable with two ends, is laid to a second new network namespace, called peer"
                        + " here; the host's own network is not touched.",
                        """
                        unshare --net sleep 60 &
                        ip link add demo0 type veth peer name demo1 netns $!
                        ip addr add 10.77.0.1/24 dev demo0; ip link set demo0 up
                        nsenter --net --target $! ip addr add 10.77.0.2/24 dev demo1
                        nsenter --net --target $! ip link set demo1 up""", NetLesson::look, this::connect),
                new Step("Each end pings the other.", "ping -c 1 10.77.0.2; nsenter --net --target $! ping -c 1 10.77.0.1",
                        NetLesson::look, this::ping));
    }

    private static Map<String, String> look(long pid) throws IOException {
        try (NetNamespace here = NetNamespace.current()) {
            return look(here);
        }
    }

    private static Map<String, String> look(NetNamespace namespace) throws IOException {
        Map<String, String> seen = new LinkedHashMap<>();
        try (Netlink netlink = Netlink.open(namespace)) {
            Map<Integer, String> names = new LinkedHashMap<>();
            List<Link> links = netlink.list(Links.all());
            links.forEach(link -> names.put(link.index(), link.name()));
            seen.put(LINKS, links.stream().map(link -> link.name() + (link.isUp() ? " UP" : " DOWN"))
                    .collect(Collectors.joining("\n")));
            List<Address> addresses = netlink.list(Addresses.all());
            seen.put(ADDRESSES, addresses.stream().filter(address -> address.prefix().family() == IpFamily.IPV4)
                    .map(address -> names.get(address.link()) + " " + address.prefix()).collect(Collectors.joining("\n")));
        }
        return seen;
    }

    private Map<String, String> connect(long pid) throws IOException {
        peer = NetNamespace.create();
        try (NetNamespace here = NetNamespace.current()) {
            VethPair.make(new VethPair.End(NEAR, here, List.of(IpPrefix.parse("10.77.0.1/24"))),
                    new VethPair.End(FAR, peer, List.of(IpPrefix.parse("10.77.0.2/24"))), true);
        }
        Map<String, String> seen = look(pid);
        seen.put(PEER + which(), "net:[" + peer.id() + "]");
        look(peer).forEach((command, says) -> seen.put(PEER + command, says));
        return seen;
    }

    private Map<String, String> ping(long pid) throws IOException {
        Map<String, String> seen = look(pid);
        seen.put(PING, ping("10.77.0.2"));
        seen.put(PING_BACK, peer.call(() -> ping("10.77.0.1")));
        return seen;
    }

    /** As root, which we are inside, Java asks by ICMP. */
    private static String ping(String address) throws IOException {
        return InetAddress.getByName(address).isReachable(TIMEOUT) ? ANSWERS : "no answer";
    }

    @Override
    String fault(List<Seen> seen) {
        Seen connected = seen.get(1);
        Seen last = seen.getLast();
        if (!lines(last.inside(LINKS)).contains(NEAR + " UP")
                || !lines(connected.inside(PEER + LINKS)).contains(FAR + " UP")) {
            return "the veth pair is not there inside";
        }
        String other = connected.inside(PEER + which());
        if (other.equals(connected.inside(which())) || other.equals(connected.onHost(which()))) {
            return "peer is not another namespace";
        }
        if (!last.inside(PING).equals(ANSWERS) || !last.inside(PING_BACK).equals(ANSWERS)) {
            return "a ping has no answer";
        }
        for (String name : List.of(NEAR, FAR)) {
            if (has(last.onHost(LINKS), name) && !has(seen.getFirst().onHost(LINKS), name)) {
                return "the host has a link " + name + " now";
            }
        }
        return "";
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }

    private static boolean has(String links, String name) {
        return links.lines().anyMatch(line -> line.startsWith(name + " "));
    }

    @Override
    String proof(List<Seen> seen) {
        return "the host got no link " + NEAR + "; inside, both ends answer";
    }
}
