package ns.net.route;

import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.wire.Invalid;

/**
 * Where a route sends packets next; {@code nexthop via 10.0.0.1 dev eth0 weight 2}.
 *
 * @param gateway the host that they are given to, which may be of the other family; empty where they have arrived at the
 *     destination's own link
 * @param link the index of the link they leave by; empty where the gateway says it
 * @param weight 1 to 256: how large a share it gets among others
 * @param flags see there
 * @param others attributes that have no name here, in hexadecimal digits by their type
 */
public record NextHop(Optional<InetAddress> gateway, OptionalInt link, int weight, Set<RouteFlag> flags,
        Map<Integer, String> others) {

    private static final int WEIGHTS = 256;

    /**
     * Copies what can change.
     *
     * @throws IllegalArgumentException where the weight is out of bounds
     */
    public NextHop {
        Objects.requireNonNull(gateway, "gateway");
        Objects.requireNonNull(link, "link");
        flags = Set.copyOf(flags);
        others = Map.copyOf(others);
        if (weight < 1 || weight > WEIGHTS) {
            throw Invalid.argument("nexthop", "weight " + weight, "must be 1 to " + WEIGHTS);
        }
    }

    /**
     * A gateway, on whatever link it is.
     *
     * @param gateway its address
     * @return with a weight of 1
     */
    public static NextHop via(InetAddress gateway) {
        return new NextHop(Optional.of(gateway), OptionalInt.empty(), 1, Set.of(), Map.of());
    }

    /**
     * A gateway on a link.
     *
     * @param gateway its address
     * @param link the index of the link
     * @return with a weight of 1
     */
    public static NextHop via(InetAddress gateway, int link) {
        return new NextHop(Optional.of(gateway), OptionalInt.of(link), 1, Set.of(), Map.of());
    }

    /**
     * The destination's own link.
     *
     * @param link its index
     * @return with a weight of 1
     */
    public static NextHop dev(int link) {
        return new NextHop(Optional.empty(), OptionalInt.of(link), 1, Set.of(), Map.of());
    }

    /**
     * The same with another weight; {@code weight}.
     *
     * @param share 1 to 256
     * @return another next hop
     */
    public NextHop withWeight(int share) {
        return new NextHop(gateway, link, share, flags, others);
    }

    /**
     * The same with a flag more; {@code onlink}.
     *
     * @param flag which
     * @return another next hop
     */
    public NextHop with(RouteFlag flag) {
        Set<RouteFlag> more = EnumSet.of(flag);
        more.addAll(flags);
        return new NextHop(gateway, link, weight, more, others);
    }

    /**
     * The same as text, of a route of a family.
     *
     * @return begins with a space
     */
    String text(IpFamily family) {
        StringBuilder text = new StringBuilder();
        gateway.ifPresent(via -> {
            text.append(" via ");
            if (IpFamily.of(via) != family) {
                text.append(IpFamily.of(via)).append(' ');
            }
            text.append(IpPrefix.text(via));
        });
        link.ifPresent(index -> text.append(" dev ").append(index));
        new TreeSet<>(flags).forEach(flag -> text.append(' ').append(flag));
        return text.toString();
    }
}
