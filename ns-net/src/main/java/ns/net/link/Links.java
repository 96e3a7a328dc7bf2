package ns.net.link;

import java.util.StringJoiner;
import ns.net.NetNamespace;
import ns.net.bindings.bridge_vlan_info;
import ns.net.bindings.ifinfomsg;
import ns.net.bindings.net_h;
import ns.net.netlink.Change;
import ns.net.netlink.Dump;
import ns.net.netlink.Query;
import ns.net.wire.Invalid;
import ns.net.wire.MessageWriter;

/** Requests about links; {@code ip link}. */
public final class Links {

    private static final String SHOW = "link show";
    private static final String SET = "link set";

    private Links() {}

    /**
     * Makes a link; {@code ip link add}.
     *
     * @param spec what it is to be
     * @return the request; an EOPNOTSUPP where the kernel has no links of this kind, an EEXIST where the name is taken
     * @throws IllegalArgumentException for a tun or tap link, which {@link TunTap} makes
     */
    public static Change add(LinkSpec spec) {
        if (spec.kind() instanceof LinkKind.Tun) {
            throw Invalid.argument("link add", spec.name() + " type tun", "rtnetlink cannot make these: use TunTap");
        }
        return change("link add", spec.name() + " type " + spec.kind().kind(), net_h.RTM_NEWLINK(),
                net_h.NLM_F_CREATE() | net_h.NLM_F_EXCL(), LinkCodec.encode(spec));
    }

    /**
     * Removes a link, and with one end of a veth pair the other; {@code ip link delete}.
     *
     * @param index of the link
     * @return the request; an EOPNOTSUPP for hardware and lo
     */
    public static Change delete(int index) {
        return change("link del", Integer.toString(index), net_h.RTM_DELLINK(), 0, LinkCodec.of(index));
    }

    /**
     * Changes a link; {@code ip link set}.
     *
     * @param change what about which
     * @return the request
     */
    public static Change set(LinkChange change) {
        return change(SET, subject(change), net_h.RTM_NEWLINK(), 0, LinkCodec.encode(change));
    }

    private static String subject(LinkChange change) {
        StringJoiner words = new StringJoiner(" ");
        words.add(Integer.toString(change.index()));
        change.up().ifPresent(up -> words.add(up ? "up" : "down"));
        change.name().ifPresent(name -> words.add("name " + name));
        change.alias().ifPresent(alias -> words.add("alias " + alias));
        change.mtu().ifPresent(mtu -> words.add("mtu " + mtu));
        change.address().ifPresent(address -> words.add("address " + address));
        change.txQueueLength().ifPresent(packets -> words.add("txqueuelen " + packets));
        change.group().ifPresent(group -> words.add("group " + group));
        change.master().ifPresent(index -> words.add(index == 0 ? "nomaster" : "master " + index));
        change.namespaceFd().ifPresent(fd -> words.add("netns descriptor " + fd));
        change.namespacePid().ifPresent(pid -> words.add("netns " + pid));
        change.port().ifPresent(port -> words.add("type bridge_slave"));
        return words.toString();
    }

    /**
     * Switches a link on; {@code ip link set … up}.
     *
     * @param index of the link
     * @return the request
     */
    public static Change up(int index) {
        return set(LinkChange.of(index).up(true).build());
    }

    /**
     * Switches a link off; {@code ip link set … down}.
     *
     * @param index of the link
     * @return the request
     */
    public static Change down(int index) {
        return set(LinkChange.of(index).up(false).build());
    }

    /**
     * Moves a link to another namespace; {@code ip link set … netns NAME}. It arrives switched off and without addresses.
     *
     * @param index of the link
     * @param namespace where to, open until the request is made
     * @return the request
     */
    public static Change move(int index, NetNamespace namespace) {
        return set(LinkChange.of(index).namespace(namespace).build());
    }

    /**
     * Gives a link one more name, which may have up to 127 bytes; {@code ip link property add altname NAME}.
     *
     * @param index of the link
     * @param name that no link has
     * @return the request
     */
    public static Change addAlternativeName(int index, String name) {
        return alternativeName("link property add", net_h.RTM_NEWLINKPROP(),
                net_h.NLM_F_CREATE() | net_h.NLM_F_EXCL() | net_h.NLM_F_APPEND(), index, name);
    }

    /**
     * Takes one of its other names from a link; {@code ip link property del altname NAME}.
     *
     * @param index of the link
     * @param name one of those
     * @return the request
     */
    public static Change deleteAlternativeName(int index, String name) {
        return alternativeName("link property del", net_h.RTM_DELLINKPROP(), 0, index, name);
    }

    private static Change alternativeName(String operation, int type, int flags, int index, String name) {
        MessageWriter out = LinkCodec.of(index);
        out.nestMarked(LinkAttribute.IFLA_PROP_LIST, list -> list.string(LinkAttribute.IFLA_ALT_IFNAME, name));
        return change(operation, "dev " + index + " altname " + name, type, flags, out);
    }

    /**
     * Lets a port of a bridge take part in a VLAN; {@code bridge vlan add}.
     *
     * @param port its index
     * @param vlan 1 to 4094
     * @param pvid whether packets without a VLAN id belong to it
     * @param untagged whether packets leave without the VLAN id
     * @return the request
     */
    public static Change addVlan(int port, int vlan, boolean pvid, boolean untagged) {
        return vlan("vlan add", net_h.RTM_SETLINK(), port, vlan, pvid, untagged);
    }

    /**
     * Ends a port's part in a VLAN; {@code bridge vlan del}.
     *
     * @param port its index
     * @param vlan 1 to 4094
     * @return the request
     */
    public static Change deleteVlan(int port, int vlan) {
        return vlan("vlan del", net_h.RTM_DELLINK(), port, vlan, false, false);
    }

    private static Change vlan(String operation, int type, int port, int vlan, boolean pvid, boolean untagged) {
        MessageWriter out = LinkCodec.of(port);
        out.put8(ifinfomsg.ifi_family$offset(), net_h.AF_BRIDGE());
        out.nest(LinkAttribute.IFLA_AF_SPEC, spec -> {
            int at = spec.struct(BridgeAttribute.IFLA_BRIDGE_VLAN_INFO, bridge_vlan_info.sizeof());
            spec.put16(at + bridge_vlan_info.flags$offset(), (pvid ? net_h.BRIDGE_VLAN_INFO_PVID() : 0)
                    | (untagged ? net_h.BRIDGE_VLAN_INFO_UNTAGGED() : 0));
            spec.put16(at + bridge_vlan_info.vid$offset(), vlan);
        });
        return change(operation, "vid " + vlan + " dev " + port, type, 0, out);
    }

    private static Change change(String operation, String subject, int type, int flags, MessageWriter out) {
        return new Change(operation, subject, type, flags, out.toBytes(), out::nameAt);
    }

    /**
     * One link; {@code ip link show}.
     *
     * @param index of the link
     * @return the request; an ENODEV where there is none
     */
    public static Query<Link> get(int index) {
        MessageWriter out = LinkCodec.of(index);
        return new Query<>(SHOW, Integer.toString(index), net_h.RTM_GETLINK(), out.toBytes(), out::nameAt, LinkCodec::decode);
    }

    /**
     * One link; {@code ip link show NAME}.
     *
     * @param name of the link, also one of its other names
     * @return the request; an ENODEV where there is none
     */
    public static Query<Link> get(String name) {
        MessageWriter out = named(name);
        return new Query<>(SHOW, name, net_h.RTM_GETLINK(), out.toBytes(), out::nameAt, LinkCodec::decode);
    }

    /**
     * The index of a link; if_nametoindex(3).
     *
     * @param name of the link, also one of its other names
     * @return the request; an ENODEV where there is none
     */
    public static Query<Integer> index(String name) {
        MessageWriter out = named(name);
        return new Query<>(SHOW, name, net_h.RTM_GETLINK(), out.toBytes(), out::nameAt, in -> LinkCodec.decode(in).index());
    }

    private static MessageWriter named(String name) {
        MessageWriter out = LinkCodec.of(0);
        if (name.length() < net_h.IFNAMSIZ()) {
            out.string(LinkAttribute.IFLA_IFNAME, LinkNames.checked(name));
        } else {
            out.string(LinkAttribute.IFLA_ALT_IFNAME, name);
        }
        return out;
    }

    /**
     * All links; {@code ip link show}.
     *
     * @return the request
     */
    public static Dump<Link> all() {
        return dump("", LinkCodec.of(0));
    }

    /**
     * The ports of a bridge or the like; {@code ip link show master NAME}.
     *
     * @param master its index
     * @return the request
     */
    public static Dump<Link> portsOf(int master) {
        return dump("master " + master, LinkCodec.of(0).u32(LinkAttribute.IFLA_MASTER, master));
    }

    private static Dump<Link> dump(String subject, MessageWriter out) {
        return new Dump<>(SHOW, subject, net_h.RTM_GETLINK(), out.toBytes(), LinkCodec::decode);
    }
}
