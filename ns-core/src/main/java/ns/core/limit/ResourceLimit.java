package ns.core.limit;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import ns.core.error.NamespaceException;

/**
 * A limit and the one up to which the command itself may raise it; {@code prlimit --nofile=SOFT:HARD}.
 *
 * @param resource what is limited
 * @param soft the limit in force, in the resource's unit; {@link Resource#UNLIMITED} for none
 * @param hard no lower than the soft one
 * @see <a href="https://man7.org/linux/man-pages/man2/prlimit.2.html">prlimit(2)</a>
 */
public record ResourceLimit(Resource resource, long soft, long hard) {

    /** Checks that the hard limit is no lower than the soft one. */
    public ResourceLimit {
        Objects.requireNonNull(resource, "resource");
        if (soft < Resource.UNLIMITED || hard < Resource.UNLIMITED) {
            throw invalid(text(resource, soft, hard), "a limit is not below 0");
        }
        if (Long.compareUnsigned(soft, hard) > 0) { // where UNLIMITED is the highest
            throw invalid(text(resource, soft, hard), "the soft limit is above the hard one");
        }
    }

    private static String text(Resource resource, long soft, long hard) {
        return resource + "=" + value(soft) + ":" + value(hard);
    }

    private static IllegalArgumentException invalid(String subject, String remedy) {
        return NamespaceException.invalid("prlimit", subject, remedy);
    }

    private static String value(long limit) {
        return limit == Resource.UNLIMITED ? "unlimited" : Long.toString(limit);
    }

    /**
     * The limit as prlimit(1) writes it.
     *
     * @return for example {@code nofile=64:unlimited}
     */
    @Override
    public String toString() {
        return resource + "=" + value(soft) + (soft == hard ? "" : ":" + value(hard));
    }

    /**
     * Reads a limit.
     *
     * @param text {@code NAME=SOFT[:HARD]}, in the unit of the resource, or {@code unlimited}; K, M, G and T stand for powers
     *     of 1024
     * @return the limit
     */
    public static ResourceLimit parse(String text) {
        String[] sides = text.split("=", 2);
        Resource resource = Resource.of(sides[0]).orElseThrow(() -> invalid(text, "no such resource: take from "
                + Arrays.stream(Resource.values()).map(Resource::toString).collect(Collectors.joining(", "))));
        if (sides.length == 1) {
            throw invalid(text, "must be NAME=SOFT[:HARD]");
        }
        String[] limits = sides[1].split(":", 2);
        long soft = number(text, limits[0]);
        return new ResourceLimit(resource, soft, limits.length == 1 ? soft : number(text, limits[1]));
    }

    private static long number(String text, String number) {
        if (number.equals("unlimited")) {
            return Resource.UNLIMITED;
        }
        try {
            return ByteCount.parse(number);
        } catch (NumberFormatException e) {
            throw invalid(text, "'" + number + "' is no number");
        }
    }
}
