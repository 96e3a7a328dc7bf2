package ns.net.link;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import ns.net.bindings.ifinfomsg;
import ns.net.bindings.net_h;
import ns.net.wire.Attributes;
import ns.net.wire.MessageWriter;

/** What is particular about a kind of link, as bytes of IFLA_LINKINFO, and back. */
final class KindCodec {

    /** The kernel tells times to users in hundredths of a second: USER_HZ. */
    private static final int MILLIS_PER_TICK = 10;

    private KindCodec() {}

    static void encode(MessageWriter out, LinkKind kind) {
        out.nest(LinkAttribute.IFLA_LINKINFO, info -> {
            info.bytes(InfoAttribute.IFLA_INFO_KIND, kind.kind().getBytes(StandardCharsets.US_ASCII));
            switch (kind) {
                case LinkKind.Dummy _, LinkKind.Ifb _, LinkKind.Tun _ -> { }
                case LinkKind.Other other -> {
                    if (other.data().length > 0) {
                        info.bytes(InfoAttribute.IFLA_INFO_DATA, other.data());
                    }
                }
                default -> {
                    if (hasData(kind)) {
                        info.nest(InfoAttribute.IFLA_INFO_DATA, data -> encodeData(data, kind));
                    }
                }
            }
        });
    }

    private static boolean hasData(LinkKind kind) {
        return switch (kind) {
            case LinkKind.Bridge bridge -> !bridge.equals(LinkKind.Bridge.DEFAULT);
            case LinkKind.Veth veth -> veth.peerName().isPresent();
            case LinkKind.Macvlan macvlan -> macvlan.mode().isPresent();
            case LinkKind.Ipvlan ipvlan -> ipvlan.mode().isPresent();
            case LinkKind.Bond bond -> bond.mode().isPresent() || bond.miimon().isPresent();
            case LinkKind.Vlan _, LinkKind.Vxlan _, LinkKind.Vrf _ -> true;
            case LinkKind.Dummy _, LinkKind.Ifb _, LinkKind.Tun _, LinkKind.Other _ -> false;
        };
    }

    private static void encodeData(MessageWriter data, LinkKind kind) {
        switch (kind) {
            case LinkKind.Veth veth -> encodePeer(data, veth);
            case LinkKind.Bridge bridge -> encodeBridge(data, bridge);
            case LinkKind.Macvlan macvlan -> macvlan.mode().ifPresent(mode ->
                    data.u32(KindAttribute.IFLA_MACVLAN_MODE, 1L << mode.ordinal()));
            case LinkKind.Ipvlan ipvlan -> ipvlan.mode().ifPresent(mode ->
                    data.u16(KindAttribute.IFLA_IPVLAN_MODE, mode.ordinal()).u16(KindAttribute.IFLA_IPVLAN_FLAGS, 0));
            case LinkKind.Vlan vlan -> data.u16(KindAttribute.IFLA_VLAN_ID, vlan.id());
            case LinkKind.Vxlan vxlan -> encodeVxlan(data, vxlan);
            case LinkKind.Bond bond -> {
                bond.mode().ifPresent(mode -> data.u8(KindAttribute.IFLA_BOND_MODE, mode.ordinal()));
                bond.miimon().ifPresent(millis -> data.u32(KindAttribute.IFLA_BOND_MIIMON, millis));
            }
            case LinkKind.Vrf vrf -> data.u32(KindAttribute.IFLA_VRF_TABLE, vrf.table());
            case LinkKind.Dummy _, LinkKind.Ifb _, LinkKind.Tun _, LinkKind.Other _ -> { }
        }
    }

    private static void encodePeer(MessageWriter data, LinkKind.Veth veth) {
        data.nest(KindAttribute.VETH_INFO_PEER, peer -> {
            peer.append(ifinfomsg.sizeof());
            veth.peerName().ifPresent(name -> peer.string(LinkAttribute.IFLA_IFNAME, name));
            veth.peerNamespace().ifPresent(fd -> peer.u32(LinkAttribute.IFLA_NET_NS_FD, fd));
        });
    }

    private static void encodeBridge(MessageWriter data, LinkKind.Bridge bridge) {
        time(data, KindAttribute.IFLA_BR_FORWARD_DELAY, bridge.forwardDelay());
        time(data, KindAttribute.IFLA_BR_HELLO_TIME, bridge.helloTime());
        time(data, KindAttribute.IFLA_BR_MAX_AGE, bridge.maxAge());
        time(data, KindAttribute.IFLA_BR_AGEING_TIME, bridge.ageing());
        bridge.stp().ifPresent(on -> data.u32(KindAttribute.IFLA_BR_STP_STATE, on ? 1 : 0));
        bridge.priority().ifPresent(number -> data.u16(KindAttribute.IFLA_BR_PRIORITY, number));
        bridge.vlanFiltering().ifPresent(on -> data.u8(KindAttribute.IFLA_BR_VLAN_FILTERING, on ? 1 : 0));
        bridge.defaultPvid().ifPresent(id -> data.u16(KindAttribute.IFLA_BR_VLAN_DEFAULT_PVID, id));
        bridge.multicastSnooping().ifPresent(on -> data.u8(KindAttribute.IFLA_BR_MCAST_SNOOPING, on ? 1 : 0));
    }

    private static void time(MessageWriter data, KindAttribute attribute, Optional<Duration> time) {
        time.ifPresent(value -> data.u32(attribute, value.toMillis() / MILLIS_PER_TICK));
    }

    private static void encodeVxlan(MessageWriter data, LinkKind.Vxlan vxlan) {
        vxlan.link().ifPresent(index -> data.u32(KindAttribute.IFLA_VXLAN_LINK, index));
        vxlan.ttl().ifPresent(ttl -> data.u8(KindAttribute.IFLA_VXLAN_TTL, ttl));
        data.u32(KindAttribute.IFLA_VXLAN_ID, vxlan.id());
        vxlan.local().ifPresent(address -> data.address(
                isIpv4(address) ? KindAttribute.IFLA_VXLAN_LOCAL : KindAttribute.IFLA_VXLAN_LOCAL6, address));
        vxlan.remote().ifPresent(address -> data.address(
                isIpv4(address) ? KindAttribute.IFLA_VXLAN_GROUP : KindAttribute.IFLA_VXLAN_GROUP6, address));
        vxlan.learning().ifPresent(on -> data.u8(KindAttribute.IFLA_VXLAN_LEARNING, on ? 1 : 0));
        vxlan.port().ifPresent(port -> data.be16(KindAttribute.IFLA_VXLAN_PORT, port));
    }

    private static boolean isIpv4(InetAddress address) {
        return address.getAddress().length == Integer.BYTES;
    }

    /** The kind in an IFLA_LINKINFO; null where there is none. */
    static LinkKind decode(Attributes info) {
        String kind = info.string(InfoAttribute.IFLA_INFO_KIND);
        if (kind == null || kind.isEmpty()) {
            return null;
        }
        Attributes data = info.nested(InfoAttribute.IFLA_INFO_DATA);
        return switch (kind) {
            case "veth" -> new LinkKind.Veth(Optional.empty(), OptionalInt.empty());
            case "bridge" -> decodeBridge(data);
            case "macvlan" -> new LinkKind.Macvlan(mode(LinkKind.Macvlan.Mode.values(),
                    Long.numberOfTrailingZeros(data.u32(KindAttribute.IFLA_MACVLAN_MODE, 0))));
            case "ipvlan" -> new LinkKind.Ipvlan(
                    mode(LinkKind.Ipvlan.Mode.values(), data.u16(KindAttribute.IFLA_IPVLAN_MODE, -1)));
            case "vlan" -> new LinkKind.Vlan(data.u16(KindAttribute.IFLA_VLAN_ID, 0));
            case "vxlan" -> decodeVxlan(data);
            case "dummy" -> new LinkKind.Dummy();
            case "ifb" -> new LinkKind.Ifb();
            case "tun" -> new LinkKind.Tun(data.u8(KindAttribute.IFLA_TUN_TYPE, 0) == net_h.IFF_TAP(),
                    data.u8(KindAttribute.IFLA_TUN_PERSIST, 0) != 0,
                    number(data, KindAttribute.IFLA_TUN_OWNER), number(data, KindAttribute.IFLA_TUN_GROUP));
            case "bond" -> new LinkKind.Bond(
                    mode(LinkKind.Bond.Mode.values(), data.u8(KindAttribute.IFLA_BOND_MODE, -1)),
                    optional(data.s32(KindAttribute.IFLA_BOND_MIIMON, -1)));
            case "vrf" -> new LinkKind.Vrf(data.u32(KindAttribute.IFLA_VRF_TABLE, 0));
            default -> other(kind, info.bytes(InfoAttribute.IFLA_INFO_DATA));
        };
    }

    private static LinkKind other(String kind, byte[] data) {
        return new LinkKind.Other(kind, data == null ? new byte[0] : data);
    }

    private static LinkKind decodeBridge(Attributes data) {
        return new LinkKind.Bridge(
                onOff(data.s32(KindAttribute.IFLA_BR_STP_STATE, -1)),
                duration(data, KindAttribute.IFLA_BR_FORWARD_DELAY),
                duration(data, KindAttribute.IFLA_BR_HELLO_TIME),
                duration(data, KindAttribute.IFLA_BR_MAX_AGE),
                duration(data, KindAttribute.IFLA_BR_AGEING_TIME),
                optional(data.u16(KindAttribute.IFLA_BR_PRIORITY, -1)),
                onOff(data.u8(KindAttribute.IFLA_BR_VLAN_FILTERING, -1)),
                optional(data.u16(KindAttribute.IFLA_BR_VLAN_DEFAULT_PVID, -1)),
                onOff(data.u8(KindAttribute.IFLA_BR_MCAST_SNOOPING, -1)));
    }

    private static LinkKind decodeVxlan(Attributes data) {
        return new LinkKind.Vxlan(
                data.s32(KindAttribute.IFLA_VXLAN_ID, 0),
                either(data, KindAttribute.IFLA_VXLAN_GROUP, KindAttribute.IFLA_VXLAN_GROUP6),
                either(data, KindAttribute.IFLA_VXLAN_LOCAL, KindAttribute.IFLA_VXLAN_LOCAL6),
                optional(data.s32(KindAttribute.IFLA_VXLAN_LINK, -1)),
                optional(data.be16(KindAttribute.IFLA_VXLAN_PORT, -1)),
                optional(data.u8(KindAttribute.IFLA_VXLAN_TTL, -1)),
                onOff(data.u8(KindAttribute.IFLA_VXLAN_LEARNING, -1)));
    }

    private static Optional<InetAddress> either(Attributes data, KindAttribute ipv4, KindAttribute ipv6) {
        return Optional.ofNullable(data.address(data.has(ipv4) ? ipv4 : ipv6));
    }

    private static Optional<Duration> duration(Attributes data, KindAttribute attribute) {
        return data.has(attribute)
                ? Optional.of(Duration.ofMillis(data.u32(attribute, 0) * MILLIS_PER_TICK)) : Optional.empty();
    }

    private static OptionalLong number(Attributes data, KindAttribute attribute) {
        return data.has(attribute) ? OptionalLong.of(data.u32(attribute, 0)) : OptionalLong.empty();
    }

    /** Absent is -1. */
    private static OptionalInt optional(int value) {
        return value < 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }

    /** Absent is -1. */
    private static Optional<Boolean> onOff(int value) {
        return value < 0 ? Optional.empty() : Optional.of(value != 0);
    }

    private static <T> Optional<T> mode(T[] modes, int number) {
        return number >= 0 && number < modes.length ? Optional.of(modes[number]) : Optional.empty();
    }

    /** What a bridge says of its port. */
    static BridgePort decodePort(Attributes data) {
        return new BridgePort(
                optional(data.u8(PortAttribute.IFLA_BRPORT_STATE, -1)),
                optional(data.u16(PortAttribute.IFLA_BRPORT_PRIORITY, -1)),
                optional(data.s32(PortAttribute.IFLA_BRPORT_COST, -1)),
                onOff(data.u8(PortAttribute.IFLA_BRPORT_MODE, -1)),
                onOff(data.u8(PortAttribute.IFLA_BRPORT_GUARD, -1)),
                onOff(data.u8(PortAttribute.IFLA_BRPORT_LEARNING, -1)),
                onOff(data.u8(PortAttribute.IFLA_BRPORT_UNICAST_FLOOD, -1)),
                onOff(data.u8(PortAttribute.IFLA_BRPORT_ISOLATED, -1)));
    }

    static void encodePort(MessageWriter out, BridgePort port) {
        out.nest(LinkAttribute.IFLA_LINKINFO, info -> {
            info.bytes(InfoAttribute.IFLA_INFO_SLAVE_KIND, "bridge".getBytes(StandardCharsets.US_ASCII));
            info.nest(InfoAttribute.IFLA_INFO_SLAVE_DATA, data -> {
                port.state().ifPresent(state -> data.u8(PortAttribute.IFLA_BRPORT_STATE, state));
                port.priority().ifPresent(number -> data.u16(PortAttribute.IFLA_BRPORT_PRIORITY, number));
                port.cost().ifPresent(number -> data.u32(PortAttribute.IFLA_BRPORT_COST, number));
                onOff(data, PortAttribute.IFLA_BRPORT_MODE, port.hairpin());
                onOff(data, PortAttribute.IFLA_BRPORT_GUARD, port.guard());
                onOff(data, PortAttribute.IFLA_BRPORT_LEARNING, port.learning());
                onOff(data, PortAttribute.IFLA_BRPORT_UNICAST_FLOOD, port.flood());
                onOff(data, PortAttribute.IFLA_BRPORT_ISOLATED, port.isolated());
            });
        });
    }

    private static void onOff(MessageWriter data, PortAttribute attribute, Optional<Boolean> on) {
        on.ifPresent(value -> data.u8(attribute, value ? 1 : 0));
    }
}
