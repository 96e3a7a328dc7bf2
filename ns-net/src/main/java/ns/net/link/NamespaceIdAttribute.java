package ns.net.link;

import ns.net.bindings.net_h;
import ns.net.wire.Attribute;

/** The attributes of RTM_NEWNSID; linux/net_namespace.h. */
enum NamespaceIdAttribute implements Attribute {
    NETNSA_NSID(net_h.NETNSA_NSID()),
    NETNSA_FD(net_h.NETNSA_FD());

    private final int type;

    NamespaceIdAttribute(int type) {
        this.type = type;
    }

    @Override
    public int type() {
        return type;
    }
}
