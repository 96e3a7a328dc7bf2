package ns.net.link;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import ns.net.NetNamespace;

/**
 * A link to be made; {@code ip link add}. What is empty is the kernel's choice.
 *
 * @param name 1 to 15 bytes
 * @param kind what it is
 * @param link the index of the link it is on top of; {@code link NAME}
 * @param mtu the longest packet, in bytes
 * @param address its link-layer address
 * @param txQueueLength packets
 * @param master the index of the bridge or the like that it becomes a port of
 * @param namespace a descriptor of the namespace it is made in; {@code netns NAME}
 */
public record LinkSpec(String name, LinkKind kind, OptionalInt link, OptionalLong mtu, Optional<MacAddress> address,
        OptionalLong txQueueLength, OptionalInt master, OptionalInt namespace) {

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException where no link can have it
     */
    public LinkSpec {
        LinkNames.checked(Objects.requireNonNull(name, "name"));
        Objects.requireNonNull(kind, "kind");
    }

    /**
     * A link with nothing special.
     *
     * @param name 1 to 15 bytes
     * @param kind what it is
     * @return where more can be said
     */
    public static LinkSpec of(String name, LinkKind kind) {
        return new LinkSpec(name, kind, OptionalInt.empty(), OptionalLong.empty(), Optional.empty(), OptionalLong.empty(),
                OptionalInt.empty(), OptionalInt.empty());
    }

    /**
     * The same, on top of a link.
     *
     * @param index of that
     * @return a copy
     */
    public LinkSpec on(int index) {
        return new LinkSpec(name, kind, OptionalInt.of(index), mtu, address, txQueueLength, master, namespace);
    }

    /**
     * The same, with another mtu.
     *
     * @param bytes the longest packet
     * @return a copy
     */
    public LinkSpec withMtu(long bytes) {
        return new LinkSpec(name, kind, link, OptionalLong.of(bytes), address, txQueueLength, master, namespace);
    }

    /**
     * The same, with an address.
     *
     * @param mac of the link's kind
     * @return a copy
     */
    public LinkSpec withAddress(MacAddress mac) {
        return new LinkSpec(name, kind, link, mtu, Optional.of(mac), txQueueLength, master, namespace);
    }

    /**
     * The same, with a queue of another length.
     *
     * @param packets how many
     * @return a copy
     */
    public LinkSpec withTxQueueLength(long packets) {
        return new LinkSpec(name, kind, link, mtu, address, OptionalLong.of(packets), master, namespace);
    }

    /**
     * The same, as a port.
     *
     * @param index of the bridge or the like
     * @return a copy
     */
    public LinkSpec withMaster(int index) {
        return new LinkSpec(name, kind, link, mtu, address, txQueueLength, OptionalInt.of(index), namespace);
    }

    /**
     * The same, in another namespace.
     *
     * @param other open until the request is made
     * @return a copy
     */
    public LinkSpec in(NetNamespace other) {
        return new LinkSpec(name, kind, link, mtu, address, txQueueLength, master, OptionalInt.of(other.descriptor()));
    }
}
