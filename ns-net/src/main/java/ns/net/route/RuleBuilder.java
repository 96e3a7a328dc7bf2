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

/** Collects what makes a rule; {@link Rule#of} begins one. */
public final class RuleBuilder {

    private final IpFamily family;
    private OptionalLong priority = OptionalLong.empty();
    private Optional<IpPrefix> source = Optional.empty();
    private Optional<IpPrefix> destination = Optional.empty();
    private int tos;
    private Optional<String> inputLink = Optional.empty();
    private Optional<String> outputLink = Optional.empty();
    private OptionalLong mark = OptionalLong.empty();
    private OptionalLong mask = OptionalLong.empty();
    private Optional<Range> users = Optional.empty();
    private OptionalInt ipProtocol = OptionalInt.empty();
    private Optional<Range> sourcePorts = Optional.empty();
    private Optional<Range> destinationPorts = Optional.empty();
    private boolean l3mdev;
    private boolean inverted;
    private RuleAction action = new RuleAction.Lookup(RouteTables.MAIN);
    private OptionalInt suppressPrefixLength = OptionalInt.empty();
    private OptionalLong suppressGroup = OptionalLong.empty();
    private RouteProtocol protocol = RouteProtocol.UNSPEC;
    private Map<Integer, String> others = Map.of();

    RuleBuilder(IpFamily family) {
        this.family = Objects.requireNonNull(family, "family");
    }

    RuleBuilder(Rule rule) {
        this(rule.family());
        priority = rule.priority();
        source = rule.source();
        destination = rule.destination();
        tos = rule.tos();
        inputLink = rule.inputLink();
        outputLink = rule.outputLink();
        mark = rule.mark();
        mask = rule.mask();
        users = rule.users();
        ipProtocol = rule.ipProtocol();
        sourcePorts = rule.sourcePorts();
        destinationPorts = rule.destinationPorts();
        l3mdev = rule.l3mdev();
        inverted = rule.inverted();
        action = rule.action();
        suppressPrefixLength = rule.suppressPrefixLength();
        suppressGroup = rule.suppressGroup();
        protocol = rule.protocol();
        others = rule.others();
    }

    /**
     * The place among the rules; {@code pref}.
     *
     * @param number the smaller the earlier
     * @return this builder
     */
    public RuleBuilder priority(long number) {
        priority = OptionalLong.of(number);
        return this;
    }

    /**
     * Where packets come from; {@code from}.
     *
     * @param prefix of the family
     * @return this builder
     */
    public RuleBuilder source(IpPrefix prefix) {
        source = Optional.of(prefix);
        return this;
    }

    /**
     * Where they go; {@code to}.
     *
     * @param prefix of the family
     * @return this builder
     */
    public RuleBuilder destination(IpPrefix prefix) {
        destination = Optional.of(prefix);
        return this;
    }

    /**
     * Their type of service; {@code tos}.
     *
     * @param number 0 to 255
     * @return this builder
     */
    public RuleBuilder tos(int number) {
        tos = number;
        return this;
    }

    /**
     * The link they come by; {@code iif}.
     *
     * @param name its name; there need not be one yet
     * @return this builder
     */
    public RuleBuilder inputLink(String name) {
        inputLink = Optional.of(name);
        return this;
    }

    /**
     * The link that their socket is bound to; {@code oif}.
     *
     * @param name its name; there need not be one yet
     * @return this builder
     */
    public RuleBuilder outputLink(String name) {
        outputLink = Optional.of(name);
        return this;
    }

    /**
     * Their mark; {@code fwmark MARK}.
     *
     * @param number all of its bits count
     * @return this builder
     */
    public RuleBuilder mark(long number) {
        mark = OptionalLong.of(number);
        return this;
    }

    /**
     * Some bits of their mark; {@code fwmark MARK/MASK}.
     *
     * @param number the bits as they must be
     * @param bits those that count
     * @return this builder
     */
    public RuleBuilder mark(long number, long bits) {
        mask = OptionalLong.of(bits);
        return mark(number);
    }

    /**
     * Who sends them; {@code uidrange}.
     *
     * @param ids of users
     * @return this builder
     */
    public RuleBuilder users(Range ids) {
        users = Optional.of(ids);
        return this;
    }

    /**
     * Their protocol over IP; {@code ipproto}.
     *
     * @param number 6 for TCP, 17 for UDP and so on
     * @return this builder
     */
    public RuleBuilder ipProtocol(int number) {
        ipProtocol = OptionalInt.of(number);
        return this;
    }

    /**
     * The ports they come from; {@code sport}.
     *
     * @param ports 0 to 65535
     * @return this builder
     */
    public RuleBuilder sourcePorts(Range ports) {
        sourcePorts = Optional.of(ports);
        return this;
    }

    /**
     * The ports they go to; {@code dport}.
     *
     * @param ports 0 to 65535
     * @return this builder
     */
    public RuleBuilder destinationPorts(Range ports) {
        destinationPorts = Optional.of(ports);
        return this;
    }

    /**
     * The table is that of the VRF of their link; {@code l3mdev}. There is no table to look into then.
     *
     * @return this builder
     */
    public RuleBuilder l3mdev() {
        l3mdev = true;
        return action(new RuleAction.Lookup(RouteTables.UNSPEC));
    }

    /**
     * For all packets but these; {@code not}.
     *
     * @return this builder
     */
    public RuleBuilder inverted() {
        inverted = true;
        return this;
    }

    /**
     * Looks into a table; {@code lookup}.
     *
     * @param table its number, as in {@link RouteTables}
     * @return this builder
     */
    public RuleBuilder lookup(long table) {
        return action(new RuleAction.Lookup(table));
    }

    /**
     * What it does with them; {@code goto}, {@code blackhole} and so on.
     *
     * @param what see there
     * @return this builder
     */
    public RuleBuilder action(RuleAction what) {
        action = what;
        return this;
    }

    /**
     * Routes with a prefix so short do not count; {@code suppress_prefixlength}.
     *
     * @param length so long or shorter; 0 for default routes
     * @return this builder
     */
    public RuleBuilder suppressPrefixLength(int length) {
        suppressPrefixLength = OptionalInt.of(length);
        return this;
    }

    /**
     * Routes to links of a group do not count; {@code suppress_ifgroup}.
     *
     * @param group its number
     * @return this builder
     */
    public RuleBuilder suppressGroup(long group) {
        suppressGroup = OptionalLong.of(group);
        return this;
    }

    /**
     * Who makes it; {@code protocol}.
     *
     * @param maker see there
     * @return this builder
     */
    public RuleBuilder protocol(RouteProtocol maker) {
        protocol = maker;
        return this;
    }

    /**
     * Attributes that have no name here.
     *
     * @param attributes hexadecimal digits by their type, {@code FRA_*}
     * @return this builder
     */
    public RuleBuilder others(Map<Integer, String> attributes) {
        others = attributes;
        return this;
    }

    /**
     * The rule.
     *
     * @return what was collected
     * @throws IllegalArgumentException where a number is out of bounds, or a prefix of the wrong family
     */
    public Rule build() {
        return new Rule(family, priority, source, destination, tos, inputLink, outputLink, mark, mask, users, ipProtocol,
                sourcePorts, destinationPorts, l3mdev, inverted, action, suppressPrefixLength, suppressGroup, protocol,
                Set.of(), others);
    }
}
