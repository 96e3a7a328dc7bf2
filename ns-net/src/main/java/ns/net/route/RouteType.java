package ns.net.route;

import java.util.Locale;
import ns.net.bindings.net_h;
import ns.net.wire.MalformedMessageException;

/** What becomes of the packets a route is for; RTN_* in linux/rtnetlink.h. */
public enum RouteType {
    /** Any; only in what names routes to delete or to list. */
    UNSPEC(net_h.RTN_UNSPEC()),
    /** They go to the next hop. */
    UNICAST(net_h.RTN_UNICAST()),
    /** They are for this host. */
    LOCAL(net_h.RTN_LOCAL()),
    /** They go out, or come in, as a broadcast. */
    BROADCAST(net_h.RTN_BROADCAST()),
    /** They come in as a broadcast, and go out as a unicast. */
    ANYCAST(net_h.RTN_ANYCAST()),
    /** They go to a group. */
    MULTICAST(net_h.RTN_MULTICAST()),
    /** They are dropped; a local sender gets EINVAL. */
    BLACKHOLE(net_h.RTN_BLACKHOLE()),
    /** They are dropped, and the sender is told that the host is unreachable; a local one gets EHOSTUNREACH. */
    UNREACHABLE(net_h.RTN_UNREACHABLE()),
    /** They are dropped, and the sender is told that it is prohibited; a local one gets EACCES. */
    PROHIBIT(net_h.RTN_PROHIBIT()),
    /** The search goes on in the next table. */
    THROW(net_h.RTN_THROW()),
    /** Translated, by kernels of old. */
    NAT(net_h.RTN_NAT()),
    /** By a resolver outside of the kernel, never implemented. */
    XRESOLVE(net_h.RTN_XRESOLVE());

    private static final RouteType[] ALL = values();

    private final int number;

    RouteType(int number) {
        this.number = number;
    }

    static RouteType of(int number) {
        if (number < ALL.length && ALL[number].number == number) {
            return ALL[number];
        }
        throw new MalformedMessageException("a route of type " + number);
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
