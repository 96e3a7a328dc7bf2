package ns.core.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import ns.core.Namespace;
import ns.core.syscall.NativeText;
import org.junit.jupiter.api.Test;

/** Lines as the kernel writes them. */
class MountedNamespaceTest {

    @Test
    void namespacesAreFoundAmongOtherMounts() {
        assertEquals(List.of(
                new MountedNamespace(new NamespaceId(Namespace.NETWORK, 4026532289L), "/run/netns/blue"),
                new MountedNamespace(new NamespaceId(Namespace.MOUNT, 4026532290L), "/tmp/mnt")),
                MountedNamespace.parse(List.of(
                        "22 28 0:20 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw",
                        "600 25 0:4 net:[4026532289] /run/netns/blue rw shared:300 - nsfs nsfs rw",
                        "601 25 0:4 mnt:[4026532290] /tmp/mnt rw - nsfs nsfs rw",
                        "602 25 0:4 / /proc/net:[1] rw - proc proc rw")));
    }

    @Test
    void namesThatTheKernelEscapesAreReadBack() {
        assertEquals("/a b\tc\nd\\e", mountPoint("/a\\040b\\011c\\012d\\134e"));
        String letter = NativeText.text(NativeText.bytes("é")); // as far as this locale has it
        assertEquals("/" + letter, mountPoint("/" + new String(NativeText.bytes(letter), StandardCharsets.ISO_8859_1)));
    }

    @Test
    void aNameThatIsNotInTheEncodingOfFileNamesIsAPathStill() {
        assertEquals("/x?", Path.of(mountPoint("/x\u00ff")).toString());
    }

    @Test
    void aMountPointThatWasRemovedIsWhereItWas() {
        assertEquals("/run/x", mountPoint("/run/x//deleted"));
        assertEquals("/run/x/deleted", mountPoint("/run/x/deleted"));
    }

    private static String mountPoint(String field) {
        List<MountedNamespace> parsed = MountedNamespace.parse(List.of("1 2 0:4 net:[5] " + field + " rw - nsfs nsfs rw"));
        assertEquals(1, parsed.size());
        return parsed.getFirst().mountPoint();
    }

    @Test
    void aFileSystemOfNamespacesThatShowsSomethingElseIsLeftOut() {
        assertEquals(List.of(), MountedNamespace.parse(List.of("1 2 0:4 / /x rw - nsfs nsfs rw")));
    }
}
