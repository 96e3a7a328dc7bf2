package ns.net.address;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import ns.net.bindings.nda_cacheinfo;
import ns.net.bindings.ndmsg;
import ns.net.bindings.net_h;
import ns.net.link.MacAddress;
import ns.net.wire.Attributes;
import ns.net.wire.MalformedMessageException;
import ns.net.wire.MessageWriter;

/** Neighbours as bytes of RTM_NEWNEIGH, and back; rtnetlink(7). */
final class NeighbourCodec {

    private static final int BYTE_MAX = 0xff;
    private static final int SHORT_MAX = 0xffff;
    /** In USER_HZ, which is the same on all machines whatever the kernel's own clock. */
    private static final Duration TICK = Duration.ofSeconds(1).dividedBy(100);
    private static final long KNOWN = Attributes.types(NeighbourAttribute.values());

    private NeighbourCodec() {}

    static MessageWriter encode(Neighbour neighbour) {
        MessageWriter out = new MessageWriter(ndmsg.sizeof());
        int flags = NeighbourFlag.bits(neighbour.flags());
        out.put8(ndmsg.ndm_family$offset(), IpFamily.of(neighbour.address()).number());
        out.put32(ndmsg.ndm_ifindex$offset(), neighbour.link());
        out.put16(ndmsg.ndm_state$offset(), neighbour.state().number());
        out.put8(ndmsg.ndm_flags$offset(), flags);
        out.address(NeighbourAttribute.NDA_DST, neighbour.address());
        neighbour.mac().ifPresent(mac -> out.bytes(NeighbourAttribute.NDA_LLADDR, mac.bytes()));
        if (flags >> NeighbourFlag.EXTENDED != 0) {
            out.u32(NeighbourAttribute.NDA_FLAGS_EXT, flags >> NeighbourFlag.EXTENDED);
        }
        if (!neighbour.protocol().equals(RouteProtocol.UNSPEC)) {
            out.u8(NeighbourAttribute.NDA_PROTOCOL, neighbour.protocol().number());
        }
        return out.others(neighbour.others());
    }

    /** Null for what is no neighbour of IP: an entry of a bridge's table. */
    static Neighbour decode(ByteBuffer in) {
        Attributes attributes = Attributes.behind(in, ndmsg.sizeof());
        int family = in.get((int) ndmsg.ndm_family$offset()) & BYTE_MAX;
        InetAddress address = family == net_h.AF_INET() || family == net_h.AF_INET6()
                ? attributes.address(NeighbourAttribute.NDA_DST) : null;
        if (address == null) {
            return null;
        }
        byte[] mac = attributes.bytes(NeighbourAttribute.NDA_LLADDR);
        int flags = in.get((int) ndmsg.ndm_flags$offset()) & BYTE_MAX
                | attributes.s32(NeighbourAttribute.NDA_FLAGS_EXT, 0) << NeighbourFlag.EXTENDED;
        try {
            return new Neighbour(
                    in.getInt((int) ndmsg.ndm_ifindex$offset()),
                    address,
                    mac == null || mac.length == 0 ? Optional.empty() : Optional.of(MacAddress.of(mac)),
                    NeighbourState.of(in.getShort((int) ndmsg.ndm_state$offset()) & SHORT_MAX),
                    NeighbourFlag.of(flags),
                    new RouteProtocol(attributes.u8(NeighbourAttribute.NDA_PROTOCOL, 0)),
                    usage(attributes),
                    attributes.others(KNOWN));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(e.getMessage());
        }
    }

    private static Optional<Neighbour.Usage> usage(Attributes attributes) {
        ByteBuffer in = attributes.struct(NeighbourAttribute.NDA_CACHEINFO, nda_cacheinfo.sizeof());
        if (in == null) {
            return Optional.empty();
        }
        return Optional.of(new Neighbour.Usage(
                time(in, nda_cacheinfo.ndm_confirmed$offset()),
                time(in, nda_cacheinfo.ndm_used$offset()),
                time(in, nda_cacheinfo.ndm_updated$offset()),
                Integer.toUnsignedLong(in.getInt((int) nda_cacheinfo.ndm_refcnt$offset())),
                attributes.has(NeighbourAttribute.NDA_PROBES)
                        ? OptionalInt.of(attributes.s32(NeighbourAttribute.NDA_PROBES, 0)) : OptionalInt.empty()));
    }

    private static Duration time(ByteBuffer in, long offset) {
        return TICK.multipliedBy(Integer.toUnsignedLong(in.getInt((int) offset)));
    }
}
