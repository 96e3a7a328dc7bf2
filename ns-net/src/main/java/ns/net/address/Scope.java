package ns.net.address;

import java.util.Map;
import ns.net.bindings.net_h;
import ns.net.wire.Invalid;

/**
 * How far an address or a route reaches; rtm_scope in linux/rtnetlink.h. Any number is one, few have names.
 *
 * @param number 0 to 255, the narrower the higher
 */
public record Scope(int number) {

    /** Everywhere; {@code global}. */
    public static final Scope GLOBAL = new Scope(net_h.RT_SCOPE_UNIVERSE());
    /** Within the site, of old IPv6. */
    public static final Scope SITE = new Scope(net_h.RT_SCOPE_SITE());
    /** On the link. */
    public static final Scope LINK = new Scope(net_h.RT_SCOPE_LINK());
    /** On this host. */
    public static final Scope HOST = new Scope(net_h.RT_SCOPE_HOST());
    /** Nowhere. */
    public static final Scope NOWHERE = new Scope(net_h.RT_SCOPE_NOWHERE());

    private static final Map<Scope, String> NAMES =
            Map.of(GLOBAL, "global", SITE, "site", LINK, "link", HOST, "host", NOWHERE, "nowhere");

    /**
     * Reads the name {@code ip} has for it, or a number.
     *
     * @param text {@code global}, {@code link}, {@code 10}
     * @return the scope
     * @throws IllegalArgumentException where the text is neither
     */
    public static Scope parse(String text) {
        for (Map.Entry<Scope, String> each : NAMES.entrySet()) {
            if (each.getValue().equals(text)) {
                return each.getKey();
            }
        }
        try {
            return new Scope(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw Invalid.argument("scope", "'" + text + "'", "take from " + NAMES.values() + ", or a number");
        }
    }

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException where it does not fit a byte
     */
    public Scope {
        if (number < 0 || number > 0xff) {
            throw Invalid.argument("scope", Integer.toString(number), "must be 0 to 255");
        }
    }

    /**
     * The name {@code ip} has for it.
     *
     * @return or its number
     */
    @Override
    public String toString() {
        return NAMES.getOrDefault(this, Integer.toString(number));
    }
}
