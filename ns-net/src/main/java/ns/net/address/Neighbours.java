package ns.net.address;

import java.net.InetAddress;
import ns.net.bindings.ndmsg;
import ns.net.bindings.net_h;
import ns.net.netlink.Change;
import ns.net.netlink.Dump;
import ns.net.netlink.Query;
import ns.net.wire.MessageWriter;

/** Requests about the neighbours of links; {@code ip neighbour}. */
public final class Neighbours {

    private Neighbours() {}

    /**
     * Adds a neighbour; {@code ip neighbour add}.
     *
     * @param neighbour which
     * @return the request; an EEXIST where there is one of the same address
     */
    public static Change add(Neighbour neighbour) {
        return change("neigh add", neighbour, net_h.RTM_NEWNEIGH(), net_h.NLM_F_CREATE() | net_h.NLM_F_EXCL());
    }

    /**
     * Adds a neighbour, or changes the one of the same address; {@code ip neighbour replace}.
     *
     * @param neighbour which
     * @return the request
     */
    public static Change replace(Neighbour neighbour) {
        return change("neigh replace", neighbour, net_h.RTM_NEWNEIGH(), net_h.NLM_F_CREATE() | net_h.NLM_F_REPLACE());
    }

    /**
     * Changes a neighbour; {@code ip neighbour change}.
     *
     * @param neighbour which
     * @return the request; an ENOENT where there is none of the address
     */
    public static Change change(Neighbour neighbour) {
        return change("neigh change", neighbour, net_h.RTM_NEWNEIGH(), net_h.NLM_F_REPLACE());
    }

    /**
     * Deletes a neighbour, or a proxy; {@code ip neighbour del}.
     *
     * @param neighbour of which link, address and the flag proxy count
     * @return the request; an ENOENT where there is none
     */
    public static Change delete(Neighbour neighbour) {
        return change("neigh del", neighbour, net_h.RTM_DELNEIGH(), 0);
    }

    private static Change change(String operation, Neighbour neighbour, int type, int flags) {
        MessageWriter out = NeighbourCodec.encode(neighbour);
        return new Change(operation, neighbour.toString(), type, flags, out.toBytes(), out::nameAt);
    }

    /**
     * The neighbours of all links; {@code ip neighbour show}, and those of {@code nud noarp} too, which that leaves out.
     *
     * @return the request
     */
    public static Dump<Neighbour> all() {
        return of(0);
    }

    /**
     * The neighbours of one link; {@code ip neighbour show dev NAME}.
     *
     * @param link its index
     * @return the request
     */
    public static Dump<Neighbour> of(int link) {
        return of(link, 0, "");
    }

    /**
     * The neighbours for which this host answers; {@code ip neighbour show proxy}.
     *
     * @return the request
     */
    public static Dump<Neighbour> proxies() {
        return of(0, net_h.NTF_PROXY(), "proxy");
    }

    private static Dump<Neighbour> of(int link, int flags, String subject) {
        MessageWriter out = new MessageWriter(ndmsg.sizeof());
        out.put8(ndmsg.ndm_flags$offset(), flags);
        if (link != 0) {
            out.u32(NeighbourAttribute.NDA_IFINDEX, link);
        }
        return new Dump<>("neigh show", link == 0 ? subject : "dev " + link, net_h.RTM_GETNEIGH(), out.toBytes(),
                NeighbourCodec::decode);
    }

    /**
     * One neighbour; {@code ip neighbour get ADDRESS dev NAME}.
     *
     * @param link the index of its link
     * @param address of the neighbour
     * @return the request; an ENOENT where there is none
     */
    public static Query<Neighbour> get(int link, InetAddress address) {
        MessageWriter out = new MessageWriter(ndmsg.sizeof());
        out.put8(ndmsg.ndm_family$offset(), IpFamily.of(address).number());
        out.put32(ndmsg.ndm_ifindex$offset(), link);
        out.address(NeighbourAttribute.NDA_DST, address);
        return new Query<>("neigh get", IpPrefix.text(address) + " dev " + link, net_h.RTM_GETNEIGH(), out.toBytes(),
                out::nameAt, NeighbourCodec::decode);
    }
}
