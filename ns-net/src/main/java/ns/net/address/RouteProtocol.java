package ns.net.address;

import java.util.Map;
import ns.net.bindings.net_h;
import ns.net.wire.Invalid;

/**
 * Who has made a route, a rule or a neighbour; rtm_protocol in linux/rtnetlink.h. Any number is one, some have names.
 *
 * @param number 0 to 255
 */
public record RouteProtocol(int number) {

    /** Nobody says; in a request to delete, anybody. */
    public static final RouteProtocol UNSPEC = new RouteProtocol(net_h.RTPROT_UNSPEC());
    /** An ICMP redirect. */
    public static final RouteProtocol REDIRECT = new RouteProtocol(net_h.RTPROT_REDIRECT());
    /** The kernel, with an address or a link. */
    public static final RouteProtocol KERNEL = new RouteProtocol(net_h.RTPROT_KERNEL());
    /** What {@code ip} says where it is not told. */
    public static final RouteProtocol BOOT = new RouteProtocol(net_h.RTPROT_BOOT());
    /** The administrator: routing daemons leave it alone. */
    public static final RouteProtocol STATIC = new RouteProtocol(net_h.RTPROT_STATIC());
    /** A router advertisement of IPv6. */
    public static final RouteProtocol RA = new RouteProtocol(net_h.RTPROT_RA());
    /** A DHCP client. */
    public static final RouteProtocol DHCP = new RouteProtocol(net_h.RTPROT_DHCP());

    /** As in /etc/iproute2/rt_protos. */
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(net_h.RTPROT_UNSPEC(), "unspec"),
            Map.entry(net_h.RTPROT_REDIRECT(), "redirect"),
            Map.entry(net_h.RTPROT_KERNEL(), "kernel"),
            Map.entry(net_h.RTPROT_BOOT(), "boot"),
            Map.entry(net_h.RTPROT_STATIC(), "static"),
            Map.entry(net_h.RTPROT_GATED(), "gated"),
            Map.entry(net_h.RTPROT_RA(), "ra"),
            Map.entry(net_h.RTPROT_MRT(), "mrt"),
            Map.entry(net_h.RTPROT_ZEBRA(), "zebra"),
            Map.entry(net_h.RTPROT_BIRD(), "bird"),
            Map.entry(net_h.RTPROT_DNROUTED(), "dnrouted"),
            Map.entry(net_h.RTPROT_XORP(), "xorp"),
            Map.entry(net_h.RTPROT_NTK(), "ntk"),
            Map.entry(net_h.RTPROT_DHCP(), "dhcp"),
            Map.entry(net_h.RTPROT_KEEPALIVED(), "keepalived"),
            Map.entry(net_h.RTPROT_BABEL(), "babel"),
            Map.entry(net_h.RTPROT_OPENR(), "openr"),
            Map.entry(net_h.RTPROT_BGP(), "bgp"),
            Map.entry(net_h.RTPROT_ISIS(), "isis"),
            Map.entry(net_h.RTPROT_OSPF(), "ospf"),
            Map.entry(net_h.RTPROT_RIP(), "rip"),
            Map.entry(net_h.RTPROT_EIGRP(), "eigrp"));

    /**
     * Reads the name {@code ip} has for it, or a number.
     *
     * @param text {@code static}, {@code bgp}, {@code 77}
     * @return the protocol
     * @throws IllegalArgumentException where the text is neither
     */
    public static RouteProtocol parse(String text) {
        for (Map.Entry<Integer, String> each : NAMES.entrySet()) {
            if (each.getValue().equals(text)) {
                return new RouteProtocol(each.getKey());
            }
        }
        try {
            return new RouteProtocol(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw Invalid.argument("protocol", "'" + text + "'", "take from " + NAMES.values() + " or a number");
        }
    }

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException where it does not fit a byte
     */
    public RouteProtocol {
        if (number < 0 || number > 0xff) {
            throw Invalid.argument("protocol", Integer.toString(number), "must be 0 to 255");
        }
    }

    /**
     * The name {@code ip} has for it.
     *
     * @return or its number
     */
    @Override
    public String toString() {
        return NAMES.getOrDefault(number, Integer.toString(number));
    }
}
