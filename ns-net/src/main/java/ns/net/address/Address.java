package ns.net.address;

import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import ns.net.wire.Invalid;

/**
 * An address of a link; a line of {@code ip address show}.
 *
 * @param link the index of the link
 * @param prefix the address, with the length of its network's prefix, or of the peer's where there is one
 * @param peer the address at the other end of a point-to-point link
 * @param broadcast the address of all on the network, IPv4 only
 * @param label the link's name, or that with a colon and more behind it, IPv4 only
 * @param scope how far it reaches
 * @param flags see there
 * @param valid how long it lives, in seconds; empty for ever
 * @param preferred how long new connections use it, in seconds; empty for ever
 * @param metric of the route to its network that the kernel makes; empty for the kernel's choice
 */
public record Address(
        int link,
        IpPrefix prefix,
        Optional<InetAddress> peer,
        Optional<InetAddress> broadcast,
        Optional<String> label,
        Scope scope,
        Set<AddressFlag> flags,
        Optional<Duration> valid,
        Optional<Duration> preferred,
        OptionalLong metric) {

    /** Copies the set. */
    public Address {
        Objects.requireNonNull(prefix, "prefix");
        flags = Set.copyOf(flags);
    }

    /**
     * An address with nothing special.
     *
     * @param link the index of the link
     * @param prefix {@code 10.0.0.1/24}
     * @return of global scope, or for a loopback or link-local address of that
     */
    public static Address of(int link, String prefix) {
        return builder(link, IpPrefix.parse(prefix)).build();
    }

    /**
     * Begins with an address and its link.
     *
     * @param link the index of the link
     * @param prefix the address and its length
     * @return where more can be said
     */
    public static Builder builder(int link, IpPrefix prefix) {
        return new Builder().link(link).prefix(prefix);
    }

    /**
     * Begins with nothing: {@link Builder#link} and {@link Builder#prefix} are still to be said.
     *
     * @return where all can be said
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects what is special about an address. */
    public static final class Builder {
        private int link;
        private IpPrefix prefix;
        private Optional<InetAddress> peer = Optional.empty();
        private Optional<InetAddress> broadcast = Optional.empty();
        private Optional<String> label = Optional.empty();
        private Scope scope;
        private final Set<AddressFlag> flags = EnumSet.noneOf(AddressFlag.class);
        private Optional<Duration> valid = Optional.empty();
        private Optional<Duration> preferred = Optional.empty();
        private OptionalLong metric = OptionalLong.empty();

        private Builder() {}

        /**
         * The link; {@code dev}.
         *
         * @param index of the link
         * @return this builder
         */
        public Builder link(int index) {
            link = index;
            return this;
        }

        /**
         * The address itself.
         *
         * @param address and the length of its network's prefix, or of the peer's where there is one
         * @return this builder
         */
        public Builder prefix(IpPrefix address) {
            prefix = Objects.requireNonNull(address, "address");
            return this;
        }

        /**
         * The address at the other end of a point-to-point link; {@code peer}.
         *
         * @param address of the same family
         * @return this builder
         */
        public Builder peer(InetAddress address) {
            peer = Optional.of(address);
            return this;
        }

        /**
         * The address of all on the network; {@code broadcast}.
         *
         * @param address of IPv4
         * @return this builder
         */
        public Builder broadcast(InetAddress address) {
            broadcast = Optional.of(address);
            return this;
        }

        /**
         * A name; {@code label}.
         *
         * @param name the link's own, or that with a colon and more behind it
         * @return this builder
         */
        public Builder label(String name) {
            label = Optional.of(name);
            return this;
        }

        /**
         * How far it reaches; {@code scope}.
         *
         * @param reach see there
         * @return this builder
         */
        public Builder scope(Scope reach) {
            scope = Objects.requireNonNull(reach, "reach");
            return this;
        }

        /**
         * Flags; {@code nodad}, {@code noprefixroute}.
         *
         * @param more are added to those set before
         * @return this builder
         */
        public Builder flags(AddressFlag... more) {
            flags.addAll(Set.of(more));
            return this;
        }

        /**
         * How long it lives; {@code valid_lft} and {@code preferred_lft}.
         *
         * @param life whole seconds, 1 at least
         * @param use how long of that new connections use it
         * @return this builder
         */
        public Builder lifetime(Duration life, Duration use) {
            valid = Optional.of(life);
            preferred = Optional.of(use);
            return this;
        }

        /**
         * The metric of the route to its network; {@code metric}.
         *
         * @param number the smaller the better
         * @return this builder
         */
        public Builder metric(long number) {
            metric = OptionalLong.of(number);
            return this;
        }

        /**
         * The address.
         *
         * @return what was collected; without a scope, global, or that of the host for a loopback address
         * @throws IllegalArgumentException where the link or the address is missing
         */
        public Address build() {
            if (link <= 0 || prefix == null) {
                throw Invalid.argument("address", prefix == null ? "" : prefix.toString(), link <= 0 ? "the link is missing" : "the address itself is missing");
            }
            Scope reach = scope != null ? scope : prefix.address().isLoopbackAddress() ? Scope.HOST : Scope.GLOBAL;
            return new Address(link, prefix, peer, broadcast, label, reach, flags, valid, preferred, metric);
        }
    }
}
