package ns.cli.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ns.core.Capability;

/**
 * The names of capabilities, from a mask as {@code /proc/PID/status} has it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
final class CapabilityNames {

    private CapabilityNames() {}

    /** The names of the bits that are set; a number for one that has no name yet. */
    static List<String> of(long mask) {
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((mask >>> bit & 1) != 0) {
                int number = bit;
                names.add(Arrays.stream(Capability.values()).filter(each -> each.number() == number).findFirst()
                        .map(each -> "CAP_" + each.name()).orElse(Integer.toString(bit)));
            }
        }
        return names;
    }

    /** In few words: of a process that has nearly all of those the kernel knows, those that it lacks. */
    static String describe(long mask, int last) {
        long all = last >= Long.SIZE - 1 ? -1 : (1L << last + 1) - 1;
        if ((mask & all) == 0) {
            return "none";
        }
        if ((mask & all) == all) {
            return "all " + (last + 1);
        }
        List<String> lacking = of(all & ~mask);
        List<String> has = of(mask);
        return lacking.size() < has.size() ? "all but " + String.join(", ", lacking) : String.join(", ", has);
    }
}
