package ns.net.link;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import ns.net.NetNamespace;
import ns.net.bindings.net_h;
import ns.net.bindings.rtgenmsg;
import ns.net.netlink.Change;
import ns.net.netlink.Dump;
import ns.net.netlink.Query;
import ns.net.wire.Attributes;
import ns.net.wire.MessageWriter;

/**
 * Requests about the ids by which a namespace names others, as in {@link Link#linkNamespace}; {@code ip netns list-id}. Each
 * namespace has ids of its own for others.
 */
public final class NamespaceIds {

    /** What the kernel answers where there is none, and is asked for where any will do. */
    private static final int NONE = net_h.NETNSA_NSID_NOT_ASSIGNED();

    private NamespaceIds() {}

    /**
     * Gives a namespace an id; {@code ip netns set NAME ID}.
     *
     * @param namespace open until the request is made
     * @param id 0 or more
     * @return the request; an EEXIST where the namespace has one, or another has this
     */
    public static Change assign(NetNamespace namespace, int id) {
        MessageWriter out = about(namespace).u32(NamespaceIdAttribute.NETNSA_NSID, id);
        return new Change("netns set", namespace + " " + id, net_h.RTM_NEWNSID(), 0, out.toBytes(), out::nameAt);
    }

    /**
     * The id of a namespace.
     *
     * @param namespace open until the request is made
     * @return the request, whose answer is empty where it has none
     */
    public static Query<OptionalInt> of(NetNamespace namespace) {
        MessageWriter out = about(namespace);
        return new Query<>("netns list-id", namespace.toString(), net_h.RTM_GETNSID(), out.toBytes(), out::nameAt, in -> {
            int id = decode(in);
            return id == NONE ? OptionalInt.empty() : OptionalInt.of(id);
        });
    }

    /**
     * All ids that have been given; {@code ip netns list-id}.
     *
     * @return the request
     */
    public static Dump<Integer> all() {
        return new Dump<>("netns list-id", "", net_h.RTM_GETNSID(), new MessageWriter(rtgenmsg.sizeof()).toBytes(),
                NamespaceIds::decode);
    }

    private static MessageWriter about(NetNamespace namespace) {
        return new MessageWriter(rtgenmsg.sizeof()).u32(NamespaceIdAttribute.NETNSA_FD, namespace.descriptor());
    }

    private static int decode(ByteBuffer in) {
        return Attributes.behind(in, rtgenmsg.sizeof()).s32(NamespaceIdAttribute.NETNSA_NSID, NONE);
    }
}
