package ns.net.address;

import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import ns.net.link.MacAddress;

/**
 * A host on a link, and the link-layer address it has there; a line of {@code ip neighbour show}.
 *
 * @param link the index of the link; 0 for a proxy on all links
 * @param address of the neighbour
 * @param mac its link-layer address, of six bytes on Ethernet; empty where it is not known; {@code lladdr}
 * @param state what the kernel knows; {@code nud}
 * @param flags see there
 * @param protocol who has made it; {@code protocol}
 * @param usage what the kernel says of its use; not sent
 * @param others attributes that have no name here, in hexadecimal digits by their type
 */
public record Neighbour(
        int link,
        InetAddress address,
        Optional<MacAddress> mac,
        NeighbourState state,
        Set<NeighbourFlag> flags,
        RouteProtocol protocol,
        Optional<Usage> usage,
        Map<Integer, String> others) {

    /**
     * How a neighbour was used; {@code ip -statistics neighbour show}. Times are hundredths of a second.
     *
     * @param confirmed since it was last known to be reachable
     * @param used since it was last used
     * @param updated since it last changed
     * @param references to it
     * @param probes how often it was asked without an answer
     */
    public record Usage(Duration confirmed, Duration used, Duration updated, long references, OptionalInt probes) {}

    /** Copies what can change. */
    public Neighbour {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(mac, "mac");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(usage, "usage");
        flags = Set.copyOf(flags);
        others = Map.copyOf(others);
    }

    /**
     * A neighbour for ever; {@code ip neighbour add ADDRESS lladdr MAC dev LINK}.
     *
     * @param link the index of the link
     * @param address of the neighbour
     * @param mac its link-layer address
     * @return of the state permanent
     */
    public static Neighbour of(int link, InetAddress address, MacAddress mac) {
        return builder(link, address).mac(mac).build();
    }

    /**
     * A neighbour for which this host answers; {@code ip neighbour add proxy ADDRESS dev LINK}.
     *
     * @param link the index of the link where it answers
     * @param address of the neighbour, which is elsewhere
     * @return with the flag proxy
     */
    public static Neighbour proxy(int link, InetAddress address) {
        return builder(link, address).flags(NeighbourFlag.PROXY).build();
    }

    /**
     * Begins with a link and an address.
     *
     * @param link the index of the link
     * @param address of the neighbour
     * @return where more can be said
     */
    public static Builder builder(int link, InetAddress address) {
        return new Builder(link, address);
    }

    /** Collects what makes a neighbour. */
    public static final class Builder {
        private final int link;
        private final InetAddress address;
        private Optional<MacAddress> mac = Optional.empty();
        private NeighbourState state = NeighbourState.PERMANENT;
        private final Set<NeighbourFlag> flags = EnumSet.noneOf(NeighbourFlag.class);
        private RouteProtocol protocol = RouteProtocol.UNSPEC;

        private Builder(int link, InetAddress address) {
            this.link = link;
            this.address = address;
        }

        /**
         * Its link-layer address; {@code lladdr}.
         *
         * @param bytes six on Ethernet
         * @return this builder
         */
        public Builder mac(MacAddress bytes) {
            mac = Optional.of(bytes);
            return this;
        }

        /**
         * What is known of it; {@code nud}, permanent where nothing is said.
         *
         * @param known see there
         * @return this builder
         */
        public Builder state(NeighbourState known) {
            state = known;
            return this;
        }

        /**
         * Flags; {@code router}, {@code extern_learn} and so on.
         *
         * @param more are added to those set before
         * @return this builder
         */
        public Builder flags(NeighbourFlag... more) {
            flags.addAll(Set.of(more));
            return this;
        }

        /**
         * Who makes it; {@code protocol}.
         *
         * @param maker see there
         * @return this builder
         */
        public Builder protocol(RouteProtocol maker) {
            protocol = maker;
            return this;
        }

        /**
         * The neighbour.
         *
         * @return what was collected
         */
        public Neighbour build() {
            return new Neighbour(link, address, mac, state, flags, protocol, Optional.empty(), Map.of());
        }
    }

    /**
     * What tells it from others, in the words of {@code ip neighbour}; the link by its index.
     *
     * @return {@code 10.0.0.1 lladdr 02:00:00:00:00:01 dev 3}
     */
    @Override
    public String toString() {
        return (flags.contains(NeighbourFlag.PROXY) ? "proxy " : "") + IpPrefix.text(address)
                + mac.map(bytes -> " lladdr " + bytes).orElse("") + (link == 0 ? "" : " dev " + link);
    }
}
