package ns.net.tc;

import ns.net.bindings.net_h;
import ns.net.netlink.Change;
import ns.net.netlink.Dump;
import ns.net.wire.MessageWriter;

/** Requests about queueing disciplines; {@code tc qdisc}. */
public final class Qdiscs {

    private Qdiscs() {}

    /**
     * Attaches a queueing discipline; {@code tc qdisc add}.
     *
     * @param qdisc which, and where
     * @return the request; an EEXIST where there is one, an ENOENT where the kernel has none of this kind
     */
    public static Change add(Qdisc qdisc) {
        return change("qdisc add", qdisc, net_h.NLM_F_CREATE() | net_h.NLM_F_EXCL());
    }

    /**
     * Attaches a queueing discipline, also in the place of another; {@code tc qdisc replace}.
     *
     * @param qdisc which, and where
     * @return the request
     */
    public static Change replace(Qdisc qdisc) {
        return change("qdisc replace", qdisc, net_h.NLM_F_CREATE() | net_h.NLM_F_REPLACE());
    }

    /**
     * Changes the options of a queueing discipline; {@code tc qdisc change}.
     *
     * @param qdisc of the same kind
     * @return the request
     */
    public static Change change(Qdisc qdisc) {
        return change("qdisc change", qdisc, 0);
    }

    private static Change change(String operation, Qdisc qdisc, int flags) {
        MessageWriter out = TcCodec.encode(qdisc);
        return new Change(operation, "dev " + qdisc.link() + " " + qdisc.parent() + " " + qdisc.kind().kind(),
                net_h.RTM_NEWQDISC(), flags, out.toBytes(), out::nameAt);
    }

    /**
     * Removes a queueing discipline, and all in it; {@code tc qdisc del}.
     *
     * @param link the index of the link
     * @param parent where it is attached
     * @return the request; an ENOENT where there is none but the kernel's own
     */
    public static Change delete(int link, Handle parent) {
        MessageWriter out = TcCodec.header(link, parent, Handle.NONE);
        return new Change("qdisc del", "dev " + link + " " + parent, net_h.RTM_DELQDISC(), 0, out.toBytes(), out::nameAt);
    }

    /**
     * The queueing disciplines of all links; {@code tc qdisc show}.
     *
     * @return the request
     */
    public static Dump<Qdisc> all() {
        return new Dump<>("qdisc show", "", net_h.RTM_GETQDISC(),
                TcCodec.header(0, Handle.NONE, Handle.NONE).toBytes(), TcCodec::decodeQdisc);
    }

    /**
     * The queueing disciplines of a link; {@code tc qdisc show dev LINK}.
     *
     * @param link its index
     * @return the request
     */
    public static Dump<Qdisc> of(int link) {
        return all().filter(qdisc -> qdisc.link() == link); // the kernel ignores which link is asked for
    }
}
