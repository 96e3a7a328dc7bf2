package ns.net.route;

import ns.net.address.IpFamily;
import ns.net.bindings.fib_rule_hdr;
import ns.net.bindings.net_h;
import ns.net.netlink.Change;
import ns.net.netlink.Dump;
import ns.net.wire.MessageWriter;

/** Requests about the rules that choose between tables of routes; {@code ip rule}. */
public final class Rules {

    private Rules() {}

    /**
     * Adds a rule; {@code ip rule add}.
     *
     * @param rule which
     * @return the request; an EEXIST where there is the same already
     */
    public static Change add(Rule rule) {
        return change("rule add", rule, net_h.RTM_NEWRULE(), net_h.NLM_F_CREATE() | net_h.NLM_F_EXCL());
    }

    /**
     * Deletes the first rule that has all that is said; {@code ip rule del}.
     *
     * @param rule as it was added or listed, or what {@link Rule#matching} makes
     * @return the request; an ENOENT where there is none such
     */
    public static Change delete(Rule rule) {
        return change("rule del", rule, net_h.RTM_DELRULE(), 0);
    }

    /**
     * Deletes the first rule of a priority; {@code ip rule del pref NUMBER}.
     *
     * @param family IPv4 or IPv6
     * @param priority of the rule
     * @return the request; an ENOENT where there is none such
     */
    public static Change delete(IpFamily family, long priority) {
        return delete(Rule.matching(family).priority(priority).build());
    }

    private static Change change(String operation, Rule rule, int type, int flags) {
        MessageWriter out = RuleCodec.encode(rule);
        return new Change(operation, rule.toString(), type, flags, out.toBytes(), out::nameAt);
    }

    /**
     * The rules of both families; {@code ip rule show} and {@code ip -6 rule show}.
     *
     * @return the request
     */
    public static Dump<Rule> all() {
        return of(net_h.AF_UNSPEC(), "");
    }

    /**
     * The rules of one family; {@code ip rule show} or {@code ip -6 rule show}.
     *
     * @param family IPv4 or IPv6
     * @return the request
     */
    public static Dump<Rule> of(IpFamily family) {
        return of(family.number(), family.toString());
    }

    private static Dump<Rule> of(int family, String subject) {
        MessageWriter out = new MessageWriter(fib_rule_hdr.sizeof());
        out.put8(fib_rule_hdr.family$offset(), family);
        return new Dump<>("rule show", subject, net_h.RTM_GETRULE(), out.toBytes(), RuleCodec::decode);
    }
}
