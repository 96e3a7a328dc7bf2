package ns.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code bin/ns run} asks first: a command line that needs no JVM once the command runs becomes a file, which the launcher
 * then executes. It takes a fraction of the time and of the memory. Where it cannot be, or anything is wrong, {@link Main} does
 * all of it, and says what is.
 *
 * <p>Nothing that takes long to begin with is used here: picocli, logging, calls out of Java.
 */
public final class Standalone {

    /** The system property that names the file. */
    private static final String FILE = "ns.file";

    /** The one that names the launcher. */
    private static final String LAUNCHER = "ns.otherwise";

    /** A status that a JVM does not end with of itself, as it does with 0 where it was told to print its version. */
    private static final int WRITTEN = 99;

    /** The word by which the launcher is told to leave all to {@link Main}. */
    private static final String IN_JVM = "--in-jvm";

    private Standalone() {}

    /**
     * Writes the file, and ends with {@link #WRITTEN} where it has.
     *
     * @param args the command line, of which {@code run} is the first word
     */
    public static void main(String... args) {
        boolean written = write(Path.of(System.getProperty(FILE)), System.getProperty(LAUNCHER), List.of(args));
        Runtime.getRuntime().halt(written ? WRITTEN : 1);
    }

    /** Whether the file could be written. */
    static boolean write(Path file, String launcher, List<String> args) {
        try {
            RunCommand run = args.isEmpty() || !args.getFirst().equals("run") ? null : RunCommand.readSimple(args.subList(1, args.size()));
            if (run == null) {
                return false;
            }
            List<String> otherwise = new ArrayList<>(List.of(launcher, IN_JVM));
            otherwise.addAll(args);
            Optional<byte[]> content = run.isolation().executable(run.command(), otherwise, file);
            if (content.isPresent()) {
                create(file, content.get());
            }
            return content.isPresent();
        } catch (IOException | RuntimeException | Error e) {
            return false; // which Main finds too, and says
        }
    }

    private static void create(Path file, byte[] content) throws IOException {
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileAttribute<?> owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        try (SeekableByteChannel channel = Files.newByteChannel(file, options, owner)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        } catch (FileAlreadyExistsException e) {
            throw e; // and is another's
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }
}
