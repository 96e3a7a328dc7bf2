package ns.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of ids that a user may map; a line of {@code /etc/subuid} or {@code /etc/subgid}.
 *
 * @param first of the range
 * @param count how many
 * @see <a href="https://man7.org/linux/man-pages/man5/subuid.5.html">subuid(5)</a>
 */
record SubordinateRange(long first, long count) {

    /** Ten digits at the most: no id has more. */
    private static final Pattern LINE = Pattern.compile("(?<owner>[^:]+):(?<first>\\d{1,10}):(?<count>\\d{1,10})");

    /** SUB_UID_MIN and SUB_UID_COUNT of login.defs(5), by default. */
    private static final long LOWEST = 100_000;
    private static final long USUAL_COUNT = 65_536;

    /** The ranges of one user, known by name or by number; lines of another form are left out, as newuidmap does. */
    static List<SubordinateRange> of(String name, long uid, List<String> lines) {
        return parse(lines, owner -> owner.equals(name) || owner.equals(Long.toString(uid)));
    }

    private static List<SubordinateRange> parse(List<String> lines, Predicate<String> wanted) {
        List<SubordinateRange> ranges = new ArrayList<>();
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line.strip());
            if (matcher.matches() && wanted.test(matcher.group("owner"))) {
                ranges.add(new SubordinateRange(Long.parseLong(matcher.group("first")), Long.parseLong(matcher.group("count"))));
            }
        }
        return ranges;
    }

    /** A range that nobody has been granted: behind all others, as usermod(8) would choose it. */
    static SubordinateRange free(List<String> lines) {
        long first = parse(lines, owner -> true).stream().mapToLong(range -> range.first + range.count)
                .reduce(LOWEST, Math::max);
        return new SubordinateRange(first, USUAL_COUNT);
    }

    @Override
    public String toString() {
        return first + "-" + (first + count - 1);
    }
}
