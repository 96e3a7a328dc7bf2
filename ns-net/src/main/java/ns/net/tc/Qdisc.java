package ns.net.tc;

import java.util.Objects;
import java.util.Optional;

/**
 * A queueing discipline of a link; a line of {@code tc qdisc show}.
 *
 * @param link the index of the link
 * @param parent where it is attached: {@link Handle#ROOT}, or a class
 * @param handle by which others name it; {@link Handle#NONE} for one the kernel chooses
 * @param kind what it does
 * @param statistics what has passed it; empty in a request
 */
public record Qdisc(int link, Handle parent, Handle handle, QdiscKind kind, Optional<TrafficStatistics> statistics) {

    /** Refuses null. */
    public Qdisc {
        Objects.requireNonNull(parent, "parent");
        Objects.requireNonNull(handle, "handle");
        Objects.requireNonNull(kind, "kind");
    }

    /**
     * One that all packets leave the link by; {@code tc qdisc add dev LINK root KIND}. Of clsact and ingress, where they belong.
     *
     * @param link its index
     * @param kind what it does
     * @return with a handle that the kernel chooses
     */
    public static Qdisc root(int link, QdiscKind kind) {
        return switch (kind) {
            case QdiscKind.Clsact _ -> new Qdisc(link, Handle.CLSACT, Handle.of(0xffff, 0), kind, Optional.empty());
            case QdiscKind.Ingress _ -> new Qdisc(link, Handle.INGRESS, Handle.of(0xffff, 0), kind, Optional.empty());
            default -> new Qdisc(link, Handle.ROOT, Handle.NONE, kind, Optional.empty());
        };
    }

    /**
     * The same, with a handle; {@code handle 1:}.
     *
     * @param other by which classes name it
     * @return a copy
     */
    public Qdisc withHandle(Handle other) {
        return new Qdisc(link, parent, other, kind, statistics);
    }

    /**
     * The same, in a class; {@code parent 1:10}.
     *
     * @param other handle of the class
     * @return a copy
     */
    public Qdisc withParent(Handle other) {
        return new Qdisc(link, other, handle, kind, statistics);
    }
}
