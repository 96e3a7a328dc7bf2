package ns.net.address;

import ns.net.bindings.ifaddrmsg;
import ns.net.bindings.net_h;
import ns.net.netlink.Change;
import ns.net.netlink.Dump;
import ns.net.wire.MessageWriter;

/** Requests about the addresses of links; {@code ip address}. */
public final class Addresses {

    private Addresses() {}

    /**
     * Gives a link an address; {@code ip address add}.
     *
     * @param address which, and of which link
     * @return the request; an EEXIST where the link has it already
     */
    public static Change add(Address address) {
        return change("address add", address, net_h.RTM_NEWADDR(), net_h.NLM_F_CREATE() | net_h.NLM_F_EXCL());
    }

    /**
     * Gives a link an address, or changes the lifetimes and flags of the one it has; {@code ip address replace}.
     *
     * @param address which, and of which link
     * @return the request
     */
    public static Change replace(Address address) {
        return change("address replace", address, net_h.RTM_NEWADDR(), net_h.NLM_F_CREATE() | net_h.NLM_F_REPLACE());
    }

    /**
     * Takes an address from a link; {@code ip address delete}.
     *
     * @param address which, and of which link
     * @return the request; an EADDRNOTAVAIL where the link does not have it
     */
    public static Change delete(Address address) {
        return change("address del", address, net_h.RTM_DELADDR(), 0);
    }

    private static Change change(String operation, Address address, int type, int flags) {
        MessageWriter out = AddressCodec.encode(address);
        return new Change(operation, address.prefix() + " dev " + address.link(), type, flags, out.toBytes(), out::nameAt);
    }

    /**
     * The addresses of all links; {@code ip address show}.
     *
     * @return the request
     */
    public static Dump<Address> all() {
        return of(0);
    }

    /**
     * The addresses of one link; {@code ip address show dev NAME}.
     *
     * @param link its index
     * @return the request; an ENODEV where there is no such link
     */
    public static Dump<Address> of(int link) {
        MessageWriter out = new MessageWriter(ifaddrmsg.sizeof());
        out.put32(ifaddrmsg.ifa_index$offset(), link);
        return new Dump<>("address show", link == 0 ? "" : "dev " + link, net_h.RTM_GETADDR(), out.toBytes(),
                AddressCodec::decode);
    }
}
