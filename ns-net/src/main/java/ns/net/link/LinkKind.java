package ns.net.link;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import ns.net.NetNamespace;
import ns.net.wire.Invalid;

/**
 * What a virtual link is, and what is particular about it; {@code ip link add … type KIND}. In a request, what is empty is
 * the kernel's choice; in an answer, what the kernel does not tell.
 */
public sealed interface LinkKind {

    /**
     * The kernel's name of the kind.
     *
     * @return for example {@code veth}
     */
    String kind();

    /**
     * One end of a pair: what goes into one comes out of the other; {@code type veth peer name NAME}. See veth(4).
     *
     * <p>Both ends are made down: bring them up afterwards.
     *
     * @param peerName of the other end; empty in answers, where {@link Link#link} is its index
     * @param peerNamespace a descriptor of the namespace the other end is made in
     */
    record Veth(Optional<String> peerName, OptionalInt peerNamespace) implements LinkKind {

        /**
         * A pair whose other end has a name.
         *
         * @param name in the same namespace
         * @return the kind
         */
        public static Veth peer(String name) {
            return new Veth(Optional.of(LinkNames.checked(name)), OptionalInt.empty());
        }

        /**
         * The same, with the other end in another namespace.
         *
         * @param namespace open until the request is made
         * @return a copy
         */
        public Veth in(NetNamespace namespace) {
            return new Veth(peerName, OptionalInt.of(namespace.descriptor()));
        }

        @Override
        public String kind() {
            return "veth";
        }
    }

    /**
     * A switch between links, its ports; {@code type bridge}.
     *
     * @param stp whether it speaks the spanning tree protocol
     * @param forwardDelay how long a port listens and learns, in hundredths of a second
     * @param helloTime between messages of the spanning tree protocol, in hundredths of a second
     * @param maxAge of such messages, in hundredths of a second
     * @param ageing how long a learnt address is kept, in hundredths of a second
     * @param priority in the spanning tree, 0 to 65535
     * @param vlanFiltering whether it looks at VLAN ids
     * @param defaultPvid the VLAN id of packets that have none
     * @param multicastSnooping whether it learns who listens to which group
     */
    record Bridge(Optional<Boolean> stp, Optional<Duration> forwardDelay, Optional<Duration> helloTime,
            Optional<Duration> maxAge, Optional<Duration> ageing, OptionalInt priority, Optional<Boolean> vlanFiltering,
            OptionalInt defaultPvid, Optional<Boolean> multicastSnooping) implements LinkKind {

        /** As the kernel makes it. */
        public static final Bridge DEFAULT = new Bridge(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty());

        /**
         * The same, with the spanning tree protocol on or off; {@code stp_state}.
         *
         * @param on which
         * @return a copy
         */
        public Bridge withStp(boolean on) {
            return new Bridge(Optional.of(on), forwardDelay, helloTime, maxAge, ageing, priority, vlanFiltering, defaultPvid,
                    multicastSnooping);
        }

        /**
         * The same, with another delay; {@code forward_delay}.
         *
         * @param delay 2 to 30 seconds with the spanning tree protocol
         * @return a copy
         */
        public Bridge withForwardDelay(Duration delay) {
            return new Bridge(stp, Optional.of(delay), helloTime, maxAge, ageing, priority, vlanFiltering, defaultPvid,
                    multicastSnooping);
        }

        /**
         * The same, forgetting addresses after another time; {@code ageing_time}.
         *
         * @param time how long
         * @return a copy
         */
        public Bridge withAgeing(Duration time) {
            return new Bridge(stp, forwardDelay, helloTime, maxAge, Optional.of(time), priority, vlanFiltering, defaultPvid,
                    multicastSnooping);
        }

        /**
         * The same, with another priority; {@code priority}.
         *
         * @param number 0 to 65535
         * @return a copy
         */
        public Bridge withPriority(int number) {
            return new Bridge(stp, forwardDelay, helloTime, maxAge, ageing, OptionalInt.of(number), vlanFiltering, defaultPvid,
                    multicastSnooping);
        }

        /**
         * The same, looking at VLAN ids or not; {@code vlan_filtering}.
         *
         * @param on which
         * @return a copy
         */
        public Bridge withVlanFiltering(boolean on) {
            return new Bridge(stp, forwardDelay, helloTime, maxAge, ageing, priority, Optional.of(on), defaultPvid,
                    multicastSnooping);
        }

        /**
         * The same, snooping or not; {@code mcast_snooping}.
         *
         * @param on which
         * @return a copy
         */
        public Bridge withMulticastSnooping(boolean on) {
            return new Bridge(stp, forwardDelay, helloTime, maxAge, ageing, priority, vlanFiltering, defaultPvid,
                    Optional.of(on));
        }

        @Override
        public String kind() {
            return "bridge";
        }
    }

    /**
     * A link with an address of its own on top of another; {@code type macvlan}.
     *
     * @param mode what those on the same link may send each other
     */
    record Macvlan(Optional<Mode> mode) implements LinkKind {

        /** In the order of their bits. */
        public enum Mode {
            /** Nothing. */
            PRIVATE,
            /** Through the switch outside. */
            VEPA,
            /** Directly. */
            BRIDGE,
            /** It has the link for itself. */
            PASSTHRU,
            /** It receives from certain senders alone. */
            SOURCE
        }

        @Override
        public String kind() {
            return "macvlan";
        }
    }

    /**
     * A link that shares the address of another, and is told by its internet addresses; {@code type ipvlan}.
     *
     * @param mode at which layer
     */
    record Ipvlan(Optional<Mode> mode) implements LinkKind {

        /** In the order of their numbers. */
        public enum Mode {
            /** It switches. */
            L2,
            /** It routes. */
            L3,
            /** It routes, and connections are tracked. */
            L3S
        }

        @Override
        public String kind() {
            return "ipvlan";
        }
    }

    /**
     * The packets of another link that have a VLAN id; {@code type vlan id NUMBER}. IEEE 802.1Q.
     *
     * @param id 0 to 4094
     */
    record Vlan(int id) implements LinkKind {

        @Override
        public String kind() {
            return "vlan";
        }
    }

    /**
     * A tunnel of Ethernet packets in UDP; {@code type vxlan id NUMBER}. RFC 7348.
     *
     * @param id of the network, 0 to 16777215
     * @param remote the other end, or a multicast group of all ends; {@code remote}, {@code group}
     * @param local the address packets are sent from
     * @param link the index of the link they are sent by; {@code dev}
     * @param port of UDP; {@code dstport}
     * @param ttl of the packets, 0 for that of what is in them
     * @param learning whether addresses are learnt
     */
    record Vxlan(int id, Optional<InetAddress> remote, Optional<InetAddress> local, OptionalInt link, OptionalInt port,
            OptionalInt ttl, Optional<Boolean> learning) implements LinkKind {

        @Override
        public String kind() {
            return "vxlan";
        }
    }

    /** A link that loses all that is sent; {@code type dummy}. */
    record Dummy() implements LinkKind {

        @Override
        public String kind() {
            return "dummy";
        }
    }

    /** A link that packets of others are led through, to shape them; {@code type ifb}. */
    record Ifb() implements LinkKind {

        @Override
        public String kind() {
            return "ifb";
        }
    }

    /**
     * A link whose packets a program sends and receives; {@link TunTap} makes it, since rtnetlink cannot.
     *
     * @param tap whether they are Ethernet packets, and not internet packets
     * @param persistent whether it stays when no program has it open
     * @param owner the user who may open it
     * @param group the group that may open it
     */
    record Tun(boolean tap, boolean persistent, OptionalLong owner, OptionalLong group) implements LinkKind {

        @Override
        public String kind() {
            return "tun";
        }
    }

    /**
     * Several links as one; {@code type bond}.
     *
     * @param mode how they share the load
     * @param miimon how often they are looked at, in milliseconds
     */
    record Bond(Optional<Mode> mode, OptionalInt miimon) implements LinkKind {

        /** In the order of their numbers; linux/if_bonding.h. */
        public enum Mode {
            /** One after the other. */
            BALANCE_RR,
            /** One, and another when it fails. */
            ACTIVE_BACKUP,
            /** By the addresses. */
            BALANCE_XOR,
            /** All by all. */
            BROADCAST,
            /** IEEE 802.3ad. */
            LACP,
            /** What is sent by load. */
            BALANCE_TLB,
            /** What is sent and received by load. */
            BALANCE_ALB
        }

        @Override
        public String kind() {
            return "bond";
        }
    }

    /**
     * Links with a routing table of their own; {@code type vrf table NUMBER}.
     *
     * @param table its number
     */
    record Vrf(long table) implements LinkKind {

        @Override
        public String kind() {
            return "vrf";
        }
    }

    /** A kind that is not known here: its data is passed through as the kernel has it. Immutable. */
    final class Other implements LinkKind {
        private final String kind;
        private final byte[] data;

        /**
         * A kind by its name.
         *
         * @param kind the kernel's name
         * @param data what is inside IFLA_INFO_DATA; nothing for none
         */
        public Other(String kind, byte[] data) {
            if (Objects.requireNonNull(kind, "kind").isEmpty()) {
                throw Invalid.argument("link", "type ''", "the kind of link is empty");
            }
            this.kind = kind;
            this.data = data.clone();
        }

        @Override
        public String kind() {
            return kind;
        }

        /**
         * Its data.
         *
         * @return attributes as the kernel has them, copied
         */
        public byte[] data() {
            return data.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Other same && kind.equals(same.kind) && Arrays.equals(data, same.data);
        }

        @Override
        public int hashCode() {
            return Objects.hash(kind, Arrays.hashCode(data));
        }

        /**
         * Kind and data.
         *
         * @return the data in hexadecimal
         */
        @Override
        public String toString() {
            return "Other[" + kind + " " + HexFormat.of().formatHex(data) + "]";
        }
    }
}
