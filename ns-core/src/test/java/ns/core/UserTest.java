package ns.core;

import static ns.core.Fixtures.assumeRoot;
import static ns.core.Fixtures.callerId;
import static ns.core.Fixtures.rootIn;
import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static ns.core.Fixtures.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** User namespaces: ids inside and outside. */
class UserTest {

    private static final String[] IDS = sh("id -u; id -g; id -G");

    /** Three ranges of each kind, in no order; 0 and 1000 are in different ones. */
    private static IsolationBuilder ranges() {
        return Isolation.builder().namespaces(Namespace.USER)
                .idMap(IdMap.uid(1000, 200_000, 500)).idMap(IdMap.uid(0, 100_000, 1000)).idMap(IdMap.uid(70_000, 5, 1))
                .idMap(IdMap.gid(0, 300_000, 1000)).idMap(IdMap.gid(1000, 400_000, 500)).idMap(IdMap.gid(80_000, 6, 1));
    }

    @Test
    void rootInsideIsTheCallerOutside() throws Exception {
        Isolation spec = rootIn().build();
        assertEquals(List.of("0", "0"), run(spec, IDS).lines().subList(0, 2));
        try (IsolatedProcess process = spec.start("cat")) {
            assertIdsOutside(process, callerId("Uid"), callerId("Gid"));
        }
    }

    @Test
    void whoIsNotMappedMayBeNobody() throws Exception {
        IsolationBuilder none = Isolation.builder().namespaces(Namespace.USER).preserveCredentials();
        assertEquals(List.of("65534", "allow"), run(none.build(), sh("id -u; cat /proc/self/setgroups")).lines());
        assertEquals(List.of("65534", "deny"), run(none.setgroups(false).build(), sh("id -u; cat /proc/self/setgroups")).lines());
        assumeRoot("a range of users");
        IsolationBuilder range = Isolation.builder().namespaces(Namespace.USER).idMap(IdMap.uid(0, 100_000, 10));
        assertEquals(List.of("0"), run(range.build(), "id", "-u").lines());
        assertEquals(List.of("65534"), run(range.preserveCredentials().build(), "id", "-u").lines());
    }

    @Test
    void rootInsideHasAllCapabilitiesOfItsNamespace() throws Exception {
        String last = sysctl("/proc/sys/kernel/cap_last_cap");
        String expected = String.format("CapEff:\t%016x", (1L << Integer.parseInt(last) + 1) - 1);
        assertEquals(List.of(expected), run(rootIn().build(), "grep", "CapEff", "/proc/self/status").lines());
    }

    @Test
    void theCurrentUserMappedToItselfStaysWhoItIs() throws Exception {
        Isolation spec = Isolation.builder().namespaces(Namespace.USER).mapCurrentUser().build();
        List<String> ids = run(spec, IDS).lines();
        assertEquals(callerId("Uid"), Long.parseLong(ids.get(0)));
        assertEquals(callerId("Gid"), Long.parseLong(ids.get(1)));
        try (IsolatedProcess process = spec.start("cat")) {
            assertIdsOutside(process, callerId("Uid"), callerId("Gid"));
        }
    }

    @Test
    void withoutMapsTheCommandIsNobody() throws Exception {
        Isolation spec = Isolation.builder().namespaces(Namespace.USER).build();
        String uid = sysctl("/proc/sys/kernel/overflowuid");
        String gid = sysctl("/proc/sys/kernel/overflowgid");
        assertEquals(List.of(uid, gid), run(spec, IDS).lines().subList(0, 2));
    }

    @Test
    void userAndGroup1000InsideWhere1000IsMapped() throws Exception {
        Isolation spec = Isolation.builder().namespaces(Namespace.USER)
                .idMap(IdMap.uid(1000, callerId("Uid"), 1)).idMap(IdMap.gid(1000, callerId("Gid"), 1))
                .uid(1000).gid(1000).build();
        assertEquals(List.of("1000", "1000"), run(spec, IDS).lines().subList(0, 2));
        try (IsolatedProcess process = spec.start("cat")) {
            assertIdsOutside(process, callerId("Uid"), callerId("Gid"));
        }
    }

    @Test
    void anUnmappedUserIsRefusedWithTheFlagThatMapsIt() {
        IsolationBuilder builder = rootIn().uid(1000);
        assertEquals("setresuid 1000: EINVAL (22): user 1000 is not mapped in the user namespace:"
                + " map it with --map-users 1000:OUTER:1",
                assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }

    @Test
    void anUnmappedGroupIsRefusedWithTheFlagThatMapsIt() {
        IsolationBuilder builder = rootIn().gid(1000);
        assertEquals("setresgid 1000: EINVAL (22): group 1000 is not mapped in the user namespace:"
                + " map it with --map-groups 1000:OUTER:1",
                assertThrows(IllegalArgumentException.class, builder::build).getMessage());
        IsolationBuilder supplementary = rootIn().groups(0, 1000);
        assertTrue(assertThrows(IllegalArgumentException.class, supplementary::build).getMessage()
                .contains("group 1000 is not mapped in the user namespace: map it with --map-groups 1000:OUTER:1"));
    }

    @Test
    void severalRangesAreMappedByAPrivilegedCaller() throws Exception {
        assumeRoot("mapping ranges");
        IsolationBuilder builder = ranges();
        try (IsolatedProcess process = builder.build().start("cat")) {
            assertIdsOutside(process, 100_000, 300_000);
            assertEquals(List.of("1000 200000 500", "0 100000 1000", "70000 5 1"), map(process, "uid_map"));
            assertEquals(List.of("0 300000 1000", "1000 400000 500", "80000 6 1"), map(process, "gid_map"));
        }
        try (IsolatedProcess process = builder.uid(1001).gid(1002).build().start("cat")) {
            assertIdsOutside(process, 200_001, 400_002);
        }
        assertEquals(List.of("70000", "80000", "80000"), run(builder.uid(70_000).gid(80_000).build(), IDS).lines());
    }

    @Test
    void supplementaryGroupsAreThoseAskedForAndNoOthers() throws Exception {
        assumeRoot("mapping ranges");
        IsolationBuilder builder = ranges().uid(1000).gid(1000);
        assertEquals("1000", run(builder.build(), IDS).lines().getLast());
        try (IsolatedProcess process = builder.groups(7, 1005).build().start("cat")) {
            assertEquals("300007 400005", status(process.pid(), "Groups"));
        }
    }

    @Test
    void aFileMadeInsideBelongsToTheMappedIdOutside(@TempDir Path folder) throws Exception {
        assumeRoot("mapping ranges");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        run(ranges().build(), "touch", folder + "/root").lines();
        run(ranges().uid(1000).gid(1001).build(), "touch", folder + "/user").lines();
        assertOwner(folder.resolve("root"), 100_000, 300_000);
        assertOwner(folder.resolve("user"), 200_000, 400_001);
    }

    @Test
    void aFileMadeInsideByRootBelongsToTheCaller(@TempDir Path folder) throws Exception {
        run(rootIn().build(), "touch", folder + "/file").lines();
        assertOwner(folder.resolve("file"), callerId("Uid"), callerId("Gid"));
    }

    static void assertOwner(Path file, long uid, long gid) throws IOException {
        assertEquals(uid, Integer.toUnsignedLong((Integer) Files.getAttribute(file, "unix:uid")));
        assertEquals(gid, Integer.toUnsignedLong((Integer) Files.getAttribute(file, "unix:gid")));
    }

    /** As the machine sees it: real, effective, saved and file system ids. */
    static void assertIdsOutside(IsolatedProcess process, long uid, long gid) throws IOException {
        assertEquals(fourTimes(uid), status(process.pid(), "Uid"));
        assertEquals(fourTimes(gid), status(process.pid(), "Gid"));
    }

    private static String fourTimes(long id) {
        return String.join(" ", Collections.nCopies(4, Long.toString(id)));
    }

    /** Not by Files.readString, which begins with one byte: such a file has nothing more for whoever asks in parts. */
    private static String sysctl(String path) throws IOException {
        return Files.readAllLines(Path.of(path)).getFirst();
    }

    private static List<String> map(IsolatedProcess process, String file) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), file)).stream()
                .map(line -> line.strip().replaceAll("\\s+", " ")).toList();
    }
}
