package ns.cli.option;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import ns.core.IdMap;
import ns.core.error.NamespaceException;

/**
 * Users and groups by name.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/passwd.5.html">passwd(5)</a>
 */
public final class Accounts {

    private static final int NAME = 0;
    private static final int ID = 2;
    private static final int SHELL = 6;

    private Accounts() {}

    /** The id that a text is, or that belongs to the name that it is. */
    public static long id(IdMap.Kind kind, String option, String text) {
        Path file = Path.of(kind == IdMap.Kind.UID ? "/etc/passwd" : "/etc/group");
        if (text.matches("\\d{1,10}")) {
            return Long.parseLong(text);
        }
        return find(file, NAME, text, ID).map(Long::parseLong).orElseThrow(() -> NamespaceException.invalid("open", file.toString(),
                option + " " + text + " is no id, and no name in it"));
    }

    /** What nsenter(1) and unshare(1) run without a command: the user's shell, as a login shell. */
    public static String shell() {
        String shell = System.getenv("SHELL");
        if (shell != null && !shell.isEmpty()) {
            return shell;
        }
        return find(Path.of("/etc/passwd"), ID, Long.toString(IdMap.Kind.UID.callerId()), SHELL)
                .filter(each -> !each.isEmpty()).orElse("/bin/sh");
    }

    private static Optional<String> find(Path file, int field, String text, int wanted) {
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            return lines.stream().map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > Math.max(field, wanted) && fields[field].equals(text))
                    .map(fields -> fields[wanted]).findFirst();
        } catch (IOException e) {
            return Optional.empty(); // there is no such file, and no name
        }
    }
}
