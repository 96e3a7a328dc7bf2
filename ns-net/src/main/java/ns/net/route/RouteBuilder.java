package ns.net.route;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
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

/**
 * Collects what makes a route; {@link Route#to} begins one.
 *
 * <p>Where nothing is said, it is that of {@code ip route add}: a unicast route of protocol {@code boot}, in the main table
 * or, of a local, broadcast or anycast type, in the local one, with the scope that follows from type and gateway.
 */
public final class RouteBuilder {

    private final IpPrefix destination;
    private Optional<IpPrefix> source = Optional.empty();
    private int tos;
    private OptionalLong table = OptionalLong.empty();
    private RouteType type = RouteType.UNICAST;
    private Optional<Scope> scope = Optional.empty();
    private RouteProtocol protocol = RouteProtocol.BOOT;
    private Optional<InetAddress> gateway = Optional.empty();
    private OptionalInt link = OptionalInt.empty();
    private boolean onlink;
    private List<NextHop> nextHops = List.of();
    private Optional<InetAddress> preferredSource = Optional.empty();
    private OptionalLong priority = OptionalLong.empty();
    private RouteMetrics metrics = RouteMetrics.NONE;
    private Optional<RoutePreference> preference = Optional.empty();
    private Optional<Duration> expires = Optional.empty();
    private OptionalLong nextHopId = OptionalLong.empty();
    private Map<Integer, String> others = Map.of();

    RouteBuilder(IpPrefix destination) {
        this.destination = Objects.requireNonNull(destination, "destination");
    }

    RouteBuilder(Route route) {
        this(route.destination());
        source = route.source();
        tos = route.tos();
        table = OptionalLong.of(route.table());
        type = route.type();
        scope = Optional.of(route.scope());
        protocol = route.protocol();
        nextHops = route.nextHops();
        preferredSource = route.preferredSource();
        priority = route.priority();
        metrics = route.metrics();
        preference = route.preference();
        expires = route.expires();
        nextHopId = route.nextHopId();
        others = route.others();
    }

    /**
     * The gateway, of the route's family or the other; {@code via}.
     *
     * @param address its address
     * @return this builder
     */
    public RouteBuilder via(InetAddress address) {
        gateway = Optional.of(address);
        return this;
    }

    /**
     * The gateway, of the route's family or the other; {@code via}.
     *
     * @param address in numbers: {@code 10.0.0.1}, {@code fe80::1}
     * @return this builder
     * @throws IllegalArgumentException where the text is no address
     */
    public RouteBuilder via(String address) {
        return via(InetAddress.ofLiteral(address));
    }

    /**
     * The link packets leave by; {@code dev}.
     *
     * @param index of the link
     * @return this builder
     */
    public RouteBuilder dev(int index) {
        link = OptionalInt.of(index);
        return this;
    }

    /**
     * Takes the gateway to be on the link, though no route says so; {@code onlink}.
     *
     * @return this builder
     */
    public RouteBuilder onlink() {
        onlink = true;
        return this;
    }

    /**
     * One of several next hops, in place of gateway and link; {@code nexthop}.
     *
     * @param hop is added to those before
     * @return this builder
     */
    public RouteBuilder nextHop(NextHop hop) {
        nextHops = new ArrayList<>(nextHops);
        nextHops.add(hop);
        return this;
    }

    /**
     * All next hops, in place of gateway and link; {@code nexthop}.
     *
     * @param hops take the place of those before
     * @return this builder
     */
    public RouteBuilder nextHops(List<NextHop> hops) {
        nextHops = hops;
        return this;
    }

    /**
     * Only packets from there, IPv6 only; {@code from}.
     *
     * @param prefix of their source
     * @return this builder
     */
    public RouteBuilder source(IpPrefix prefix) {
        source = Optional.of(prefix);
        return this;
    }

    /**
     * Only packets of a type of service, IPv4 only; {@code tos}.
     *
     * @param number 0 to 255
     * @return this builder
     */
    public RouteBuilder tos(int number) {
        tos = number;
        return this;
    }

    /**
     * The table; {@code table}.
     *
     * @param number as in {@link RouteTables}, or any other
     * @return this builder
     */
    public RouteBuilder table(long number) {
        table = OptionalLong.of(number);
        return this;
    }

    /**
     * What becomes of the packets; {@code blackhole}, {@code unreachable} and so on before the prefix.
     *
     * @param kind see there
     * @return this builder
     */
    public RouteBuilder type(RouteType kind) {
        type = kind;
        return this;
    }

    /**
     * How far the destination is; {@code scope}.
     *
     * @param reach see there
     * @return this builder
     */
    public RouteBuilder scope(Scope reach) {
        scope = Optional.of(reach);
        return this;
    }

    /**
     * Who makes it; {@code proto}.
     *
     * @param maker see there
     * @return this builder
     */
    public RouteBuilder protocol(RouteProtocol maker) {
        protocol = maker;
        return this;
    }

    /**
     * The address that connections of this host use as their own; {@code src}.
     *
     * @param address of this host
     * @return this builder
     */
    public RouteBuilder preferredSource(InetAddress address) {
        preferredSource = Optional.of(address);
        return this;
    }

    /**
     * Which of several to the same destination is taken; {@code metric}.
     *
     * @param number the smaller the better
     * @return this builder
     */
    public RouteBuilder priority(long number) {
        priority = OptionalLong.of(number);
        return this;
    }

    /**
     * What connections use; {@code mtu} and the like.
     *
     * @param values see there
     * @return this builder
     */
    public RouteBuilder metrics(RouteMetrics values) {
        metrics = values;
        return this;
    }

    /**
     * How good the router is, IPv6 only; {@code pref}.
     *
     * @param level see there
     * @return this builder
     */
    public RouteBuilder preference(RoutePreference level) {
        preference = Optional.of(level);
        return this;
    }

    /**
     * When it goes away, IPv6 only; {@code expires}.
     *
     * @param life whole seconds
     * @return this builder
     */
    public RouteBuilder expires(Duration life) {
        expires = Optional.of(life);
        return this;
    }

    /**
     * A next hop that was made by itself; {@code nhid}.
     *
     * @param id of an object of {@code ip nexthop}
     * @return this builder
     */
    public RouteBuilder nextHopId(long id) {
        nextHopId = OptionalLong.of(id);
        return this;
    }

    /**
     * Attributes that have no name here; {@code encap} and {@code realms} are such.
     *
     * @param attributes hexadecimal digits by their type, {@code RTA_*}
     * @return this builder
     */
    public RouteBuilder others(Map<Integer, String> attributes) {
        others = attributes;
        return this;
    }

    /**
     * The route.
     *
     * @return what was collected
     * @throws IllegalArgumentException where a number is out of bounds, an address of the wrong family, or gateway or link
     *     are said as well as next hops
     */
    public Route build() {
        List<NextHop> hops = nextHops;
        if (gateway.isPresent() || link.isPresent() || onlink) {
            if (!nextHops.isEmpty()) {
                throw Route.invalid(destination, "take via and dev, or next hops, not both");
            }
            hops = List.of(new NextHop(gateway, link, 1, onlink ? Set.of(RouteFlag.ONLINK) : Set.of(), Map.of()));
        }
        return new Route(destination, source, tos, table.orElseGet(this::usualTable), type, scope.orElseGet(this::usualScope),
                protocol, hops, preferredSource, priority, metrics, preference, expires, nextHopId, Set.of(),
                Route.Lookup.NONE, others);
    }

    private long usualTable() {
        return switch (type) {
            case LOCAL, BROADCAST, ANYCAST, NAT -> RouteTables.LOCAL;
            case UNSPEC, UNICAST, MULTICAST, BLACKHOLE, UNREACHABLE, PROHIBIT, THROW, XRESOLVE -> RouteTables.MAIN;
        };
    }

    private Scope usualScope() {
        if (destination.family() == IpFamily.IPV6) {
            return Scope.GLOBAL;
        }
        return switch (type) {
            case LOCAL, NAT -> Scope.HOST;
            case BROADCAST, MULTICAST, ANYCAST -> Scope.LINK;
            case UNSPEC, UNICAST -> gateway.isEmpty() && nextHops.isEmpty() && nextHopId.isEmpty() ? Scope.LINK : Scope.GLOBAL;
            case BLACKHOLE, UNREACHABLE, PROHIBIT, THROW, XRESOLVE -> Scope.GLOBAL;
        };
    }
}
