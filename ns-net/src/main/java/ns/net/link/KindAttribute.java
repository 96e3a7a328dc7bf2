package ns.net.link;

import ns.net.bindings.net_h;
import ns.net.wire.Attribute;

/** What is inside IFLA_INFO_DATA, kind by kind; linux/if_link.h, linux/veth.h. */
enum KindAttribute implements Attribute {
    VETH_INFO_PEER(net_h.VETH_INFO_PEER()),
    IFLA_BR_FORWARD_DELAY(net_h.IFLA_BR_FORWARD_DELAY()),
    IFLA_BR_HELLO_TIME(net_h.IFLA_BR_HELLO_TIME()),
    IFLA_BR_MAX_AGE(net_h.IFLA_BR_MAX_AGE()),
    IFLA_BR_AGEING_TIME(net_h.IFLA_BR_AGEING_TIME()),
    IFLA_BR_STP_STATE(net_h.IFLA_BR_STP_STATE()),
    IFLA_BR_PRIORITY(net_h.IFLA_BR_PRIORITY()),
    IFLA_BR_VLAN_FILTERING(net_h.IFLA_BR_VLAN_FILTERING()),
    IFLA_BR_VLAN_PROTOCOL(net_h.IFLA_BR_VLAN_PROTOCOL()),
    IFLA_BR_MCAST_SNOOPING(net_h.IFLA_BR_MCAST_SNOOPING()),
    IFLA_BR_VLAN_DEFAULT_PVID(net_h.IFLA_BR_VLAN_DEFAULT_PVID()),
    IFLA_MACVLAN_MODE(net_h.IFLA_MACVLAN_MODE()),
    IFLA_IPVLAN_MODE(net_h.IFLA_IPVLAN_MODE()),
    IFLA_IPVLAN_FLAGS(net_h.IFLA_IPVLAN_FLAGS()),
    IFLA_VLAN_ID(net_h.IFLA_VLAN_ID()),
    IFLA_VLAN_FLAGS(net_h.IFLA_VLAN_FLAGS()),
    IFLA_VLAN_PROTOCOL(net_h.IFLA_VLAN_PROTOCOL()),
    IFLA_VXLAN_ID(net_h.IFLA_VXLAN_ID()),
    IFLA_VXLAN_GROUP(net_h.IFLA_VXLAN_GROUP()),
    IFLA_VXLAN_GROUP6(net_h.IFLA_VXLAN_GROUP6()),
    IFLA_VXLAN_LINK(net_h.IFLA_VXLAN_LINK()),
    IFLA_VXLAN_LOCAL(net_h.IFLA_VXLAN_LOCAL()),
    IFLA_VXLAN_LOCAL6(net_h.IFLA_VXLAN_LOCAL6()),
    IFLA_VXLAN_TTL(net_h.IFLA_VXLAN_TTL()),
    IFLA_VXLAN_TOS(net_h.IFLA_VXLAN_TOS()),
    IFLA_VXLAN_LEARNING(net_h.IFLA_VXLAN_LEARNING()),
    IFLA_VXLAN_PORT(net_h.IFLA_VXLAN_PORT()),
    IFLA_BOND_MODE(net_h.IFLA_BOND_MODE()),
    IFLA_BOND_MIIMON(net_h.IFLA_BOND_MIIMON()),
    IFLA_VRF_TABLE(net_h.IFLA_VRF_TABLE()),
    IFLA_TUN_OWNER(net_h.IFLA_TUN_OWNER()),
    IFLA_TUN_GROUP(net_h.IFLA_TUN_GROUP()),
    IFLA_TUN_TYPE(net_h.IFLA_TUN_TYPE()),
    IFLA_TUN_PERSIST(net_h.IFLA_TUN_PERSIST());

    private final int type;

    KindAttribute(int type) {
        this.type = type;
    }

    @Override
    public int type() {
        return type;
    }
}
