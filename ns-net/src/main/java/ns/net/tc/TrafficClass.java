package ns.net.tc;

import java.util.Objects;
import java.util.Optional;

/**
 * A class of an htb queueing discipline; a line of {@code tc class show}.
 *
 * @param link the index of the link
 * @param parent the queueing discipline, or another class
 * @param handle by which others name it; {@code classid 1:10}
 * @param rate that it is sure of, in bits per second
 * @param ceil that it may reach where others leave it, in bits per second
 * @param burst how many bytes may pass at once
 * @param ceilBurst how many bytes may pass at once beyond its rate
 * @param priority the lower, the earlier it gets what others leave
 * @param quantum how many bytes it sends in a turn; 0 for the kernel's choice
 * @param statistics what has passed it; empty in a request
 */
public record TrafficClass(int link, Handle parent, Handle handle, long rate, long ceil, long burst, long ceilBurst,
        int priority, int quantum, Optional<TrafficStatistics> statistics) {

    /** Of which tc makes the least burst. */
    private static final long MTU = 1600;

    /** Refuses null. */
    public TrafficClass {
        Objects.requireNonNull(parent, "parent");
        Objects.requireNonNull(handle, "handle");
    }

    /**
     * A class with nothing special; {@code tc class add dev LINK parent 1: classid 1:10 htb rate RATE ceil CEIL}.
     *
     * @param link the index of the link
     * @param parent the queueing discipline, or another class
     * @param handle of its own
     * @param rate in bits per second
     * @param ceil in bits per second
     * @return with the bursts that tc chooses
     */
    public static TrafficClass of(int link, Handle parent, Handle handle, long rate, long ceil) {
        return new TrafficClass(link, parent, handle, rate, ceil, burst(rate), burst(ceil), 0, 0, Optional.empty());
    }

    private static long burst(long rate) {
        return rate / Byte.SIZE / Rates.NANOS_PER_SECOND + MTU;
    }
}
