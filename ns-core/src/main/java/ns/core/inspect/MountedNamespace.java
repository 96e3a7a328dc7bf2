package ns.core.inspect;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import ns.core.syscall.NativeText;

/**
 * A namespace that is mounted on a file, as a line of {@code /proc/PID/mountinfo} tells it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">proc_pid_mountinfo(5)</a>
 */
record MountedNamespace(NamespaceId id, String mountPoint) {

    private static final int ROOT = 3;
    private static final int MOUNT_POINT = 4;
    private static final int OCTAL_DIGITS = 3;
    private static final int OCTAL = 8;

    /** What the kernel puts behind a mount point that was removed, in another mount namespace. */
    private static final String REMOVED = "//deleted";

    /** Those among the lines, which are read as ISO 8859-1: a letter is a byte. */
    static List<MountedNamespace> parse(List<String> lines) {
        return lines.stream().filter(line -> line.contains(" - nsfs ")).flatMap(MountedNamespace::parse).toList();
    }

    private static Stream<MountedNamespace> parse(String line) {
        String[] fields = line.split(" ");
        Optional<NamespaceId> root = NamespaceId.parse(fields[ROOT]);
        return root.map(id -> new MountedNamespace(id, path(fields[MOUNT_POINT]))).stream();
    }

    private static String path(String field) {
        return unescape(field.endsWith(REMOVED) ? field.substring(0, field.length() - REMOVED.length()) : field);
    }

    /** Blank, tab, line feed and backslash come as {@code \040} and the like. */
    private static String unescape(String field) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) == '\\') {
                bytes.write(Integer.parseInt(field.substring(i + 1, i + 1 + OCTAL_DIGITS), OCTAL));
                i += OCTAL_DIGITS;
            } else {
                bytes.write(field.charAt(i));
            }
        }
        // What the encoding of file names has no letter for is lost, but must be a path still.
        return NativeText.text(bytes.toByteArray()).replace('\uFFFD', '?');
    }
}
