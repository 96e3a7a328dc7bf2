package ns.net.event;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BiFunction;
import ns.net.address.Addresses;
import ns.net.address.Neighbours;
import ns.net.bindings.net_h;
import ns.net.link.Links;
import ns.net.netlink.Dump;
import ns.net.route.Routes;
import ns.net.route.Rules;

/** Of what a subscription tells; {@code ip monitor link address route neigh rule}. */
public enum EventKind {
    /** Links. */
    LINK(net_h.RTM_NEWLINK(), Source.of(Links.all(), Event.OfLink::new), net_h.RTNLGRP_LINK()),
    /** Addresses, of IPv4 and IPv6. */
    ADDRESS(net_h.RTM_NEWADDR(), Source.of(Addresses.all(), Event.OfAddress::new),
            net_h.RTNLGRP_IPV4_IFADDR(), net_h.RTNLGRP_IPV6_IFADDR()),
    /** Routes, of IPv4 and IPv6. */
    ROUTE(net_h.RTM_NEWROUTE(), Source.of(Routes.all(), Event.OfRoute::new),
            net_h.RTNLGRP_IPV4_ROUTE(), net_h.RTNLGRP_IPV6_ROUTE()),
    /** Neighbours. */
    NEIGHBOUR(net_h.RTM_NEWNEIGH(), Source.of(Neighbours.all(), Event.OfNeighbour::new), net_h.RTNLGRP_NEIGH()),
    /** Rules, of IPv4 and IPv6. */
    RULE(net_h.RTM_NEWRULE(), Source.of(Rules.all(), Event.OfRule::new), net_h.RTNLGRP_IPV4_RULE(), net_h.RTNLGRP_IPV6_RULE());

    /** How what there is of a kind is listed, and becomes events. */
    record Source<T>(Dump<T> dump, BiFunction<Event.What, T, Event> event) {

        static <T> Source<T> of(Dump<T> dump, BiFunction<Event.What, T, Event> event) {
            return new Source<>(dump, event);
        }

        Optional<Event> decode(Event.What what, ByteBuffer message) {
            return dump.decode(message).map(value -> event.apply(what, value));
        }
    }

    private final int added;
    private final Source<?> source;
    private final int[] groups;

    EventKind(int added, Source<?> source, int... groups) {
        this.added = added;
        this.source = source;
        this.groups = groups;
    }

    Source<?> source() {
        return source;
    }

    int[] groups() {
        return groups;
    }

    /** What a message of this type says of this kind; empty where it is about something else. */
    Optional<Event.What> what(int type, ByteBuffer message) {
        // A bridge tells of its ports in messages about links, in which one that leaves it seems to be removed.
        boolean ofBridge = this == LINK && message.hasRemaining() && message.get(0) == net_h.AF_BRIDGE();
        if (ofBridge) {
            return Optional.empty();
        } else if (type == added) {
            return Optional.of(Event.What.CHANGED);
        }
        return type == added + 1 ? Optional.of(Event.What.REMOVED) : Optional.empty();
    }
}
