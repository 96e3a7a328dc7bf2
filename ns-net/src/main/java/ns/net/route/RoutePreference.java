package ns.net.route;

import java.util.Locale;
import ns.net.bindings.net_h;
import ns.net.wire.MalformedMessageException;

/** Which of several default routers of IPv6 to take; RFC 4191. */
public enum RoutePreference {
    /** Rather another. */
    LOW(net_h.ICMPV6_ROUTER_PREF_LOW()),
    /** What is not said otherwise. */
    MEDIUM(net_h.ICMPV6_ROUTER_PREF_MEDIUM()),
    /** Before others. */
    HIGH(net_h.ICMPV6_ROUTER_PREF_HIGH());

    private final int number;

    RoutePreference(int number) {
        this.number = number;
    }

    static RoutePreference of(int number) {
        for (RoutePreference each : values()) {
            if (each.number == number) {
                return each;
            }
        }
        throw new MalformedMessageException("a route's preference of " + number);
    }

    int number() {
        return number;
    }

    /**
     * The word {@code ip} has for it.
     *
     * @return in small letters
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
