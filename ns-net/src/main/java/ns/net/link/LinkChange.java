package ns.net.link;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import ns.net.NetNamespace;

/**
 * What is to change about a link; {@code ip link set}. What is empty stays.
 *
 * @param index of the link
 * @param up whether it is switched on; {@code up}, {@code down}
 * @param arp whether internet addresses are resolved; {@code arp on}
 * @param promiscuous whether it receives packets for all; {@code promisc on}
 * @param name another name, of a link that is down; {@code name}
 * @param alias a text, empty for none; {@code alias}
 * @param mtu the longest packet, in bytes; {@code mtu}
 * @param address its link-layer address; {@code address}
 * @param txQueueLength packets; {@code txqueuelen}
 * @param group a number of the administrator's; {@code group}
 * @param master the index of the bridge or the like that it becomes a port of, 0 for none; {@code master}, {@code nomaster}
 * @param namespaceFd a descriptor of the namespace it moves to; {@code netns NAME}
 * @param namespacePid a process whose namespace it moves to; {@code netns PID}
 * @param port what its bridge shall hold of it; {@code type bridge_slave}
 */
public record LinkChange(
        int index,
        Optional<Boolean> up,
        Optional<Boolean> arp,
        Optional<Boolean> promiscuous,
        Optional<String> name,
        Optional<String> alias,
        OptionalLong mtu,
        Optional<MacAddress> address,
        OptionalLong txQueueLength,
        OptionalLong group,
        OptionalInt master,
        OptionalInt namespaceFd,
        OptionalLong namespacePid,
        Optional<BridgePort> port) {

    /**
     * Nothing yet.
     *
     * @param index of the link
     * @return where something can be said
     */
    public static Builder of(int index) {
        return new Builder(index);
    }

    /** Collects what is to change. */
    public static final class Builder {
        private final int index;
        private Optional<Boolean> up = Optional.empty();
        private Optional<Boolean> arp = Optional.empty();
        private Optional<Boolean> promiscuous = Optional.empty();
        private Optional<String> name = Optional.empty();
        private Optional<String> alias = Optional.empty();
        private OptionalLong mtu = OptionalLong.empty();
        private Optional<MacAddress> address = Optional.empty();
        private OptionalLong txQueueLength = OptionalLong.empty();
        private OptionalLong group = OptionalLong.empty();
        private OptionalInt master = OptionalInt.empty();
        private OptionalInt namespaceFd = OptionalInt.empty();
        private OptionalLong namespacePid = OptionalLong.empty();
        private Optional<BridgePort> port = Optional.empty();

        private Builder(int index) {
            this.index = index;
        }

        /**
         * Switches it on or off.
         *
         * @param on which
         * @return this builder
         */
        public Builder up(boolean on) {
            up = Optional.of(on);
            return this;
        }

        /**
         * Resolves internet addresses or not.
         *
         * @param on which
         * @return this builder
         */
        public Builder arp(boolean on) {
            arp = Optional.of(on);
            return this;
        }

        /**
         * Receives packets for all or not.
         *
         * @param on which
         * @return this builder
         */
        public Builder promiscuous(boolean on) {
            promiscuous = Optional.of(on);
            return this;
        }

        /**
         * Gives it another name.
         *
         * @param other 1 to 15 bytes
         * @return this builder
         */
        public Builder name(String other) {
            name = Optional.of(LinkNames.checked(other));
            return this;
        }

        /**
         * Notes something.
         *
         * @param text empty for nothing
         * @return this builder
         */
        public Builder alias(String text) {
            alias = Optional.of(text);
            return this;
        }

        /**
         * Changes its mtu.
         *
         * @param bytes the longest packet
         * @return this builder
         */
        public Builder mtu(long bytes) {
            mtu = OptionalLong.of(bytes);
            return this;
        }

        /**
         * Gives it another address.
         *
         * @param mac of its kind
         * @return this builder
         */
        public Builder address(MacAddress mac) {
            address = Optional.of(mac);
            return this;
        }

        /**
         * Changes the length of its queue.
         *
         * @param packets how many
         * @return this builder
         */
        public Builder txQueueLength(long packets) {
            txQueueLength = OptionalLong.of(packets);
            return this;
        }

        /**
         * Puts it into a group.
         *
         * @param number any
         * @return this builder
         */
        public Builder group(long number) {
            group = OptionalLong.of(number);
            return this;
        }

        /**
         * Makes it a port.
         *
         * @param index of the bridge or the like, 0 for none
         * @return this builder
         */
        public Builder master(int index) {
            master = OptionalInt.of(index);
            return this;
        }

        /**
         * Changes what its bridge holds of it.
         *
         * @param options what is not empty
         * @return this builder
         */
        public Builder port(BridgePort options) {
            port = Optional.of(options);
            return this;
        }

        /**
         * Moves it to another namespace.
         *
         * @param other open until the request is made
         * @return this builder
         */
        public Builder namespace(NetNamespace other) {
            namespaceFd = OptionalInt.of(other.descriptor());
            return this;
        }

        /**
         * Moves it to the namespace of a process.
         *
         * @param pid the process, by its id in this JVM's PID namespace
         * @return this builder
         */
        public Builder namespaceOfPid(long pid) {
            namespacePid = OptionalLong.of(pid);
            return this;
        }

        /**
         * The change.
         *
         * @return what was collected
         */
        public LinkChange build() {
            return new LinkChange(index, up, arp, promiscuous, name, alias, mtu, address, txQueueLength,
                    group, master, namespaceFd, namespacePid, port);
        }
    }
}
