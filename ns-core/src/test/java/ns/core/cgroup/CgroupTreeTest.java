package ns.core.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ns.core.error.NamespaceException;
import ns.core.limit.CgroupLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A place for a control group is found, in folders that look like the kernel's. */
class CgroupTreeTest {

    @TempDir
    private Path mount;

    private CgroupTree tree(String root, String own) {
        return new CgroupTree(List.of("20 1 8:1 / / rw - ext4 /dev/sda rw", "30 20 0:26 " + root + " " + mount + " rw - cgroup2 cgroup2 rw"),
                List.of("1:cpu:/v1", "0::" + own));
    }

    private Path group(String path, String enabled) throws Exception {
        Path group = Files.createDirectories(mount.resolve(path));
        Files.writeString(group.resolve("cgroup.subtree_control"), enabled + "\n");
        return group;
    }

    @Test
    void itIsTheOwnOneOrThatAboveIt() throws Exception {
        Path above = group("user", "cpu memory pids");
        Path own = group("user/session", "");
        assertEquals(above, tree("/", "/user/session").parentFor(CgroupLimits.none().memory(1).pids(1)));
        assertEquals(own, tree("/", "/user/session").parentFor(CgroupLimits.none()));
        assertEquals(above, tree("/outside", "/outside/user/session").parentFor(CgroupLimits.none().cpus(1)));
        Path top = group("", "memory");
        assertEquals(top, tree("/", "/").parentFor(CgroupLimits.none().memory(1)));
    }

    @Test
    void whereThereIsNoneTheReasonIsTold() throws Exception {
        group("own", "hugetlb");
        group("", "");
        NamespaceException e = assertThrows(NamespaceException.class, () -> tree("/", "/own").parentFor(CgroupLimits.none().memory(1).pids(5)));
        assertEquals("cgroup memory.max, pids.max: ENOENT (2): neither " + mount.resolve("own") + " nor what is above it gives its"
                + " children the controllers memory, pids (only none): version 1 may have taken them, or they are to be written to"
                + " cgroup.subtree_control", e.getMessage());
        e = assertThrows(NamespaceException.class, () -> new CgroupTree(List.of(), List.of()).parentFor(CgroupLimits.none()));
        assertEquals("cgroup of its own: ENOENT (2): needs control groups of version 2, mounted at /sys/fs/cgroup: boot with"
                + " systemd.unified_cgroup_hierarchy=1", e.getMessage());
        e = assertThrows(NamespaceException.class, () -> tree("/", "/own").parentFor(CgroupLimits.none().memory(1).in(mount.resolve("own"))));
        assertEquals("cgroup memory.max: ENOENT (2): " + mount.resolve("own") + " gives its children only hugetlb: write +memory to its"
                + " cgroup.subtree_control", e.getMessage());
    }
}
