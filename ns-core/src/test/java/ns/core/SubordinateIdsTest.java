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
import ns.core.error.NamespaceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranges of ids for a caller without privileges, through newuidmap and newgidmap, as /etc/subuid and /etc/subgid grant. */
class SubordinateIdsTest {

    private static final long GRANTED = 500_000;

    @Test
    void anUnprivilegedCallerMapsTheRangesItIsGranted(@TempDir Path folder) throws Exception {
        assumeRoot("granting ids to another user");
        UnprivilegedJvm jvm = new UnprivilegedJvm(folder);
        Path grant = Files.writeString(folder.resolve("grant"), UnprivilegedJvm.NOBODY + ":" + GRANTED + ":1000\n");
        Files.setPosixFilePermissions(grant, PosixFilePermissions.fromString("rw-r--r--"));
        // The machine's own files are left alone: in a mount namespace, the grant lies over them.
        String script = "for file in /etc/subuid /etc/subgid; do mount --bind " + grant + " $file || exit; done;"
                + " exec \"$@\"";
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(List.of(jvm.command(SubordinateIdsTest.class, "mapGrantedRanges", folder.toString())));
        try (IsolatedProcess process = Isolation.builder().namespaces(Namespace.MOUNT).build().start(command)) {
            assertEquals(List.of("done"), outcome(process).lines());
        }
        assertOwner(folder.resolve("file"), GRANTED + 5, GRANTED + 6);
    }

    /** Runs as nobody, with the grant. */
    static void mapGrantedRanges(String... args) throws Exception {
        long own = UnprivilegedJvm.NOBODY;
        IsolationBuilder builder = Isolation.builder().namespaces(Namespace.ALL)
                .idMap(IdMap.uid(0, own, 1)).idMap(IdMap.uid(1, GRANTED + 1, 999))
                .idMap(IdMap.gid(0, GRANTED, 1)).idMap(IdMap.gid(1, GRANTED + 1, 999));
        try (IsolatedProcess process = builder.build().start("cat")) {
            assertIdsOutside(process, own, GRANTED);
        }
        IsolationBuilder another = builder.build().toBuilder().uid(5).gid(6).groups(7, 8);
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
}
