package ns.net.route;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.address.RouteProtocol;
import ns.net.bindings.fib_rule_hdr;
import ns.net.bindings.fib_rule_port_range;
import ns.net.bindings.fib_rule_uid_range;
import ns.net.bindings.net_h;
import ns.net.wire.Attributes;
import ns.net.wire.MalformedMessageException;
import ns.net.wire.MessageWriter;

/** Rules as bytes of RTM_NEWRULE, and back; rtnetlink(7) and linux/fib_rules.h. */
final class RuleCodec {

    private static final int BYTE_MAX = 0xff;
    private static final int SHORT_MAX = 0xffff;
    private static final long INT_MAX = 0xffff_ffffL;
    private static final long KNOWN = Attributes.types(RuleAttribute.values());

    private RuleCodec() {}

    static MessageWriter encode(Rule rule) {
        MessageWriter out = new MessageWriter(fib_rule_hdr.sizeof());
        out.put8(fib_rule_hdr.family$offset(), rule.family().number());
        out.put8(fib_rule_hdr.tos$offset(), rule.tos());
        out.put32(fib_rule_hdr.flags$offset(), rule.inverted() ? net_h.FIB_RULE_INVERT() : 0);
        action(out, rule.action());
        rule.priority().ifPresent(number -> out.u32(RuleAttribute.FRA_PRIORITY, number));
        rule.source().ifPresent(from -> {
            out.put8(fib_rule_hdr.src_len$offset(), from.length());
            out.address(RuleAttribute.FRA_SRC, from.address());
        });
        rule.destination().ifPresent(to -> {
            out.put8(fib_rule_hdr.dst_len$offset(), to.length());
            out.address(RuleAttribute.FRA_DST, to.address());
        });
        rule.inputLink().ifPresent(name -> out.string(RuleAttribute.FRA_IIFNAME, name));
        rule.outputLink().ifPresent(name -> out.string(RuleAttribute.FRA_OIFNAME, name));
        rule.mark().ifPresent(mark -> out.u32(RuleAttribute.FRA_FWMARK, mark));
        rule.mask().ifPresent(mask -> out.u32(RuleAttribute.FRA_FWMASK, mask));
        rule.users().ifPresent(users -> {
            int at = out.struct(RuleAttribute.FRA_UID_RANGE, fib_rule_uid_range.sizeof());
            out.put32(at + fib_rule_uid_range.start$offset(), users.first());
            out.put32(at + fib_rule_uid_range.end$offset(), users.last());
        });
        rule.ipProtocol().ifPresent(number -> out.u8(RuleAttribute.FRA_IP_PROTO, number));
        rule.sourcePorts().ifPresent(ports -> ports(out, RuleAttribute.FRA_SPORT_RANGE, ports));
        rule.destinationPorts().ifPresent(ports -> ports(out, RuleAttribute.FRA_DPORT_RANGE, ports));
        if (rule.l3mdev()) {
            out.u8(RuleAttribute.FRA_L3MDEV, 1);
        }
        rule.suppressPrefixLength().ifPresent(length -> out.u32(RuleAttribute.FRA_SUPPRESS_PREFIXLEN, length));
        rule.suppressGroup().ifPresent(group -> out.u32(RuleAttribute.FRA_SUPPRESS_IFGROUP, group));
        if (!rule.protocol().equals(RouteProtocol.UNSPEC)) {
            out.u8(RuleAttribute.FRA_PROTOCOL, rule.protocol().number());
        }
        return out.others(rule.others());
    }

    private static void action(MessageWriter out, RuleAction action) {
        int number = switch (action) {
            case RuleAction.Lookup lookup -> {
                if (lookup.table() <= BYTE_MAX) {
                    out.put8(fib_rule_hdr.table$offset(), (int) lookup.table());
                } else {
                    out.u32(RuleAttribute.FRA_TABLE, lookup.table());
                }
                yield net_h.FR_ACT_TO_TBL();
            }
            case RuleAction.Goto target -> {
                out.u32(RuleAttribute.FRA_GOTO, target.priority());
                yield net_h.FR_ACT_GOTO();
            }
            case RuleAction.Simple simple -> switch (simple) {
                case NOP -> net_h.FR_ACT_NOP();
                case BLACKHOLE -> net_h.FR_ACT_BLACKHOLE();
                case UNREACHABLE -> net_h.FR_ACT_UNREACHABLE();
                case PROHIBIT -> net_h.FR_ACT_PROHIBIT();
            };
            case RuleAction.Other other -> other.number();
        };
        out.put8(fib_rule_hdr.action$offset(), number);
    }

    private static void ports(MessageWriter out, RuleAttribute attribute, Range ports) {
        int at = out.struct(attribute, fib_rule_port_range.sizeof());
        out.put16(at + fib_rule_port_range.start$offset(), (int) ports.first());
        out.put16(at + fib_rule_port_range.end$offset(), (int) ports.last());
    }

    /** Null for what is no rule of IP: of multicast routing. */
    static Rule decode(ByteBuffer in) {
        Attributes attributes = Attributes.behind(in, fib_rule_hdr.sizeof());
        int number = in.get((int) fib_rule_hdr.family$offset()) & BYTE_MAX;
        IpFamily family = number == net_h.AF_INET() ? IpFamily.IPV4 : IpFamily.IPV6;
        if (number != family.number()) {
            return null;
        }
        int flags = in.getInt((int) fib_rule_hdr.flags$offset());
        try {
            return new Rule(
                    family,
                    // The kernel leaves out a priority of 0.
                    OptionalLong.of(attributes.u32(RuleAttribute.FRA_PRIORITY, 0)),
                    prefix(attributes, RuleAttribute.FRA_SRC, in.get((int) fib_rule_hdr.src_len$offset())),
                    prefix(attributes, RuleAttribute.FRA_DST, in.get((int) fib_rule_hdr.dst_len$offset())),
                    in.get((int) fib_rule_hdr.tos$offset()) & BYTE_MAX,
                    Optional.ofNullable(attributes.string(RuleAttribute.FRA_IIFNAME)),
                    Optional.ofNullable(attributes.string(RuleAttribute.FRA_OIFNAME)),
                    number(attributes, RuleAttribute.FRA_FWMARK),
                    mask(attributes),
                    users(attributes.struct(RuleAttribute.FRA_UID_RANGE, fib_rule_uid_range.sizeof())),
                    small(attributes, RuleAttribute.FRA_IP_PROTO),
                    ports(attributes.struct(RuleAttribute.FRA_SPORT_RANGE, fib_rule_port_range.sizeof())),
                    ports(attributes.struct(RuleAttribute.FRA_DPORT_RANGE, fib_rule_port_range.sizeof())),
                    attributes.u8(RuleAttribute.FRA_L3MDEV, 0) != 0,
                    (flags & net_h.FIB_RULE_INVERT()) != 0,
                    action(in, attributes),
                    suppressed(attributes),
                    number(attributes, RuleAttribute.FRA_SUPPRESS_IFGROUP, INT_MAX),
                    new RouteProtocol(attributes.u8(RuleAttribute.FRA_PROTOCOL, 0)),
                    RuleFlag.of(flags),
                    attributes.others(KNOWN));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(e.getMessage());
        }
    }

    private static Optional<IpPrefix> prefix(Attributes attributes, RuleAttribute attribute, byte length) {
        InetAddress address = attributes.address(attribute);
        return address == null ? Optional.empty() : Optional.of(new IpPrefix(address, length & BYTE_MAX));
    }

    private static OptionalLong number(Attributes attributes, RuleAttribute attribute) {
        return attributes.has(attribute) ? OptionalLong.of(attributes.u32(attribute, 0)) : OptionalLong.empty();
    }

    private static OptionalLong number(Attributes attributes, RuleAttribute attribute, long none) {
        long number = attributes.u32(attribute, none);
        return number == none ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** The kernel says it always where there is a mark; all bits are what is meant where none is said. */
    private static OptionalLong mask(Attributes attributes) {
        return attributes.u32(RuleAttribute.FRA_FWMARK, 0) == 0
                ? number(attributes, RuleAttribute.FRA_FWMASK) : number(attributes, RuleAttribute.FRA_FWMASK, INT_MAX);
    }

    private static OptionalInt small(Attributes attributes, RuleAttribute attribute) {
        return attributes.has(attribute) ? OptionalInt.of(attributes.u8(attribute, 0)) : OptionalInt.empty();
    }

    private static OptionalInt suppressed(Attributes attributes) {
        int length = attributes.s32(RuleAttribute.FRA_SUPPRESS_PREFIXLEN, -1);
        return length < 0 ? OptionalInt.empty() : OptionalInt.of(length);
    }

    private static Optional<Range> users(ByteBuffer in) {
        return in == null ? Optional.empty() : Optional.of(new Range(
                Integer.toUnsignedLong(in.getInt((int) fib_rule_uid_range.start$offset())),
                Integer.toUnsignedLong(in.getInt((int) fib_rule_uid_range.end$offset()))));
    }

    private static Optional<Range> ports(ByteBuffer in) {
        return in == null ? Optional.empty() : Optional.of(new Range(
                in.getShort((int) fib_rule_port_range.start$offset()) & SHORT_MAX,
                in.getShort((int) fib_rule_port_range.end$offset()) & SHORT_MAX));
    }

    private static RuleAction action(ByteBuffer in, Attributes attributes) {
        int number = in.get((int) fib_rule_hdr.action$offset()) & BYTE_MAX;
        if (number == net_h.FR_ACT_TO_TBL()) {
            return new RuleAction.Lookup(
                    attributes.u32(RuleAttribute.FRA_TABLE, in.get((int) fib_rule_hdr.table$offset()) & BYTE_MAX));
        } else if (number == net_h.FR_ACT_GOTO()) {
            return new RuleAction.Goto(attributes.u32(RuleAttribute.FRA_GOTO, 0));
        } else if (number == net_h.FR_ACT_NOP()) {
            return RuleAction.Simple.NOP;
        } else if (number == net_h.FR_ACT_BLACKHOLE()) {
            return RuleAction.Simple.BLACKHOLE;
        } else if (number == net_h.FR_ACT_UNREACHABLE()) {
            return RuleAction.Simple.UNREACHABLE;
        }
        return number == net_h.FR_ACT_PROHIBIT() ? RuleAction.Simple.PROHIBIT : new RuleAction.Other(number);
    }
}
