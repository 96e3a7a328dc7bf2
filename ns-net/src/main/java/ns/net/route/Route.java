package ns.net.route;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.address.RouteProtocol;
import ns.net.address.Scope;
import ns.net.wire.Invalid;

/**
 * A route; a line of {@code ip route show}.
 *
 * @param destination where to; {@code 0.0.0.0/0} or {@code ::/0} for the default. Its family is the route's
 * @param source only packets from there, IPv6 only; {@code from}
 * @param tos only packets of this type of service, IPv4 only, 0 for all; {@code tos}
 * @param table its number, 0 for the kernel's choice
 * @param type what becomes of the packets
 * @param scope how far the destination is
 * @param protocol who has made it
 * @param nextHops none, one, or those that share the packets; {@code via}, {@code dev}, {@code nexthop}
 * @param preferredSource the address that connections of this host use as their own; {@code src}
 * @param priority the smaller the better; {@code metric}
 * @param metrics what connections use
 * @param preference of the router, IPv6 only; {@code pref}
 * @param expires when it goes away, IPv6 only, in seconds; {@code expires}
 * @param nextHopId a next hop that was made by itself; {@code nhid}. In a request it stands for all next hops
 * @param flags what the kernel says of it; those of the only next hop are there; not sent
 * @param lookup what belongs to the answer to a lookup; not sent
 * @param others attributes that have no name here, in hexadecimal digits by their type
 */
public record Route(
        IpPrefix destination,
        Optional<IpPrefix> source,
        int tos,
        long table,
        RouteType type,
        Scope scope,
        RouteProtocol protocol,
        List<NextHop> nextHops,
        Optional<InetAddress> preferredSource,
        OptionalLong priority,
        RouteMetrics metrics,
        Optional<RoutePreference> preference,
        Optional<Duration> expires,
        OptionalLong nextHopId,
        Set<RouteFlag> flags,
        Lookup lookup,
        Map<Integer, String> others) {

    /**
     * What the answer to a lookup says of the packet.
     *
     * @param inputLink the index of the link it came by; {@code iif}
     * @param mark its mark; {@code mark}
     * @param uid who sends it; {@code uid}
     */
    public record Lookup(OptionalInt inputLink, OptionalLong mark, OptionalLong uid) {

        /** Nothing, as in a route that was listed. */
        public static final Lookup NONE = new Lookup(OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /**
     * Copies what can change.
     *
     * @throws IllegalArgumentException where a number is out of bounds, or an address of the wrong family
     */
    public Route {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(metrics, "metrics");
        Objects.requireNonNull(lookup, "lookup");
        nextHops = List.copyOf(nextHops);
        flags = Set.copyOf(flags);
        others = Map.copyOf(others);
        IpFamily family = destination.family();
        if (source.isPresent() && source.get().family() != family) {
            throw invalid(destination, "from " + source.get() + " is of the other family");
        }
        if (preferredSource.isPresent() && IpFamily.of(preferredSource.get()) != family) {
            throw invalid(destination, "src " + IpPrefix.text(preferredSource.get()) + " is of the other family");
        }
        requireBits(destination, "tos", tos, Byte.SIZE);
        requireBits(destination, "table", table, Integer.SIZE);
        requireBits(destination, "metric", priority.orElse(0), Integer.SIZE);
        requireBits(destination, "nhid", nextHopId.orElse(0), Integer.SIZE);
    }

    private static void requireBits(IpPrefix destination, String name, long number, int bits) {
        if (number >>> bits != 0) {
            throw invalid(destination, name + " " + number + " must be 0 to " + ((1L << bits) - 1));
        }
    }

    static IllegalArgumentException invalid(IpPrefix destination, String remedy) {
        return Invalid.argument("route", destination.toString(), remedy);
    }

    /**
     * Begins with a destination; {@code ip route add PREFIX}.
     *
     * @param destination {@code 10.0.0.0/8}, {@code 10.0.0.1}, {@code fd00::/8}, or {@code default} for that of IPv4
     * @return where more can be said
     * @throws IllegalArgumentException where the text is none of these
     */
    public static RouteBuilder to(String destination) {
        return to(destination.equals("default") ? IpFamily.IPV4.all() : IpPrefix.parse(destination));
    }

    /**
     * Begins with a destination; {@code ip route add PREFIX}.
     *
     * @param destination where to
     * @return where more can be said
     */
    public static RouteBuilder to(IpPrefix destination) {
        return new RouteBuilder(destination);
    }

    /**
     * Begins with what names routes to be deleted: of any type, scope and protocol, where nothing is said of these;
     * {@code ip route del PREFIX}.
     *
     * @param destination where to
     * @return where more can be said
     */
    public static RouteBuilder matching(IpPrefix destination) {
        Scope any = destination.family() == IpFamily.IPV4 ? Scope.NOWHERE : Scope.GLOBAL;
        return to(destination).type(RouteType.UNSPEC).scope(any).protocol(RouteProtocol.UNSPEC);
    }

    /**
     * Begins with this route.
     *
     * @return where it can be changed
     */
    public RouteBuilder toBuilder() {
        return new RouteBuilder(this);
    }

    /**
     * The gateway, where there is one next hop alone; {@code via}.
     *
     * @return empty where it has none, or there are more
     */
    public Optional<InetAddress> gateway() {
        return nextHops.size() == 1 ? nextHops.getFirst().gateway() : Optional.empty();
    }

    /**
     * The index of the link packets leave by, where there is one next hop alone; {@code dev}.
     *
     * @return empty where it has none, or there are more
     */
    public OptionalInt link() {
        return nextHops.size() == 1 ? nextHops.getFirst().link() : OptionalInt.empty();
    }

    /**
     * Whether it is for all destinations.
     *
     * @return whether the prefix has no length
     */
    public boolean isDefault() {
        return destination.length() == 0;
    }

    /**
     * What tells it from others, in the words of {@code ip route}; links by their index.
     *
     * @return {@code default via 10.0.0.1 dev 3}
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (type != RouteType.UNICAST && type != RouteType.UNSPEC) {
            text.append(type).append(' ');
        }
        if (isDefault()) {
            text.append("default");
        } else {
            text.append(destination.isHost() ? IpPrefix.text(destination.address()) : destination);
        }
        source.ifPresent(from -> text.append(" from ").append(from));
        if (tos != 0) {
            text.append(" tos 0x").append(Integer.toHexString(tos));
        }
        nextHopId.ifPresent(id -> text.append(" nhid ").append(id));
        for (NextHop hop : nextHops) {
            text.append(nextHops.size() > 1 ? " nexthop" : "").append(hop.text(destination.family()));
            if (nextHops.size() > 1 && hop.weight() > 1) {
                text.append(" weight ").append(hop.weight());
            }
        }
        if (table != RouteTables.MAIN && table != RouteTables.UNSPEC) {
            text.append(" table ").append(RouteTables.name(table));
        }
        preferredSource.ifPresent(own -> text.append(" src ").append(IpPrefix.text(own)));
        priority.ifPresent(number -> text.append(" metric ").append(number));
        return text.toString();
    }
}
