package ns.net.link;

/**
 * What has passed a link since it was made; {@code ip -s link}, struct rtnl_link_stats64.
 *
 * @param rxBytes received bytes
 * @param rxPackets received packets
 * @param rxErrors packets received wrongly
 * @param rxDropped packets received and dropped
 * @param multicast packets received for groups
 * @param txBytes sent bytes
 * @param txPackets sent packets
 * @param txErrors packets that could not be sent
 * @param txDropped packets dropped before they were sent
 * @param collisions of packets on the medium
 */
public record LinkStatistics(long rxBytes, long rxPackets, long rxErrors, long rxDropped, long multicast,
        long txBytes, long txPackets, long txErrors, long txDropped, long collisions) {
}
