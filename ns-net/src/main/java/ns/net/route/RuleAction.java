package ns.net.route;

import java.util.Locale;

/** What a rule does with the packets it is for. */
public sealed interface RuleAction {

    /**
     * Looks into a table, and goes on to the next rule where it has no route; {@code lookup}.
     *
     * @param table its number, as in {@link RouteTables}
     */
    record Lookup(long table) implements RuleAction {
        @Override
        public String toString() {
            return "lookup " + RouteTables.name(table);
        }
    }

    /**
     * Goes on with another rule; {@code goto}.
     *
     * @param priority of that rule, higher than this one's
     */
    record Goto(long priority) implements RuleAction {
        @Override
        public String toString() {
            return "goto " + priority;
        }
    }

    /** Those without more to say. */
    enum Simple implements RuleAction {
        /** Goes on to the next rule; {@code nop}. */
        NOP,
        /** Drops the packet. */
        BLACKHOLE,
        /** Drops the packet, and says that the network is unreachable. */
        UNREACHABLE,
        /** Drops the packet, and says that it is prohibited. */
        PROHIBIT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Something else; 0 is any, in what names a rule to be deleted.
     *
     * @param number {@code FR_ACT_*}
     */
    record Other(int number) implements RuleAction {
        @Override
        public String toString() {
            return number == 0 ? "" : "action " + number;
        }
    }
}
