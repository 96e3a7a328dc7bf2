package ns.net.route;

import ns.net.bindings.net_h;
import ns.net.wire.Invalid;

/** The numbers of the tables of routes that have names; rt_class_t in linux/rtnetlink.h. */
public final class RouteTables {

    /** All of them, or the kernel's choice. */
    public static final long UNSPEC = net_h.RT_TABLE_UNSPEC();
    /** The one that is looked into last, empty at first; {@code default}. */
    public static final long DEFAULT = net_h.RT_TABLE_DEFAULT();
    /** The usual one; {@code main}. */
    public static final long MAIN = net_h.RT_TABLE_MAIN();
    /** The kernel's own, of local and broadcast addresses; {@code local}. */
    public static final long LOCAL = net_h.RT_TABLE_LOCAL();

    private RouteTables() {}

    /**
     * Reads the name {@code ip} has for a table, or a number.
     *
     * @param text {@code main}, {@code local}, {@code default}, {@code 1000}
     * @return its number
     * @throws IllegalArgumentException where the text is neither
     */
    public static long parse(String text) {
        return switch (text) {
            case "default" -> DEFAULT;
            case "main" -> MAIN;
            case "local" -> LOCAL;
            default -> {
                try {
                    yield Integer.toUnsignedLong(Integer.parseUnsignedInt(text));
                } catch (NumberFormatException e) {
                    throw Invalid.argument("table", "'" + text + "'", "take main, local, default or a number");
                }
            }
        };
    }

    /**
     * The name {@code ip} has for a table.
     *
     * @param table its number
     * @return or the number
     */
    public static String name(long table) {
        if (table == MAIN) {
            return "main";
        } else if (table == LOCAL) {
            return "local";
        }
        return table == DEFAULT ? "default" : Long.toString(table);
    }
}
