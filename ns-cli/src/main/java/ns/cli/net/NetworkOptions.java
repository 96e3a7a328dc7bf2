package ns.cli.net;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ns.core.IsolationBuilder;
import ns.core.Namespace;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.net.NetNamespace;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.link.Links;
import ns.net.netlink.Netlink;
import ns.net.netlink.NetlinkException;
import ns.net.route.Route;
import ns.net.route.Routes;
import picocli.CommandLine.Option;

/** The options of {@code ns run} that are about the network. Closing it removes what it made. */
public final class NetworkOptions implements AutoCloseable {

    private static final String HOST = "host";
    private static final String NONE = "none";
    private static final String INSIDE = "eth0";
    private static final Pattern PAIR = Pattern.compile("(.+/\\d+):(.+/\\d+)");

    @Option(names = "--net", paramLabel = "NAME|PATH|host|none",
            description = "Run in this network namespace; host for the caller's, none for a new one (the default).")
    private String net;

    @Option(names = "--veth", paramLabel = "HOSTCIDR:INSIDECIDR",
            description = "Join the new network to the host's by a veth pair with these addresses, as 10.0.0.1/24:10.0.0.2/24;"
                    + " inside it is eth0. Needs root.")
    private String veth;

    @Option(names = "--default-route", description = "With --veth, send all inside to the host.")
    private boolean defaultRoute;

    private NetNamespace joined;
    private String hostEnd;

    /** Called by picocli. */
    public NetworkOptions() {}

    /** Takes the network from the kinds that are new, where the command gets an existing one. */
    public void choose(Set<Namespace> kinds) {
        if (net != null && !net.equals(NONE)) {
            kinds.remove(Namespace.NETWORK);
        }
        if (veth == null && defaultRoute) {
            throw invalid("--default-route", "needs --veth");
        }
        if (veth != null && !kinds.contains(Namespace.NETWORK)) {
            throw invalid("--veth " + veth, "needs a new network namespace");
        }
    }

    /** Adds what is to be done. */
    public void apply(IsolationBuilder builder) throws IOException {
        if (net != null && !net.equals(NONE) && !net.equals(HOST)) {
            joined = NetCommand.namespace(net);
            builder.join(joined);
        }
        if (veth != null) {
            Matcher pair = PAIR.matcher(veth);
            if (!pair.matches()) {
                throw invalid("--veth " + veth, "must have the form HOSTCIDR:INSIDECIDR, as 10.0.0.1/24:10.0.0.2/24");
            }
            IpPrefix host = IpPrefix.parse(pair.group(1));
            IpPrefix inside = IpPrefix.parse(pair.group(2));
            if (IpFamily.of(host.address()) != IpFamily.of(inside.address())) {
                throw invalid("--veth " + veth, "both addresses must be of IPv4, or of IPv6");
            }
            builder.prepare(pid -> join(pid, host, inside));
        }
    }

    private static IllegalArgumentException invalid(String option, String remedy) {
        return new IllegalArgumentException(new NamespaceException("run", option, Errno.EINVAL, remedy).getMessage());
    }

    private void join(long pid, IpPrefix host, IpPrefix inside) throws IOException {
        String name = "ns" + pid;
        try (NetNamespace here = NetNamespace.current(); NetNamespace there = NetNamespace.ofPid(pid)) {
            VethPair.make(new VethPair.End(name, here, List.of(host)), new VethPair.End(INSIDE, there, List.of(inside)), true);
            hostEnd = name;
            if (defaultRoute) {
                route(there, host.address());
            }
        }
    }

    private static void route(NetNamespace there, InetAddress gateway) throws IOException {
        try (Netlink netlink = Netlink.open(there)) {
            Route route = Route.to(IpFamily.of(gateway).all())
                    .via(gateway).dev(netlink.get(Links.index(INSIDE))).build();
            ObjectCommand.apply(netlink, Routes.add(route));
        }
    }

    /** The pair would end with the network namespace, but that takes the kernel a while. */
    @Override
    public void close() throws IOException {
        if (joined != null) {
            joined.close();
        }
        if (hostEnd != null) {
            try (Netlink netlink = Netlink.open()) {
                netlink.run(Links.delete(netlink.get(Links.index(hostEnd))));
            } catch (NetlinkException e) {
                if (!e.errno().equals(Errno.ENODEV)) { // gone already
                    throw e;
                }
            }
        }
    }
}
