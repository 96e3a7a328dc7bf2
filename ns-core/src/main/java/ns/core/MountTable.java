package ns.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import ns.core.mount.MountFlag;
import ns.core.syscall.NativeText;

/**
 * What is mounted in the JVM's mount namespace, of which a child's is a copy.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">proc_pid_mountinfo(5)</a>
 */
final class MountTable {

    private static final int ID = 0;
    private static final int PARENT = 1;
    private static final int POINT = 4;
    private static final int OPTIONS = 5;

    private final List<Entry> entries = new ArrayList<>();

    /** One mount. */
    record Entry(int id, int parent, Path point, Set<MountFlag> flags, boolean isShared) {}

    MountTable(Stream<String> lines) {
        lines.map(line -> line.split(" ")).forEach(fields -> entries.add(new Entry(Integer.parseInt(fields[ID]),
                Integer.parseInt(fields[PARENT]), Path.of(NativeText.unescape(fields[POINT])), flags(fields[OPTIONS]),
                Arrays.stream(fields).skip(OPTIONS).takeWhile(field -> !field.equals("-")).anyMatch(field -> field.startsWith("shared:")))));
    }

    static MountTable ofSelf() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"), StandardCharsets.UTF_8)) {
            return new MountTable(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<MountFlag> flags(String options) {
        List<String> words = List.of(options.split(","));
        Set<MountFlag> flags = EnumSet.noneOf(MountFlag.class);
        for (MountFlag flag : MountFlag.values()) {
            if (words.contains(flag.toString())) {
                flags.add(flag);
            }
        }
        return flags;
    }

    /** The flags of the mount that a path is in. */
    Set<MountFlag> flagsOf(Path path) {
        return mountOf(path).map(Entry::flags).orElse(Set.of());
    }

    /** Whether what is mounted where a path is appears elsewhere too. */
    boolean isShared(Path path) {
        return mountOf(path).map(Entry::isShared).orElse(false);
    }

    private Optional<Entry> mountOf(Path path) {
        return visible().filter(each -> path.startsWith(each.point))
                .reduce((one, other) -> other.point.getNameCount() >= one.point.getNameCount() ? other : one);
    }

    /** What can be seen to be mounted below a path, not on it. */
    List<Entry> below(Path path) {
        return visible().filter(each -> each.point.startsWith(path) && !each.point.equals(path)).toList();
    }

    private Stream<Entry> visible() {
        return entries.stream().filter(each -> !isHidden(each));
    }

    /** Something is mounted on it, or on a directory above its mount point, or it is itself mounted on something hidden. */
    private boolean isHidden(Entry mount) {
        return entries.stream().anyMatch(other -> other != mount
                && (other.parent == mount.id && other.point.equals(mount.point)
                || other.parent == mount.parent && mount.point.startsWith(other.point) && !mount.point.equals(other.point)
                || other.id == mount.parent && !other.point.equals(mount.point) && isHidden(other)));
    }
}
