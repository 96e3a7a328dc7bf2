package ns.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import ns.core.syscall.ProcStatus;

/**
 * A range of user or group ids inside a user namespace and the ids they are outside; a line of
 * {@code /proc/PID/uid_map}; {@code unshare --map-users}.
 *
 * @param kind whether the ids are those of users or of groups
 * @param inside the first id inside
 * @param outside the first id outside, as the caller sees it
 * @param count how many ids, one at least
 * @see <a href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
public record IdMap(Kind kind, long inside, long outside, long count) {

    /** Of the real, the effective, the saved and the file system's id. */
    private static final int EFFECTIVE = 1;

    /** The highest id; 4294967295 itself means "no id". */
    static final long MAX_ID = 0xffff_fffeL;

    /** Of this JVM, once it was asked for. */
    private static volatile ProcStatus self;

    /** Not asked of geteuid(2): the first call out of Java takes a JVM as long as all that it has done before. */
    private static ProcStatus self() {
        if (self == null) {
            try {
                self = ProcStatus.ofSelf();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return self;
    }

    /** Whose ids are mapped. */
    public enum Kind {
        /** User ids. */
        UID,
        /** Group ids. */
        GID;

        /** The file below {@code /proc/PID}. */
        String procName() {
            return this == UID ? "uid_map" : "gid_map";
        }

        /**
         * The caller's effective id of this kind; {@code id -u}, {@code id -g}.
         *
         * @return as seen outside
         */
        public long callerId() {
            return Long.parseLong(self().field(this == UID ? "Uid" : "Gid").orElseThrow().split("\\s+")[EFFECTIVE]);
        }
    }

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException where it is empty or goes beyond 4294967294
     */
    public IdMap {
        Objects.requireNonNull(kind, "kind");
        if (count < 1) {
            throw invalid(kind, inside, outside, count, "the count must be 1 or more");
        }
        if (inside < 0 || outside < 0) {
            throw invalid(kind, inside, outside, count, "an id must not be negative");
        }
        if (inside > MAX_ID - (count - 1) || outside > MAX_ID - (count - 1)) {
            throw invalid(kind, inside, outside, count, "the range goes beyond the highest id, " + MAX_ID);
        }
    }

    /**
     * A range of user ids.
     *
     * @param inside the first id inside
     * @param outside the first id outside
     * @param count how many
     * @return the range
     */
    public static IdMap uid(long inside, long outside, long count) {
        return new IdMap(Kind.UID, inside, outside, count);
    }

    /**
     * A range of group ids.
     *
     * @param inside the first id inside
     * @param outside the first id outside
     * @param count how many
     * @return the range
     */
    public static IdMap gid(long inside, long outside, long count) {
        return new IdMap(Kind.GID, inside, outside, count);
    }

    /**
     * The range as the command line takes it.
     *
     * @param kind users or groups
     * @param text {@code INSIDE:OUTSIDE:COUNT}; or {@code auto} for the first range granted to the caller in
     *     {@code /etc/subuid} or {@code /etc/subgid}, which then begins with 0 inside
     * @return the range
     * @throws IllegalArgumentException where the text is of another form, or the range is none
     */
    public static IdMap parse(Kind kind, String text) {
        Objects.requireNonNull(kind, "kind");
        if (Objects.requireNonNull(text, "text").equals("auto")) {
            return SubordinateIds.first(kind, 0);
        }
        String[] parts = text.split(":", -1);
        try {
            if (parts.length == 3) {
                return new IdMap(kind, Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
            }
        } catch (NumberFormatException e) {
            // Said below, with the form that is wanted.
        }
        throw Validation.invalid(kind.procName(), "'" + text + "'",
                "must have the form INNER:OUTER:COUNT, three numbers, as 0:1000:1");
    }

    /** The text of a map file, from maps of one kind. */
    static String lines(List<IdMap> maps) {
        return maps.stream().map(map -> map.inside() + " " + map.outside() + " " + map.count() + "\n")
                .collect(Collectors.joining());
    }

    /** Whether an id inside is in the range. */
    boolean containsInside(long id) {
        return inside <= id && id - inside < count;
    }

    /** Whether an id outside is in the range. */
    boolean containsOutside(long id) {
        return outside <= id && id - outside < count;
    }

    /** Whether some id, inside or outside, is in both ranges, which the kernel refuses. */
    boolean overlaps(IdMap other) {
        return kind == other.kind
                && (inside < other.inside + other.count && other.inside < inside + count
                        || outside < other.outside + other.count && other.outside < outside + count);
    }

    private static IllegalArgumentException invalid(Kind kind, long inside, long outside, long count, String remedy) {
        return Validation.invalid(kind.procName(), inside + ":" + outside + ":" + count, remedy);
    }

    /**
     * The range as the kernel and the command line write it.
     *
     * @return {@code INSIDE:OUTSIDE:COUNT}
     */
    @Override
    public String toString() {
        return inside + ":" + outside + ":" + count;
    }
}
