package ns.net.route;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import ns.net.address.IpFamily;
import ns.net.address.RouteProtocol;

/**
 * Which routes to list; the selectors of {@code ip route show} that the kernel applies itself.
 *
 * @param family IPv4 or IPv6 alone
 * @param table of this number alone, 0 for all
 * @param type of this type alone, UNSPEC for all
 * @param protocol of this protocol alone, UNSPEC for all
 * @param link that leave by the link of this index; of several next hops one suffices
 */
public record RouteFilter(Optional<IpFamily> family, long table, RouteType type, RouteProtocol protocol, OptionalInt link) {

    /** All routes of all tables; {@code ip route show table all}, of both families. */
    public static final RouteFilter ALL = new RouteFilter(
            Optional.empty(), RouteTables.UNSPEC, RouteType.UNSPEC, RouteProtocol.UNSPEC, OptionalInt.empty());

    /** Checks that nothing is null. */
    public RouteFilter {
        Objects.requireNonNull(family, "family");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(link, "link");
    }

    /**
     * Of those, a family; {@code -4}, {@code -6}.
     *
     * @param only IPv4 or IPv6
     * @return another filter
     */
    public RouteFilter family(IpFamily only) {
        return new RouteFilter(Optional.of(only), table, type, protocol, link);
    }

    /**
     * Of those, a table; {@code table}.
     *
     * @param only its number
     * @return another filter
     */
    public RouteFilter table(long only) {
        return new RouteFilter(family, only, type, protocol, link);
    }

    /**
     * Of those, a type; {@code type}.
     *
     * @param only see there
     * @return another filter
     */
    public RouteFilter type(RouteType only) {
        return new RouteFilter(family, table, only, protocol, link);
    }

    /**
     * Of those, what one has made; {@code proto}.
     *
     * @param only see there
     * @return another filter
     */
    public RouteFilter protocol(RouteProtocol only) {
        return new RouteFilter(family, table, type, only, link);
    }

    /**
     * Of those, what leaves by a link; {@code dev}.
     *
     * @param only its index
     * @return another filter
     */
    public RouteFilter link(int only) {
        return new RouteFilter(family, table, type, protocol, OptionalInt.of(only));
    }

    /**
     * The words of {@code ip route show}.
     *
     * @return empty for all
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        family.ifPresent(only -> text.append(' ').append(only));
        if (table != RouteTables.UNSPEC) {
            text.append(" table ").append(RouteTables.name(table));
        }
        if (type != RouteType.UNSPEC) {
            text.append(" type ").append(type);
        }
        if (!protocol.equals(RouteProtocol.UNSPEC)) {
            text.append(" proto ").append(protocol);
        }
        link.ifPresent(only -> text.append(" dev ").append(only));
        return text.toString().strip();
    }
}
