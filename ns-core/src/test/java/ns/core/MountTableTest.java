package ns.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import ns.core.mount.MountFlag;
import org.junit.jupiter.api.Test;

/** What /proc/self/mountinfo says is understood. */
class MountTableTest {

    private final MountTable table = new MountTable(Stream.of(
            "20 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda rw",
            "21 20 0:5 / /a rw,nosuid,nodev - tmpfs tmpfs rw",
            "22 21 0:6 / /a/b ro,noexec - tmpfs tmpfs rw",
            "23 22 0:7 / /a/b rw - tmpfs on-top-of-22 rw",
            "24 20 0:8 / /c\\040d/e rw,nosuid master:7 - tmpfs tmpfs rw",
            "25 20 0:9 / /c\\040d rw - tmpfs hides-24 rw",
            "26 24 0:10 / /c\\040d/e/f rw - tmpfs hidden-with-24 rw"));

    @Test
    void theFlagsAreThoseOfTheInnermostMountThatIsSeen() {
        assertEquals(Set.of(), table.flagsOf(Path.of("/x")));
        assertEquals(Set.of(MountFlag.NOSUID, MountFlag.NODEV), table.flagsOf(Path.of("/a/x")));
        assertEquals(Set.of(), table.flagsOf(Path.of("/a/b/x")));
        assertEquals(Set.of(), table.flagsOf(Path.of("/c d/e")));
    }

    @Test
    void sharedMountsAreKnown() {
        assertEquals(true, table.isShared(Path.of("/x")));
        assertEquals(false, table.isShared(Path.of("/a/x")));
    }

    @Test
    void whatIsHiddenIsNotListed() {
        assertEquals(List.of(21, 23, 25), table.below(Path.of("/")).stream().map(MountTable.Entry::id).toList());
        assertEquals(List.of(23), table.below(Path.of("/a")).stream().map(MountTable.Entry::id).toList());
        assertEquals(List.of(), table.below(Path.of("/ab")));
    }
}
