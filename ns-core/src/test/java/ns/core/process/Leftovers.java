package ns.core.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What could be left behind: descriptors, processes and mounts of this JVM, as they were at one moment.
 *
 * <p>A namespace lives as long as a process, a descriptor or a mount refers to it, so these show leftover namespaces too.
 */
public final class Leftovers {

    /** An environment variable that tells this JVM's commands, and what they start, from all other processes. */
    public static final String MARK = "NS_TEST_MARK";

    /** Its value. */
    public static final String MARK_VALUE = "of-" + ProcessHandle.current().pid();

    private final Snapshot before;

    private record Snapshot(List<String> descriptors, SortedSet<Long> children, SortedSet<Long> marked, String mounts) {}

    private Leftovers(Snapshot before) {
        this.before = before;
    }

    /** Takes note of what is there now. */
    public static Leftovers before() throws IOException {
        return new Leftovers(now());
    }

    /** Fails where there is now more, or less, than there was; what needs a moment to go away gets it. */
    public void assertNone() throws IOException, InterruptedException {
        Deadline.reach(() -> unchecked().equals(before));
        Snapshot now = now();
        assertEquals(before.descriptors, now.descriptors, "open descriptors");
        assertEquals(before.children, now.children, "child processes, zombies included");
        assertEquals(before.marked, now.marked, "processes that commands of this JVM have started");
        assertEquals(before.mounts, now.mounts, "mounts");
    }

    private static Snapshot unchecked() {
        try {
            return now();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Snapshot now() throws IOException {
        SortedSet<Long> children = new TreeSet<>();
        SortedSet<Long> marked = new TreeSet<>();
        for (String entry : list(Path.of("/proc"))) {
            if (Character.isDigit(entry.charAt(0))) {
                long pid = Long.parseLong(entry);
                if (isChild(pid)) {
                    children.add(pid);
                }
                if (isMarked(pid)) {
                    marked.add(pid);
                }
            }
        }
        return new Snapshot(descriptors(), children, marked, Files.readString(Path.of("/proc/self/mountinfo")));
    }

    /** Where each descriptor leads, except for archives, which the JVM opens when it needs a class of them. */
    private static List<String> descriptors() throws IOException {
        Path folder = Path.of("/proc/self/fd");
        return list(folder).stream()
                .map(fd -> target(folder.resolve(fd)))
                .filter(target -> !target.isEmpty() && !target.endsWith(".jar"))
                .sorted()
                .toList();
    }

    /** Empty for one that has been closed meanwhile, such as that by which the folder was listed. */
    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean isChild(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"), StandardCharsets.ISO_8859_1)
                    .contains("PPid:\t" + ProcessHandle.current().pid());
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    private static boolean isMarked(long pid) {
        try {
            String environment = Files.readString(Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
            return environment.contains(MARK + "=" + MARK_VALUE + "\0");
        } catch (IOException e) {
            return false; // it has ended, or belongs to somebody else
        }
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
