package ns.net.link;

import java.util.EnumSet;
import java.util.Set;
import ns.net.bindings.net_h;

/** What {@code ip link} writes in pointed brackets; IFF_* in linux/if.h. */
public enum LinkFlag {
    /** Loopback. */
    LOOPBACK(net_h.IFF_LOOPBACK()),
    /** Packets can be sent to all at once. */
    BROADCAST(net_h.IFF_BROADCAST()),
    /** It has one other end. */
    POINTOPOINT(net_h.IFF_POINTOPOINT()),
    /** Packets can be sent to groups. */
    MULTICAST(net_h.IFF_MULTICAST()),
    /** No address resolution. */
    NOARP(net_h.IFF_NOARP()),
    /** It receives packets for all groups. */
    ALLMULTI(net_h.IFF_ALLMULTI()),
    /** It receives packets for all. */
    PROMISC(net_h.IFF_PROMISC()),
    /** Others share their load through it. */
    MASTER(net_h.IFF_MASTER()),
    /** It shares the load of a master. */
    SLAVE(net_h.IFF_SLAVE()),
    /** Debugging. */
    DEBUG(net_h.IFF_DEBUG()),
    /** Addresses are lost when it goes down. */
    DYNAMIC(net_h.IFF_DYNAMIC()),
    /** The medium is chosen by itself. */
    AUTOMEDIA(net_h.IFF_AUTOMEDIA()),
    /** The medium can be chosen. */
    PORTSEL(net_h.IFF_PORTSEL()),
    /** Trailers are avoided. */
    NOTRAILERS(net_h.IFF_NOTRAILERS()),
    /** It is switched on. */
    UP(net_h.IFF_UP()),
    /** It is switched on and works; {@code ip} shows instead that it does not, as NO-CARRIER. */
    RUNNING(net_h.IFF_RUNNING()),
    /** The driver has signal. */
    LOWER_UP(net_h.IFF_LOWER_UP()),
    /** The driver has signal, but waits for something. */
    DORMANT(net_h.IFF_DORMANT()),
    /** Sent packets come back. */
    ECHO(net_h.IFF_ECHO());

    private final int bit;

    LinkFlag(int bit) {
        this.bit = bit;
    }

    static Set<LinkFlag> of(int bits) {
        Set<LinkFlag> flags = EnumSet.noneOf(LinkFlag.class);
        for (LinkFlag flag : values()) {
            if ((bits & flag.bit) != 0) {
                flags.add(flag);
            }
        }
        return flags;
    }
}
