package ns.net.link;

import java.nio.charset.StandardCharsets;
import ns.net.bindings.net_h;
import ns.net.wire.Invalid;

/** Which names a link can have: dev_valid_name() in the kernel's net/core/dev.c. */
final class LinkNames {

    private LinkNames() {}

    /** The name, if it can be one. */
    static String checked(String name) {
        int longest = net_h.IFNAMSIZ() - 1;
        boolean valid = !name.isEmpty() && name.getBytes(StandardCharsets.UTF_8).length <= longest
                && !name.equals(".") && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == ':' || c == 0 || Character.isWhitespace(c));
        if (!valid) {
            throw Invalid.argument("link", "'" + name + "'",
                    "a name has 1 to " + longest + " bytes, no '/', ':' or blank, and is not '.' or '..'");
        }
        return name;
    }
}
