package ns.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;

/**
 * The ranges of ids that the administrator has granted to the caller.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/subuid.5.html">subuid(5)</a>
 */
final class SubordinateIds {

    private static final int FIELDS = 3;

    private SubordinateIds() {}

    /** The first range granted, mapped so that it begins with an id inside. */
    static IdMap first(IdMap.Kind kind, long inside) {
        Path file = switch (kind) {
            case UID -> Path.of("/etc/subuid");
            case GID -> Path.of("/etc/subgid");
        };
        String user = System.getProperty("user.name");
        try {
            return first(Files.readAllLines(file, StandardCharsets.ISO_8859_1), user, IdMap.Kind.UID.callerId(), kind, inside)
                    .orElseThrow(() -> Validation.invalid(kind.procName(), "auto", "no range is granted to " + user + " in " + file
                            + ": usermod --add-sub" + kind.name().toLowerCase(Locale.ROOT) + "s 100000-165535 " + user));
        } catch (IOException e) {
            throw NamespaceException.invalid("open", file.toString(), Errno.ENOENT,
                    "no ranges are granted here: install the package uidmap");
        }
    }

    /** Lines are {@code USER:FIRST:COUNT}, of a user's name or number; groups are granted to users, too. */
    static Optional<IdMap> first(List<String> lines, String user, long uid, IdMap.Kind kind, long inside) {
        for (String line : lines) {
            String[] fields = line.split(":");
            if (fields.length == FIELDS && (fields[0].equals(user) || fields[0].equals(Long.toString(uid)))) {
                return Optional.of(IdMap.parse(kind, inside + ":" + fields[1] + ":" + fields[2]));
            }
        }
        return Optional.empty();
    }
}
