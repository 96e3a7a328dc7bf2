package ns.bench.net;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ns.bench.measure.Trial;
import ns.bench.peer.CoProcess;
import ns.bench.peer.Sources;
import ns.core.Isolation;
import ns.net.NetNamespace;
import ns.net.address.Address;
import ns.net.address.Addresses;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.link.Links;
import ns.net.netlink.Dump;
import ns.net.netlink.Netlink;
import ns.net.netlink.Outcome;
import ns.net.route.Route;
import ns.net.route.RouteFilter;
import ns.net.route.Routes;

/** A network namespace of the benchmark's own, for routes in table 1000 by way of 10.0.0.2, and who makes them there. */
final class RouteNetwork implements AutoCloseable {

    private static final long TABLE = 1000;
    private static final InetAddress GATEWAY = InetAddress.ofLiteral("10.0.0.2");
    private static final byte TEN = 10;
    private static final int UPPER_HALF = 128;

    private final int count;
    private final NetNamespace namespace;
    private final Netlink netlink;
    private final CoProcess c;

    private RouteNetwork(int count, Sources sources, NetNamespace namespace, Netlink netlink) {
        this.count = count;
        this.namespace = namespace;
        this.netlink = netlink;
        c = new CoProcess(() -> Isolation.builder().join(namespace).stderr(Redirect.INHERIT).build().start(sources.c("routes")));
    }

    /** Makes one, with so many routes to make. */
    static RouteNetwork make(int count, Sources sources) throws IOException {
        NetNamespace namespace = NetNamespace.create();
        try {
            RouteNetwork network = new RouteNetwork(count, sources, namespace, Netlink.open(namespace));
            network.connect();
            return network;
        } catch (IOException | RuntimeException e) {
            namespace.close();
            throw e;
        }
    }

    /** The gateway must be on a link that is up. */
    private void connect() throws IOException {
        int lo = netlink.get(Links.index("lo"));
        require(netlink.batch(List.of(Links.up(lo), Addresses.add(Address.of(lo, "10.0.0.1/24")))));
    }

    /** Adds them, each acknowledged. */
    void addOneByOne() throws IOException {
        for (int i = 0; i < count; i++) {
            netlink.run(Routes.add(route(i)));
        }
    }

    /** Adds them, of many a send the last acknowledged. */
    void addBatched() throws IOException {
        require(netlink.batch(IntStream.range(0, count).mapToObj(i -> Routes.add(route(i))).toList()));
    }

    /** Deletes them all. */
    void delete() throws IOException {
        require(netlink.batch(IntStream.range(0, count).mapToObj(i -> Routes.delete(route(i))).toList()));
    }

    /** Gets them as records. */
    void dump() throws IOException {
        Dump<Route> routes = Routes.of(RouteFilter.ALL.family(IpFamily.IPV4).table(TABLE));
        int found = netlink.list(routes).size();
        if (found != count) {
            throw new IOException(found + " routes of " + count);
        }
    }

    /** Lets the program in C do something with as many; the milliseconds by its own clock. */
    double c(String what) throws IOException, InterruptedException {
        return c.ask(what + " " + count).getFirst() / Trial.NANOS_PER_MILLI;
    }

    /** Lets ip do something; what it prints is dropped. */
    void ip(String... arguments) throws IOException, InterruptedException {
        Process ip = Isolation.builder().join(namespace).stdout(Redirect.DISCARD).stderr(Redirect.INHERIT).build()
                .start(Stream.concat(Stream.of("ip"), Arrays.stream(arguments)).toList());
        int status = ip.waitFor();
        if (status != 0) {
            throw new IOException("ip: status " + status);
        }
    }

    /** The table as ip names it. */
    String table() {
        return Long.toString(TABLE);
    }

    /** Writes a file of commands for {@code ip -batch} that add them. */
    void writeBatch(Path file) throws IOException {
        Files.write(file, IntStream.range(0, count)
                .mapToObj(i -> "route add " + IpPrefix.text(destination(i).address()) + " via 10.0.0.2 table " + TABLE).toList());
    }

    private static Route route(int i) {
        return Route.to(destination(i)).via(GATEWAY).table(TABLE).build();
    }

    private static IpPrefix destination(int i) {
        try {
            return IpPrefix.of(InetAddress.getByAddress(
                    new byte[] {TEN, (byte) (UPPER_HALF + (i >> 16)), (byte) (i >> 8), (byte) i}));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void require(List<Outcome> outcomes) throws IOException {
        for (Outcome outcome : outcomes) {
            if (outcome.error().isPresent()) {
                throw outcome.error().get();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            c.close();
        } finally {
            netlink.close();
            namespace.close();
        }
    }
}
