package ns.net.link;

import ns.net.bindings.net_h;
import ns.net.wire.Attribute;

/** What is inside IFLA_LINKINFO; linux/if_link.h. */
enum InfoAttribute implements Attribute {
    IFLA_INFO_KIND(net_h.IFLA_INFO_KIND()),
    IFLA_INFO_DATA(net_h.IFLA_INFO_DATA()),
    IFLA_INFO_SLAVE_KIND(net_h.IFLA_INFO_SLAVE_KIND()),
    IFLA_INFO_SLAVE_DATA(net_h.IFLA_INFO_SLAVE_DATA());

    private final int type;

    InfoAttribute(int type) {
        this.type = type;
    }

    @Override
    public int type() {
        return type;
    }
}
