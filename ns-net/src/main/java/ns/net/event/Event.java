package ns.net.event;

import ns.net.address.Address;
import ns.net.address.Neighbour;
import ns.net.link.Link;
import ns.net.route.Route;
import ns.net.route.Rule;

/** Something has changed, or was there already; a line of {@code ip monitor}. */
public sealed interface Event {

    /** What has become of it. */
    enum What {
        /** It was there when the snapshot was made. */
        PRESENT,
        /** It is new, or has changed. */
        CHANGED,
        /** It is gone. */
        REMOVED
    }

    /**
     * Of a link.
     *
     * @param what has become of it
     * @param link as it is now, or was
     */
    record OfLink(What what, Link link) implements Event {}

    /**
     * Of an address.
     *
     * @param what has become of it
     * @param address as it is now, or was
     */
    record OfAddress(What what, Address address) implements Event {}

    /**
     * Of a route.
     *
     * @param what has become of it
     * @param route as it is now, or was
     */
    record OfRoute(What what, Route route) implements Event {}

    /**
     * Of a neighbour.
     *
     * @param what has become of it
     * @param neighbour as it is now, or was
     */
    record OfNeighbour(What what, Neighbour neighbour) implements Event {}

    /**
     * Of a rule.
     *
     * @param what has become of it
     * @param rule as it is now, or was
     */
    record OfRule(What what, Rule rule) implements Event {}

    /** All that was there has been told; what follows is news. */
    record SnapshotEnd() implements Event {}

    /**
     * Changes came faster than they were taken, and some are lost. The subscription goes on; where a snapshot was asked for,
     * a new one follows.
     */
    record Overrun() implements Event {}
}
