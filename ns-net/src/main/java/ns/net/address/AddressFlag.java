package ns.net.address;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import ns.net.bindings.net_h;

/** What {@code ip} calls the flags of an address; IFA_F_* in linux/if_addr.h. */
public enum AddressFlag {
    /** Another address of the same network came before it; for IPv6, temporary, RFC 8981. */
    SECONDARY(net_h.IFA_F_SECONDARY()),
    /** No duplicate address detection. */
    NODAD(net_h.IFA_F_NODAD()),
    /** Used before duplicate address detection is over, RFC 4429. */
    OPTIMISTIC(net_h.IFA_F_OPTIMISTIC()),
    /** Duplicate address detection has found another. */
    DADFAILED(net_h.IFA_F_DADFAILED()),
    /** The home address of Mobile IPv6, RFC 6275. */
    HOME(net_h.IFA_F_HOMEADDRESS()),
    /** Its preferred lifetime is over. */
    DEPRECATED(net_h.IFA_F_DEPRECATED()),
    /** Duplicate address detection is under way. */
    TENTATIVE(net_h.IFA_F_TENTATIVE()),
    /** It has no lifetime. */
    PERMANENT(net_h.IFA_F_PERMANENT()),
    /** Temporary addresses are made of it. */
    MNGTMPADDR(net_h.IFA_F_MANAGETEMPADDR()),
    /** No route to its network is made. */
    NOPREFIXROUTE(net_h.IFA_F_NOPREFIXROUTE()),
    /** The link joins the multicast group of the address. */
    AUTOJOIN(net_h.IFA_F_MCAUTOJOIN()),
    /** Made of a secret and not of the link's address, RFC 7217. */
    STABLE_PRIVACY(net_h.IFA_F_STABLE_PRIVACY());

    private final int bit;

    AddressFlag(int bit) {
        this.bit = bit;
    }

    static Set<AddressFlag> of(long bits) {
        Set<AddressFlag> flags = EnumSet.noneOf(AddressFlag.class);
        for (AddressFlag flag : values()) {
            if ((bits & flag.bit) != 0) {
                flags.add(flag);
            }
        }
        return flags;
    }

    static long bits(Set<AddressFlag> flags) {
        return flags.stream().mapToLong(flag -> flag.bit).reduce(0, (all, bit) -> all | bit);
    }

    /**
     * The word {@code ip} has for it.
     *
     * @return in small letters
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
