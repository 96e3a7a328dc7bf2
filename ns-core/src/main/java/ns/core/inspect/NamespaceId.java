package ns.core.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ns.core.Namespace;

/** A namespace by what the links in /proc say of it: {@code net:[4026531840]}. */
record NamespaceId(Namespace kind, long number) {

    private static final Pattern LINK = Pattern.compile("([a-z]+):\\[(\\d{1,18})]");

    /** Empty where the text stands for something else, such as a file or a socket. */
    static Optional<NamespaceId> parse(String link) {
        if (!link.endsWith("]")) { // which is cheap, and true of nearly all descriptors
            return Optional.empty();
        }
        Matcher matcher = LINK.matcher(link);
        if (matcher.matches()) {
            for (Namespace kind : Namespace.values()) {
                if (kind.procName().equals(matcher.group(1))) {
                    return Optional.of(new NamespaceId(kind, Long.parseLong(matcher.group(2))));
                }
            }
        }
        return Optional.empty();
    }

    static Optional<NamespaceId> read(String path) throws IOException {
        return parse(Files.readSymbolicLink(Path.of(path)).toString());
    }
}
