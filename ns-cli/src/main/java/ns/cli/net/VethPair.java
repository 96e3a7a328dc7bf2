package ns.cli.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.util.List;
import ns.net.NetNamespace;
import ns.net.address.Address;
import ns.net.address.AddressFlag;
import ns.net.address.Addresses;
import ns.net.address.IpPrefix;
import ns.net.link.LinkKind;
import ns.net.link.LinkSpec;
import ns.net.link.Links;
import ns.net.netlink.Netlink;

/** A veth pair between two namespaces, with addresses: made as a whole, or not at all. */
public final class VethPair {

    /**
     * One end of it.
     *
     * @param name of the link
     * @param namespace that it is in
     * @param addresses that it gets
     */
    public record End(String name, NetNamespace namespace, List<IpPrefix> addresses) {

        /** Copies the list. */
        public End {
            addresses = List.copyOf(addresses);
        }
    }

    private VethPair() {}

    /**
     * Makes a pair.
     *
     * @param one end
     * @param other end
     * @param up whether both are switched on
     * @throws IOException where something fails; there is no pair then
     */
    public static void make(End one, End other, boolean up) throws IOException {
        try (Netlink near = Netlink.open(one.namespace()); Netlink far = Netlink.open(other.namespace())) {
            LinkKind.Veth veth = LinkKind.Veth.peer(other.name()).in(other.namespace());
            ObjectCommand.apply(near, Links.add(LinkSpec.of(one.name(), veth)));
            int index = near.get(Links.index(one.name()));
            try {
                address(near, one);
                address(far, other);
                if (up) {
                    ObjectCommand.apply(near, Links.up(index));
                    ObjectCommand.apply(far, Links.up(far.get(Links.index(other.name()))));
                }
            } catch (IOException | RuntimeException | Error e) {
                near.run(Links.delete(index));
                throw e;
            }
        }
    }

    private static void address(Netlink netlink, End end) throws IOException {
        int index = netlink.get(Links.index(end.name()));
        for (IpPrefix prefix : end.addresses()) {
            Address.Builder address = Address.builder(index, prefix);
            if (prefix.address() instanceof Inet6Address) {
                address.flags(AddressFlag.NODAD); // nobody else is on this link, and it can be used at once
            }
            ObjectCommand.apply(netlink, Addresses.add(address.build()));
        }
    }
}
