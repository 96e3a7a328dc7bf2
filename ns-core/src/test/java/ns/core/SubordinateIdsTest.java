package ns.core;

import static ns.core.Fixtures.assumeRoot;
import static ns.core.Fixtures.outcome;
import static ns.core.Fixtures.run;
import static ns.core.Fixtures.status;
import static ns.core.UserTest.assertIdsOutside;
import static ns.core.UserTest.assertOwner;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import ns.core.error.NamespaceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranges of ids for a caller without privileges, through newuidmap and newgidmap, as /etc/subuid and /etc/subgid grant. */
class SubordinateIdsTest {

    private static final long GRANTED = 500_000;

    @Test
    void anUnprivilegedCallerMapsTheRangesItIsGranted(@TempDir Path folder) throws Exception {
        runGranted(folder, "mapGrantedRanges");
        assertOwner(folder.resolve("file"), GRANTED + 5, GRANTED + 6);
    }

    @Test
    void spawnsThatChangeTheUserDoNotDisturbOthers(@TempDir Path folder) throws Exception {
        runGranted(folder, "spawnFromManyThreads");
    }

    /** Runs a method in a JVM of the user nobody, to whom ids are granted. */
    private static void runGranted(Path folder, String method) throws Exception {
        runGranted(folder, 1_000, method);
    }

    private static void runGranted(Path folder, int count, String method) throws Exception {
        assumeRoot("granting ids to another user");
        UnprivilegedJvm jvm = new UnprivilegedJvm(folder);
        Path grant = Files.writeString(folder.resolve("grant"), UnprivilegedJvm.NOBODY + ":" + GRANTED + ":" + count + "\n");
        Files.setPosixFilePermissions(grant, PosixFilePermissions.fromString("rw-r--r--"));
        // The machine's own files are left alone: in a mount namespace, the grant lies over them.
        String script = "for file in /etc/subuid /etc/subgid; do mount --bind " + grant + " $file || exit; done;"
                + " exec \"$@\"";
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(List.of(jvm.command(SubordinateIdsTest.class, method, folder.toString())));
        try (IsolatedProcess process = Isolation.builder().namespaces(Namespace.MOUNT)
                .allowNewPrivileges().build().start(command)) {
            assertEquals(List.of("done"), outcome(process).lines());
        }
    }

    private static IsolationBuilder granted() {
        return Isolation.builder().namespaces(Namespace.ALL)
                .idMap(IdMap.uid(0, UnprivilegedJvm.NOBODY, 1)).idMap(IdMap.uid(1, GRANTED + 1, 999))
                .idMap(IdMap.gid(0, GRANTED, 1)).idMap(IdMap.gid(1, GRANTED + 1, 999));
    }

    static void mapGrantedRanges(String... args) throws Exception {
        try (IsolatedProcess process = granted().build().start("cat")) {
            assertIdsOutside(process, UnprivilegedJvm.NOBODY, GRANTED);
        }
        IsolationBuilder another = granted().uid(5).gid(6).groups(7, 8);
        try (IsolatedProcess process = another.build().start("cat")) {
            assertIdsOutside(process, GRANTED + 5, GRANTED + 6);
            assertEquals(GRANTED + 7 + " " + (GRANTED + 8), status(process.pid(), "Groups"));
        }
        run(another.build(), "touch", args[0] + "/file").lines();
        Isolation tooMany = Isolation.builder().namespaces(Namespace.USER).idMap(IdMap.uid(0, GRANTED, 1001)).build();
        String refusal = assertThrows(NamespaceException.class, () -> tooMany.start("true").close()).getMessage();
        assertTrue(refusal.startsWith(
                "newuidmap 0:500000:1001: EPERM (1): grant the range to the user in /etc/subuid, or run as root"), refusal);
        System.out.println("done");
    }

    /**
     * A child that takes on another user makes the memory it shares with this JVM undumpable for a moment, and with that
     * /proc/self, which other starts need at the same time, unreadable.
     */
    static void spawnFromManyThreads(String... args) throws Exception {
        Isolation other = granted().uid(5).gid(6).build();
        List<Callable<List<String>>> starts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Isolation spec = i % 2 == 0 ? Isolation.full() : other;
            starts.add(() -> run(spec, "id", "-u").lines());
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<String>>> ids = threads.invokeAll(starts);
            for (int i = 0; i < ids.size(); i++) {
                assertEquals(List.of(i % 2 == 0 ? "0" : "5"), ids.get(i).get());
            }
        }
        assertTrue(Files.isReadable(Path.of("/proc/self/environ")), "dumpable as before");
        System.out.println("done");
    }

    @Test
    void theFirstGrantOfTheUserIsFound() {
        List<String> lines = List.of("other:1:2", "", "# nothing", "me:100000:65536", "me:300000:1", "77:500000:9");
        assertEquals(Optional.of(IdMap.uid(1, 100_000, 65_536)), SubordinateIds.first(lines, "me", 5, IdMap.Kind.UID, 1));
        assertEquals(Optional.of(IdMap.gid(0, 500_000, 9)), SubordinateIds.first(lines, "you", 77, IdMap.Kind.GID, 0));
        assertEquals(Optional.empty(), SubordinateIds.first(lines, "you", 5, IdMap.Kind.UID, 0));
    }

    @Test
    void allThatIsGrantedIsMapped(@TempDir Path folder) throws Exception {
        runGranted(folder, "mapAuto");
    }

    static void mapAuto(String... args) throws Exception {
        Isolation spec = Isolation.builder().namespaces(Namespace.USER).mapAuto().build();
        assertEquals(List.of("0 " + UnprivilegedJvm.NOBODY + " 1", "1 " + GRANTED + " 1000"),
                Fixtures.run(spec, Fixtures.sh("sed 's/  */ /g; s/^ //' /proc/self/uid_map")).lines());
        assertEquals(List.of("0 " + GRANTED + " 1000"), Fixtures.run(Isolation.builder().namespaces(Namespace.USER)
                .idMaps(IdMap.Kind.UID, List.of(IdMap.parse(IdMap.Kind.UID, "auto")))
                .idMaps(IdMap.Kind.GID, List.of(IdMap.parse(IdMap.Kind.GID, "auto"))).build(),
                Fixtures.sh("sed 's/  */ /g; s/^ //' /proc/self/uid_map")).lines());
        System.out.println("done");
    }

    /** The first and the last id of 65,536, and those beside them, as setpriv finds them inside. */
    private static final String EDGES = "sed 's/  */ /g; s/^ //' /proc/self/uid_map /proc/self/gid_map;"
            + " for id in 9 10 65545 65546; do setpriv --reuid $id --regid $id --clear-groups id -u 2> /dev/null || echo none; done";

    private static final List<String> EXACTLY = List.of("0 1 1", "10 FIRST 65536", "0 1 1", "10 FIRST 65536", "none", "10", "65545", "none");

    private static IsolationBuilder sixtyFiveThousand(long first, long root) {
        return Isolation.builder().namespaces(Namespace.USER).idMap(IdMap.uid(0, root, 1)).idMap(IdMap.uid(10, first, 65_536))
                .idMap(IdMap.gid(0, root, 1)).idMap(IdMap.gid(10, first, 65_536));
    }

    private static List<String> edges(IsolationBuilder builder, long first, long root) throws Exception {
        return run(builder.build(), Fixtures.sh(EDGES)).lines().stream()
                .map(line -> line.replace(" " + first + " ", " FIRST ").replace("0 " + root + " 1", "0 1 1")).toList();
    }

    @Test
    void sixtyFiveThousandIdsMapExactly() throws Exception {
        assumeRoot("mapping ranges");
        assertEquals(EXACTLY, edges(sixtyFiveThousand(100_000, 0), 100_000, 0));
        Isolation denied = sixtyFiveThousand(100_000, 0).setgroups(false).build();
        assertEquals(List.of("deny"), run(denied, "cat", "/proc/self/setgroups").lines());
    }

    @Test
    void sixtyFiveThousandIdsThatAreGrantedMapExactly(@TempDir Path folder) throws Exception {
        runGranted(folder, 1 + 65_536, "mapSixtyFiveThousand");
    }

    static void mapSixtyFiveThousand(String... args) throws Exception {
        assertEquals(EXACTLY, edges(sixtyFiveThousand(GRANTED + 1, GRANTED), GRANTED + 1, GRANTED));
        for (IdMap.Kind kind : IdMap.Kind.values()) { // one before the grant, and one behind it
            for (long first : new long[] {GRANTED - 1, GRANTED + 2}) {
                IsolationBuilder builder = Isolation.builder().namespaces(Namespace.USER).idMaps(kind, List.of(kind == IdMap.Kind.UID
                        ? IdMap.uid(0, first, 65_536) : IdMap.gid(0, first, 65_536)));
                String refusal = assertThrows(NamespaceException.class, () -> builder.build().start("true").close()).getMessage();
                assertTrue(refusal.contains("0:" + first + ":65536: EPERM (1): grant the range"), refusal);
            }
        }
        System.out.println("done");
    }
}
