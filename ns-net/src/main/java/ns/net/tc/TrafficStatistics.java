package ns.net.tc;

import java.nio.ByteBuffer;
import ns.net.bindings.gnet_stats_basic;
import ns.net.bindings.gnet_stats_queue;
import ns.net.wire.Attributes;

/**
 * What has passed a queueing discipline or a class; {@code tc -s}.
 *
 * @param bytes sent
 * @param packets sent
 * @param drops packets dropped
 * @param overlimits how often a packet had to wait
 * @param requeues how often one was put back
 * @param queueLength packets that wait
 * @param backlog bytes that wait
 */
public record TrafficStatistics(
        long bytes, long packets, long drops, long overlimits, long requeues, long queueLength, long backlog) {

    static TrafficStatistics decode(Attributes in) {
        ByteBuffer basic = in.struct(StatisticsAttribute.TCA_STATS_BASIC, Long.BYTES + Integer.BYTES);
        ByteBuffer queue = in.struct(StatisticsAttribute.TCA_STATS_QUEUE, gnet_stats_queue.sizeof());
        return new TrafficStatistics(
                basic == null ? 0 : basic.getLong((int) gnet_stats_basic.bytes$offset()),
                number(basic, gnet_stats_basic.packets$offset()),
                number(queue, gnet_stats_queue.drops$offset()),
                number(queue, gnet_stats_queue.overlimits$offset()),
                number(queue, gnet_stats_queue.requeues$offset()),
                number(queue, gnet_stats_queue.qlen$offset()),
                number(queue, gnet_stats_queue.backlog$offset()));
    }

    private static long number(ByteBuffer in, long at) {
        return in == null ? 0 : Integer.toUnsignedLong(in.getInt((int) at));
    }
}
