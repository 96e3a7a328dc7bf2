package ns.net.route;

import java.net.InetAddress;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.bindings.net_h;
import ns.net.bindings.rtmsg;
import ns.net.netlink.Change;
import ns.net.netlink.Dump;
import ns.net.netlink.Query;
import ns.net.wire.MessageWriter;

/** Requests about routes; {@code ip route}. */
public final class Routes {

    private Routes() {}

    /**
     * Adds a route; {@code ip route add}.
     *
     * @param route which
     * @return the request; an EEXIST where there is one to the same destination with the same priority, an ENETUNREACH
     *     where the gateway is on no link, an ENETDOWN where the link is down
     */
    public static Change add(Route route) {
        return change("route add", route, net_h.RTM_NEWROUTE(), net_h.NLM_F_CREATE() | net_h.NLM_F_EXCL());
    }

    /**
     * Puts a route in the place of the one to the same destination with the same priority, or adds it;
     * {@code ip route replace}.
     *
     * @param route which
     * @return the request
     */
    public static Change replace(Route route) {
        return change("route replace", route, net_h.RTM_NEWROUTE(), net_h.NLM_F_CREATE() | net_h.NLM_F_REPLACE());
    }

    /**
     * Puts a route in the place of the one to the same destination with the same priority; {@code ip route change}.
     *
     * @param route which
     * @return the request; an ENOENT where there is none
     */
    public static Change change(Route route) {
        return change("route change", route, net_h.RTM_NEWROUTE(), net_h.NLM_F_REPLACE());
    }

    /**
     * Adds a route behind those to the same destination with the same priority; {@code ip route append}. Of IPv6 it becomes
     * a next hop of theirs.
     *
     * @param route which
     * @return the request
     */
    public static Change append(Route route) {
        return change("route append", route, net_h.RTM_NEWROUTE(), net_h.NLM_F_CREATE() | net_h.NLM_F_APPEND());
    }

    /**
     * Deletes a route with all that it says, as it was added or listed; {@code ip route del}. {@link Route#matching} names
     * one by less.
     *
     * @param route which
     * @return the request; an ESRCH where there is none such. Of several, the first goes
     */
    public static Change delete(Route route) {
        return change("route del", route, net_h.RTM_DELROUTE(), 0);
    }

    /**
     * Deletes the first route to a destination in the main table, whatever else it says; {@code ip route del PREFIX}.
     *
     * @param destination where to
     * @return the request; an ESRCH where there is none
     */
    public static Change delete(IpPrefix destination) {
        return delete(Route.matching(destination).build());
    }

    private static Change change(String operation, Route route, int type, int flags) {
        MessageWriter out = RouteCodec.encode(route);
        return new Change(operation, route.toString(), type, flags, out.toBytes(), out::nameAt);
    }

    /**
     * The routes of both families and all tables; {@code ip route show table all}, {@code ip -6 route show table all}.
     *
     * @return the request
     */
    public static Dump<Route> all() {
        return of(RouteFilter.ALL);
    }

    /**
     * The routes of one table, of both families; {@code ip route show table NUMBER}.
     *
     * @param table its number, as in {@link RouteTables}
     * @return the request
     */
    public static Dump<Route> of(long table) {
        return of(RouteFilter.ALL.table(table));
    }

    /**
     * Chosen routes; {@code ip route show SELECTOR}.
     *
     * @param filter which
     * @return the request; an ENOENT where a table of one family is asked for, in which there never was a route
     */
    public static Dump<Route> of(RouteFilter filter) {
        MessageWriter out = new MessageWriter(rtmsg.sizeof());
        out.put8(rtmsg.rtm_family$offset(), filter.family().map(IpFamily::number).orElse(net_h.AF_UNSPEC()));
        out.put8(rtmsg.rtm_type$offset(), filter.type().number());
        out.put8(rtmsg.rtm_protocol$offset(), filter.protocol().number());
        RouteCodec.table(out, filter.table());
        filter.link().ifPresent(link -> out.u32(RouteAttribute.RTA_OIF, link));
        return new Dump<>("route show", filter.toString(), net_h.RTM_GETROUTE(), out.toBytes(), RouteCodec::decode);
    }

    /**
     * Where a packet of this host's own would go; {@code ip route get ADDRESS}.
     *
     * @param destination where to
     * @return the request; see {@link #get(RouteLookup)}
     */
    public static Query<Route> get(InetAddress destination) {
        return get(RouteLookup.to(destination));
    }

    /**
     * Where a packet would go; {@code ip route get}.
     *
     * @param packet which
     * @return the request; an ENETUNREACH where there is no route, or the error of the route that forbids it, an EHOSTUNREACH,
     *     EACCES or EINVAL
     */
    public static Query<Route> get(RouteLookup packet) {
        MessageWriter out = new MessageWriter(rtmsg.sizeof());
        IpPrefix to = IpPrefix.of(packet.destination());
        out.put8(rtmsg.rtm_family$offset(), to.family().number());
        out.put8(rtmsg.rtm_dst_len$offset(), to.length());
        out.put8(rtmsg.rtm_tos$offset(), packet.tos());
        // IPv6 says the table in any case, and refuses to be asked.
        int table = to.family() == IpFamily.IPV4 ? net_h.RTM_F_LOOKUP_TABLE() : 0;
        out.put32(rtmsg.rtm_flags$offset(), table | (packet.fibMatch() ? net_h.RTM_F_FIB_MATCH() : 0));
        out.address(RouteAttribute.RTA_DST, to.address());
        packet.source().ifPresent(from -> {
            out.put8(rtmsg.rtm_src_len$offset(), to.length());
            out.address(RouteAttribute.RTA_SRC, from);
        });
        packet.inputLink().ifPresent(link -> out.u32(RouteAttribute.RTA_IIF, link));
        packet.outputLink().ifPresent(link -> out.u32(RouteAttribute.RTA_OIF, link));
        packet.mark().ifPresent(mark -> out.u32(RouteAttribute.RTA_MARK, mark));
        return new Query<>("route get", packet.toString(), net_h.RTM_GETROUTE(), out.toBytes(), out::nameAt,
                RouteCodec::decode);
    }
}
