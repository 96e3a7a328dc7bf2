package ns.net.tc;

import ns.net.bindings.net_h;
import ns.net.netlink.Change;
import ns.net.netlink.Dump;
import ns.net.wire.MessageWriter;

/** Requests about the classes of htb queueing disciplines; {@code tc class}. */
public final class TrafficClasses {

    private TrafficClasses() {}

    /**
     * Makes a class; {@code tc class add}.
     *
     * @param each which, and where
     * @return the request; an EEXIST where there is one
     */
    public static Change add(TrafficClass each) {
        return change("class add", each, net_h.NLM_F_CREATE() | net_h.NLM_F_EXCL());
    }

    /**
     * Makes a class, or changes it; {@code tc class replace}.
     *
     * @param each which, and where
     * @return the request
     */
    public static Change replace(TrafficClass each) {
        return change("class replace", each, net_h.NLM_F_CREATE() | net_h.NLM_F_REPLACE());
    }

    /**
     * Changes a class; {@code tc class change}.
     *
     * @param each which
     * @return the request
     */
    public static Change change(TrafficClass each) {
        return change("class change", each, 0);
    }

    private static Change change(String operation, TrafficClass each, int flags) {
        MessageWriter out = TcCodec.encode(each);
        return new Change(operation, "dev " + each.link() + " parent " + each.parent() + " classid " + each.handle(),
                net_h.RTM_NEWTCLASS(), flags, out.toBytes(), out::nameAt);
    }

    /**
     * Removes a class; {@code tc class del}.
     *
     * @param link the index of the link
     * @param handle of the class
     * @return the request; an EBUSY where it is in use
     */
    public static Change delete(int link, Handle handle) {
        MessageWriter out = TcCodec.header(link, Handle.NONE, handle);
        return new Change("class del", "dev " + link + " classid " + handle, net_h.RTM_DELTCLASS(), 0, out.toBytes(), out::nameAt);
    }

    /**
     * The htb classes of a link; {@code tc class show dev LINK}.
     *
     * @param link its index
     * @return the request
     */
    public static Dump<TrafficClass> of(int link) {
        return new Dump<>("class show", "dev " + link, net_h.RTM_GETTCLASS(),
                TcCodec.header(link, Handle.NONE, Handle.NONE).toBytes(), TcCodec::decodeClass);
    }
}
