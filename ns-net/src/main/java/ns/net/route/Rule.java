package ns.net.route;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.address.RouteProtocol;
import ns.net.wire.Invalid;

/**
 * A rule, which chooses the table of routes for packets; a line of {@code ip rule show}.
 *
 * @param family of the packets
 * @param priority the smaller the earlier; empty, in a request, for the kernel's choice, before all others but the first
 * @param source where packets come from; {@code from}
 * @param destination where they go; {@code to}
 * @param tos of this type of service alone, 0 for all; {@code tos}
 * @param inputLink the name of the link they come by; {@code iif}
 * @param outputLink the name of the link that their socket is bound to; {@code oif}
 * @param mark their mark; {@code fwmark}
 * @param mask the bits of the mark that count; {@code fwmark MARK/MASK}
 * @param users who sends them; {@code uidrange}
 * @param ipProtocol 6 for TCP, 17 for UDP and so on; {@code ipproto}
 * @param sourcePorts of them; {@code sport}
 * @param destinationPorts of them; {@code dport}
 * @param l3mdev whether the table is that of the link's VRF; {@code l3mdev}
 * @param inverted whether it is for all packets but these; {@code not}
 * @param action what it does with them
 * @param suppressPrefixLength routes with a prefix so short or shorter do not count;
 *     {@code suppress_prefixlength}
 * @param suppressGroup routes to links of this group do not count; {@code suppress_ifgroup}
 * @param protocol who has made it; {@code protocol}
 * @param flags what the kernel says; not sent
 * @param others attributes that have no name here, in hexadecimal digits by their type
 */
public record Rule(
        IpFamily family,
        OptionalLong priority,
        Optional<IpPrefix> source,
        Optional<IpPrefix> destination,
        int tos,
        Optional<String> inputLink,
        Optional<String> outputLink,
        OptionalLong mark,
        OptionalLong mask,
        Optional<Range> users,
        OptionalInt ipProtocol,
        Optional<Range> sourcePorts,
        Optional<Range> destinationPorts,
        boolean l3mdev,
        boolean inverted,
        RuleAction action,
        OptionalInt suppressPrefixLength,
        OptionalLong suppressGroup,
        RouteProtocol protocol,
        Set<RuleFlag> flags,
        Map<Integer, String> others) {

    /**
     * Copies what can change.
     *
     * @throws IllegalArgumentException where a number is out of bounds, or a prefix of the wrong family
     */
    public Rule {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(protocol, "protocol");
        flags = Set.copyOf(flags);
        others = Map.copyOf(others);
        requireFamily(family, source);
        requireFamily(family, destination);
        requirePorts(sourcePorts);
        requirePorts(destinationPorts);
        requireBits("tos", tos, Byte.SIZE);
        requireBits("ipproto", ipProtocol.orElse(0), Byte.SIZE);
        requireBits("priority", priority.orElse(0), Integer.SIZE);
        requireBits("fwmark", mark.orElse(0), Integer.SIZE);
        requireBits("fwmark mask", mask.orElse(0), Integer.SIZE);
        requireBits("suppress_ifgroup", suppressGroup.orElse(0), Integer.SIZE);
    }

    private static void requireFamily(IpFamily family, Optional<IpPrefix> prefix) {
        if (prefix.isPresent() && prefix.get().family() != family) {
            throw invalid(prefix.get().toString(), "is not of " + family);
        }
    }

    private static void requirePorts(Optional<Range> ports) {
        if (ports.isPresent() && ports.get().last() >>> Short.SIZE != 0) {
            throw invalid("ports " + ports.get(), "must be 0 to 65535");
        }
    }

    private static void requireBits(String name, long number, int bits) {
        if (number >>> bits != 0) {
            throw invalid(name + " " + number, "must be 0 to " + ((1L << bits) - 1));
        }
    }

    private static IllegalArgumentException invalid(String subject, String remedy) {
        return Invalid.argument("rule", subject, remedy);
    }

    /**
     * Begins with a rule for all packets of a family, that looks into the main table.
     *
     * @param family IPv4 or IPv6
     * @return where more can be said
     */
    public static RuleBuilder of(IpFamily family) {
        return new RuleBuilder(family);
    }

    /**
     * Begins with what names rules to be deleted: those of any action, where none is said; {@code ip rule del}.
     *
     * @param family IPv4 or IPv6
     * @return where more can be said
     */
    public static RuleBuilder matching(IpFamily family) {
        return of(family).action(new RuleAction.Other(0));
    }

    /**
     * Begins with this rule.
     *
     * @return where it can be changed
     */
    public RuleBuilder toBuilder() {
        return new RuleBuilder(this);
    }

    /**
     * The words of {@code ip rule}.
     *
     * @return {@code pref 100 from 10.0.0.0/8 lookup 7}
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (inverted) {
            text.append(" not");
        }
        priority.ifPresent(number -> text.append(" pref ").append(number));
        text.append(" from ").append(source.map(IpPrefix::toString).orElse("all"));
        append(text, "to", destination);
        if (tos != 0) {
            text.append(" tos 0x").append(Integer.toHexString(tos));
        }
        mark.ifPresent(number -> text.append(" fwmark 0x").append(Long.toHexString(number)));
        mask.ifPresent(number -> text.append("/0x").append(Long.toHexString(number)));
        append(text, "iif", inputLink);
        append(text, "oif", outputLink);
        append(text, "uidrange", users);
        ipProtocol.ifPresent(number -> text.append(" ipproto ").append(number));
        append(text, "sport", sourcePorts);
        append(text, "dport", destinationPorts);
        text.append(l3mdev ? " l3mdev" : "").append(' ').append(action);
        suppressPrefixLength.ifPresent(length -> text.append(" suppress_prefixlength ").append(length));
        suppressGroup.ifPresent(group -> text.append(" suppress_ifgroup ").append(group));
        return text.toString().strip();
    }

    private static void append(StringBuilder text, String word, Optional<?> value) {
        value.ifPresent(one -> text.append(' ').append(word).append(' ').append(one));
    }
}
