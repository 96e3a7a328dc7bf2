package ns.net.route;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import ns.net.bindings.net_h;

/** What the kernel says about a rule; FIB_RULE_* in linux/fib_rules.h. */
public enum RuleFlag {
    /** It cannot be deleted. */
    PERMANENT(net_h.FIB_RULE_PERMANENT()),
    /** There is no rule that its goto leads to. */
    UNRESOLVED(net_h.FIB_RULE_UNRESOLVED()),
    /** There is no link of the name that packets are to come by. */
    IIF_DETACHED(net_h.FIB_RULE_IIF_DETACHED()),
    /** There is no link of the name that sockets are to be bound to. */
    OIF_DETACHED(net_h.FIB_RULE_OIF_DETACHED()),
    /** The source is looked up, of IPv6. */
    FIND_SADDR(net_h.FIB_RULE_FIND_SADDR());

    private final int bit;

    RuleFlag(int bit) {
        this.bit = bit;
    }

    static Set<RuleFlag> of(int bits) {
        Set<RuleFlag> flags = EnumSet.noneOf(RuleFlag.class);
        for (RuleFlag flag : values()) {
            if ((bits & flag.bit) != 0) {
                flags.add(flag);
            }
        }
        return flags;
    }

    /**
     * A word for it.
     *
     * @return in small letters
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
