package ns.cli.sandbox;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;

/** A descriptor that whoever started ns has given it. */
final class InheritedDescriptor {

    private static final int OCTAL = 8;
    private static final String FLAGS = "flags:";
    private static final int FIRST_OTHER = 3;

    /** O_CLOEXEC, the same on all architectures of ns. */
    private static final int CLOSE_ON_EXEC = 02000000;

    private InheritedDescriptor() {}

    /**
     * Refuses a number that is not open, or is one of the JVM's own: most it closes on execve, so that none can have come to
     * it that way; the others are of files that Java and ns come in.
     */
    static void check(String option, int descriptor) {
        if (descriptor < FIRST_OTHER) {
            return; // the standard streams
        }
        try {
            String number = Integer.toString(descriptor);
            Path file = Files.readSymbolicLink(Path.of("/proc/self/fd", number));
            boolean isOwn = file.startsWith(jars()) || file.startsWith(Path.of(System.getProperty("java.home")).toRealPath());
            for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo", number))) {
                if (!isOwn && line.startsWith(FLAGS)
                        && (Integer.parseInt(line.substring(FLAGS.length()).strip(), OCTAL) & CLOSE_ON_EXEC) == 0) {
                    return;
                }
            }
        } catch (IOException e) {
            // It is not open, as is said below.
        }
        throw NamespaceException.invalid("fcntl", option + " " + descriptor, Errno.EBADF, "the caller has not opened it");
    }

    /** The folder in which ns and what it needs are. */
    private static Path jars() throws IOException {
        String jar = InheritedDescriptor.class.getProtectionDomain().getCodeSource().getLocation().toString();
        return Path.of(URI.create(jar)).toRealPath().getParent();
    }
}
