package ns.net.link;

import ns.net.bindings.net_h;
import ns.net.wire.Attribute;

/** What is inside IFLA_AF_SPEC of the family AF_BRIDGE; linux/if_bridge.h. */
enum BridgeAttribute implements Attribute {
    IFLA_BRIDGE_VLAN_INFO(net_h.IFLA_BRIDGE_VLAN_INFO());

    private final int type;

    BridgeAttribute(int type) {
        this.type = type;
    }

    @Override
    public int type() {
        return type;
    }
}
