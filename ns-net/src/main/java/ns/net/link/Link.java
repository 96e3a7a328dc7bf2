package ns.net.link;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A network interface as the kernel describes it; an entry of {@code ip -d -s link show}.
 *
 * @param index by which requests name it
 * @param name by which people do
 * @param type ARPHRD_* in linux/if_arp.h: 1 for Ethernet, 772 for loopback
 * @param kind what a virtual link is; empty for loopback and hardware
 * @param flags see there
 * @param mtu the longest packet, in bytes
 * @param address empty where the type has none
 * @param broadcast the address of all, empty where the type has none
 * @param master the index of the bridge or the like that it is a port of
 * @param link the index of the link that it is on top of, or of a veth's other end
 * @param linkNamespace the id of the namespace which {@code link} is in, where that is another; see {@link NamespaceIds}
 * @param alias a text of the administrator's
 * @param alternativeNames more names, which may be longer
 * @param txQueueLength packets
 * @param operState whether it works
 * @param linkMode 1 where it waits for a program to say that it works
 * @param qdisc the kind of its queueing discipline
 * @param group a number of the administrator's
 * @param minMtu the least mtu it can have, in bytes, 0 for no limit
 * @param maxMtu the largest mtu it can have, in bytes, 0 for no limit
 * @param promiscuity how many want it to receive packets for all
 * @param txQueues for sending
 * @param rxQueues for receiving
 * @param statistics what has passed it
 * @param port what its bridge holds of it
 */
public record Link(
        int index,
        String name,
        int type,
        Optional<LinkKind> kind,
        Set<LinkFlag> flags,
        long mtu,
        Optional<MacAddress> address,
        Optional<MacAddress> broadcast,
        OptionalInt master,
        OptionalInt link,
        OptionalInt linkNamespace,
        Optional<String> alias,
        List<String> alternativeNames,
        long txQueueLength,
        OperState operState,
        int linkMode,
        String qdisc,
        long group,
        long minMtu,
        long maxMtu,
        long promiscuity,
        long txQueues,
        long rxQueues,
        Optional<LinkStatistics> statistics,
        Optional<BridgePort> port) {

    /** Copies what could change. */
    public Link {
        flags = Set.copyOf(flags);
        alternativeNames = List.copyOf(alternativeNames);
    }

    /**
     * Whether it is switched on.
     *
     * @return whether {@link LinkFlag#UP} is among its flags
     */
    public boolean isUp() {
        return flags.contains(LinkFlag.UP);
    }
}
