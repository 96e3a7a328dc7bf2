package ns.net.address;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import ns.net.bindings.ifa_cacheinfo;
import ns.net.bindings.ifaddrmsg;
import ns.net.wire.Attributes;
import ns.net.wire.MalformedMessageException;
import ns.net.wire.MessageWriter;

/** Addresses as bytes of RTM_NEWADDR, and back; rtnetlink(7). */
final class AddressCodec {

    /** INFINITY_LIFE_TIME in linux/if_addr.h's users: an address for ever. */
    private static final long FOREVER = 0xffff_ffffL;

    private AddressCodec() {}

    static MessageWriter encode(Address address) {
        MessageWriter out = new MessageWriter(ifaddrmsg.sizeof());
        long flags = AddressFlag.bits(address.flags());
        out.put8(ifaddrmsg.ifa_family$offset(), address.prefix().family().number());
        out.put8(ifaddrmsg.ifa_prefixlen$offset(), address.prefix().length());
        out.put8(ifaddrmsg.ifa_flags$offset(), (int) flags);
        out.put8(ifaddrmsg.ifa_scope$offset(), address.scope().number());
        out.put32(ifaddrmsg.ifa_index$offset(), address.link());
        if (flags > 0xff) {
            out.u32(AddressAttribute.IFA_FLAGS, flags);
        }
        out.address(AddressAttribute.IFA_LOCAL, address.prefix().address());
        out.address(AddressAttribute.IFA_ADDRESS, address.peer().orElse(address.prefix().address()));
        address.broadcast().ifPresent(all -> out.address(AddressAttribute.IFA_BROADCAST, all));
        address.label().ifPresent(label -> out.string(AddressAttribute.IFA_LABEL, label));
        address.metric().ifPresent(metric -> out.u32(AddressAttribute.IFA_RT_PRIORITY, metric));
        if (address.valid().isPresent() || address.preferred().isPresent()) {
            int at = out.struct(AddressAttribute.IFA_CACHEINFO, ifa_cacheinfo.sizeof());
            out.put32(at + ifa_cacheinfo.ifa_prefered$offset(), seconds(address.preferred()));
            out.put32(at + ifa_cacheinfo.ifa_valid$offset(), seconds(address.valid()));
        }
        return out;
    }

    private static long seconds(Optional<Duration> life) {
        return life.map(Duration::toSeconds).orElse(FOREVER);
    }

    static Address decode(ByteBuffer in) {
        Attributes attributes = Attributes.behind(in, ifaddrmsg.sizeof());
        InetAddress far = attributes.address(AddressAttribute.IFA_ADDRESS);
        InetAddress local = attributes.address(AddressAttribute.IFA_LOCAL);
        InetAddress own = local != null ? local : far; // IPv6 has no local one, where there is no peer
        if (own == null) {
            return null;
        }
        int length = in.get((int) ifaddrmsg.ifa_prefixlen$offset()) & 0xff;
        long flags = attributes.u32(AddressAttribute.IFA_FLAGS, in.get((int) ifaddrmsg.ifa_flags$offset()) & 0xff);
        ByteBuffer life = attributes.struct(AddressAttribute.IFA_CACHEINFO, ifa_cacheinfo.sizeof());
        return new Address(
                in.getInt((int) ifaddrmsg.ifa_index$offset()),
                prefix(own, length),
                Optional.ofNullable(far).filter(peer -> !peer.equals(own)),
                Optional.ofNullable(attributes.address(AddressAttribute.IFA_BROADCAST)),
                Optional.ofNullable(attributes.string(AddressAttribute.IFA_LABEL)),
                new Scope(in.get((int) ifaddrmsg.ifa_scope$offset()) & 0xff),
                AddressFlag.of(flags),
                life == null ? Optional.empty() : duration(life.getInt((int) ifa_cacheinfo.ifa_valid$offset())),
                life == null ? Optional.empty() : duration(life.getInt((int) ifa_cacheinfo.ifa_prefered$offset())),
                attributes.has(AddressAttribute.IFA_RT_PRIORITY)
                        ? OptionalLong.of(attributes.u32(AddressAttribute.IFA_RT_PRIORITY, 0)) : OptionalLong.empty());
    }

    private static IpPrefix prefix(InetAddress address, int length) {
        try {
            return new IpPrefix(address, length);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(e.getMessage());
        }
    }

    private static Optional<Duration> duration(int seconds) {
        long life = Integer.toUnsignedLong(seconds);
        return life == FOREVER ? Optional.empty() : Optional.of(Duration.ofSeconds(life));
    }
}
