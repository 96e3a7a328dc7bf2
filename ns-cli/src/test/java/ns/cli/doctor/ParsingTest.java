package ns.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files of the kernel and of the system say, and what is made of it. */
class ParsingTest {

    private static final List<String> HYBRID = List.of(
            "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755",
            "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:7 - cgroup cgroup rw,cpu,cpuacct",
            "40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd",
            "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw");

    // mountinfo

    @Test
    void aMountIsReadWithAnyNumberOfOptionalFields() {
        List<MountInfo> mounts = MountInfo.parse(List.of(
                "1 2 0:5 / /proc rw - proc proc rw",
                "3 2 0:6 /a\\040b /mnt/x\\134y ro,nosuid shared:1 master:2 - ext4 /dev/sda1 rw,data=ordered",
                "", "no mount", "3 2 0:6 / /x ro -"));
        assertEquals(List.of(new MountInfo("/", "/proc", "proc", List.of("rw")),
                new MountInfo("/a b", "/mnt/x\\y", "ext4", List.of("rw", "data=ordered"))), mounts);
    }

    @Test
    void whatHidesPartsOfProcIsFound() {
        List<MountInfo> mounts = MountInfo.parse(List.of(
                "1 2 0:5 / /proc rw - proc proc rw", "2 1 0:6 / /proc/kcore rw - tmpfs tmpfs rw",
                "3 1 0:6 / /proc/sys/fs/binfmt_misc rw - autofs systemd-1 rw", "4 1 0:6 / /procession rw - tmpfs tmpfs rw",
                "5 1 0:6 / /proc/sys ro - proc proc rw", "6 1 0:6 / /proc/sys ro - proc proc rw"));
        assertEquals(List.of("/proc/kcore", "/proc/sys"), NamespaceChecks.masks(mounts));
    }

    // cgroups

    private static CgroupLayout layout(List<String> mounts, String... cgroups) {
        return CgroupLayout.of(MountInfo.parse(mounts), List.of(cgroups));
    }

    @Test
    void aHybridHasControllersOfVersion1AndAFolder() {
        CgroupLayout layout = layout(HYBRID, "9:name=systemd:/", "1:cpu,cpuacct:/a", "4:memory:/", "0::/user/x y");
        assertEquals(new CgroupLayout(List.of("cpu", "cpuacct"), Optional.of(Path.of("/sys/fs/cgroup/unified/user/x y")), true), layout);
        assertTrue(layout.version().startsWith("hybrid"));
    }

    @Test
    void version2Alone() {
        CgroupLayout layout = layout(List.of("41 31 0:38 /user /sys/fs/cgroup rw - cgroup2 cgroup2 rw"), "0::/user/me");
        assertEquals(new CgroupLayout(List.of(), Optional.of(Path.of("/sys/fs/cgroup/me")), true), layout);
        assertEquals("version 2", layout.version());
        assertEquals(Optional.of(Path.of("/sys/fs/cgroup")),
                layout(List.of("41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw"), "0::/").folder());
    }

    @Test
    void aCgroupOutsideOfWhatIsMountedCannotBeSeen() {
        List<String> mounts = List.of("41 31 0:38 /user /sys/fs/cgroup rw - cgroup2 cgroup2 rw");
        assertEquals(Optional.empty(), layout(mounts, "0::/system").folder());
        assertEquals(Optional.empty(), layout(List.of("41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw"), "0::/../x").folder());
    }

    @Test
    void version1AloneAndNone() {
        CgroupLayout one = layout(HYBRID.subList(0, 3), "1:cpu,cpuacct:/a", "0::/");
        assertEquals(new CgroupLayout(List.of("cpu", "cpuacct"), Optional.empty(), false), one);
        assertEquals("version 1", one.version());
        assertEquals("none mounted", layout(List.of()).version());
    }

    /** A folder in the place of a cgroup: no machine has all of these. */
    @Test
    void limitsNeedControllersAndFilesThatCanBeWritten(@TempDir Path folder) throws IOException {
        CgroupLayout layout = new CgroupLayout(List.of(), Optional.of(folder), true);
        Files.writeString(folder.resolve("cgroup.controllers"), "cpuset cpu pids\n");
        Result without = CgroupChecks.limits(layout);
        assertEquals(Result.Mark.NO, without.mark());
        assertTrue(without.text().startsWith(folder + " has no memory, io: enable them in cgroup.subtree_control"), without::text);
        Result taken = CgroupChecks.limits(new CgroupLayout(List.of("memory"), Optional.of(folder), true));
        assertTrue(taken.remedy().startsWith("version 1 has taken controllers"), taken::text);

        Files.writeString(folder.resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");
        Files.createFile(folder.resolve("cgroup.procs"));
        Result closed = CgroupChecks.limits(layout);
        assertEquals(folder.resolve("cgroup.subtree_control") + " is not writable", closed.found());
        Files.createFile(folder.resolve("cgroup.subtree_control"));
        assertEquals(Result.Mark.OK, CgroupChecks.limits(layout).mark());

        assertEquals("no cgroup version 2", CgroupChecks.limits(new CgroupLayout(List.of("memory"), Optional.empty(), false)).found());
    }

    // ids and capabilities

    @Test
    void rangesAreThoseOfTheUserByNameOrNumber() {
        List<String> lines = List.of("me:100000:65536", "# me:1:1", "you:200000:10", "1000:300000:1", "me:x:1", "me:1", "me:1:2:3", "");
        assertEquals(List.of(new SubordinateRange(100_000, 65_536), new SubordinateRange(300_000, 1)), SubordinateRange.of("me", 1000, lines));
        assertEquals(List.of(), SubordinateRange.of("nobody", 65_534, lines));
        assertEquals("100000-165535", SubordinateRange.of("me", 0, lines).getFirst().toString());
    }

    @Test
    void aRangeThatIsFreeIsBehindAllOthers() {
        assertEquals(new SubordinateRange(100_000, 65_536), SubordinateRange.free(List.of("low:1:5")));
        assertEquals(new SubordinateRange(231_072, 65_536), SubordinateRange.free(List.of("you:165536:65536", "me:100000:65536")));
    }

    @Test
    void aMaskNamesItsCapabilities() {
        assertEquals(List.of("CAP_CHOWN", "CAP_SYS_ADMIN", "CAP_CHECKPOINT_RESTORE", "41"),
                CapabilityNames.of(1L | 1L << 21 | 1L << 40 | 1L << 41));
        assertEquals("none", CapabilityNames.describe(0, 40));
        assertEquals("all 41", CapabilityNames.describe(0x1ff_ffff_ffffL, 40));
        assertEquals("all but CAP_SYS_RESOURCE", CapabilityNames.describe(0x1ff_feff_ffffL, 40));
        assertEquals("CAP_CHOWN, CAP_KILL", CapabilityNames.describe(0b100001, 40));
    }

    // limits and messages

    @Test
    void aLimitOfNoneIsNamedWithItsSysctl() {
        assertEquals(Result.ok("5 of each kind"), NamespaceChecks.limits(Map.of("max_net_namespaces", "5", "max_pid_namespaces", "5")));
        assertEquals(Result.no("user.max_net_namespaces is 0", "as root, sysctl user.max_net_namespaces=10000"),
                NamespaceChecks.limits(Map.of("max_net_namespaces", "0", "max_pid_namespaces", "5")));
        assertEquals(Result.Mark.NOT_APPLICABLE, NamespaceChecks.limits(Map.of()).mark());
    }

    @Test
    void anExceptionIsSplitIntoWhatWasFoundAndTheRemedy() {
        Result result = Result.no(new NamespaceException("mount", "a: b", Errno.EPERM, "do: without"));
        assertEquals(Result.no("mount a: b: EPERM (1)", "do: without"), result);
        assertEquals("mount a: b: EPERM (1): do: without", result.text());
    }
}
