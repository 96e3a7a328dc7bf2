package ns.core;

import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ns.core.error.NamespaceException;
import ns.core.process.ForkedJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Namespaces are kept as files, entered again and let go of. In a mount namespace of the test's own, as root there. */
class KeepTest {

    private static void inOwnMounts(String method, Path folder, String propagation) throws Exception {
        String script = "mount --make-r" + propagation + " / && exec \"$@\"";
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(List.of(ForkedJvm.command(KeepTest.class, method, folder.toString())));
        IsolationBuilder own = Fixtures.isRoot() ? Isolation.builder().namespaces(Namespace.MOUNT) : Fixtures.rootIn(Namespace.MOUNT);
        try (IsolatedProcess process = own.build().start(command)) {
            assertEquals(List.of("done"), Fixtures.outcome(process).lines());
        }
    }

    @Test
    void aNamespaceOutlivesItsCommandUntilItIsReleased(@TempDir Path folder) throws Exception {
        inOwnMounts("keepEach", folder, "private");
    }

    static void keepEach(String... args) throws Exception {
        for (Namespace kind : List.of(Namespace.UTS, Namespace.IPC, Namespace.NETWORK, Namespace.CGROUP, Namespace.USER,
                Namespace.TIME)) {
            Path file = Path.of(args[0], kind.procName());
            IsolationBuilder builder = Isolation.builder().namespaces(kind).keep(kind, file);
            Isolation spec = kind == Namespace.USER ? builder.mapRootUser().build() : builder.build();
            String id = run(spec, "readlink", "/proc/self/ns/" + kind.procName()).lines().getFirst();
            assertEquals(List.of(id), run(Isolation.builder().enter(NamespaceRef.path(kind, file)).build(),
                    "readlink", "/proc/self/ns/" + kind.procName()).lines());
            NamespaceFile.release(file);
            assertFalse(Files.exists(file));
        }
        Path pid = Path.of(args[0], "pid");
        run(Isolation.builder().namespaces(Namespace.PID).keep(Namespace.PID, pid).build(), "true");
        NamespaceException e = assertThrows(NamespaceException.class,
                () -> Isolation.builder().enter(NamespaceRef.path(Namespace.PID, pid)).build().start("true").close());
        assertTrue(e.getMessage().contains("the first process of the PID namespace has ended"), e::getMessage);
        NamespaceFile.release(pid);
        System.out.println("done");
    }

    @Test
    void aFileThatHoldsSomethingIsNotHiddenAndThenRemoved(@TempDir Path folder) throws Exception {
        inOwnMounts("keepOnAFileInUse", folder, "private");
    }

    static void keepOnAFileInUse(String... args) throws Exception {
        Path file = Files.writeString(Path.of(args[0], "notes"), "precious");
        assertEquals("open " + file + ": EEXIST (17): a namespace is kept as a file that is new or empty", refusal(file));
        assertEquals("precious", Files.readString(file));
        assertEquals("open " + args[0] + ": EISDIR (21): a namespace is kept as a file that is new or empty", refusal(Path.of(args[0])));
        Path empty = Files.createFile(Path.of(args[0], "empty"));
        run(Isolation.builder().namespaces(Namespace.UTS).keep(Namespace.UTS, empty).build(), "true");
        NamespaceFile.release(empty);
        System.out.println("done");
    }

    private static String refusal(Path file) {
        Isolation spec = Isolation.builder().namespaces(Namespace.UTS).keep(Namespace.UTS, file).build();
        return assertThrows(NamespaceException.class, () -> spec.start("true").close()).getMessage();
    }

    @Test
    void twoNamespacesAreNotKeptAsOneFile(@TempDir Path folder) {
        IsolationBuilder builder = Isolation.builder().namespaces(Namespace.UTS, Namespace.IPC)
                .keep(Namespace.UTS, folder.resolve("one")).keep(Namespace.IPC, folder.resolve("./one"));
        assertTrue(assertThrows(IllegalArgumentException.class, builder::build).getMessage()
                .endsWith("/one: EINVAL (22): another namespace is to be kept as this file already"));
    }

    /** In the mount namespace of the tests, since some kernels keep none elsewhere; on a file system of the test's own. */
    @Test
    void aMountNamespaceIsKeptOnAPrivateMount(@TempDir Path folder) throws Exception {
        Fixtures.assumeRoot("mounting on files");
        Fixtures.runOutside("mount", "-t", "tmpfs", "none", folder.toString()).lines();
        try {
            Fixtures.runOutside("mount", "--make-private", folder.toString()).lines();
            Path file = folder.resolve("mnt");
            Isolation spec = Isolation.builder().namespaces(Namespace.MOUNT).keep(Namespace.MOUNT, file).build();
            String id = run(spec, "readlink", "/proc/self/ns/mnt").lines().getFirst();
            assertEquals(List.of(id), run(Isolation.builder().enter(NamespaceRef.path(Namespace.MOUNT, file)).build(),
                    "readlink", "/proc/self/ns/mnt").lines());
            NamespaceFile.release(file);
            assertFalse(Files.exists(file));
        } finally {
            Fixtures.runOutside("umount", "--lazy", folder.toString()).lines();
        }
    }

    @Test
    void aFailedStartLeavesNoFile(@TempDir Path folder) throws Exception {
        inOwnMounts("failAfterKeeping", folder, "private");
    }

    static void failAfterKeeping(String... args) throws Exception {
        Path file = Path.of(args[0], "uts");
        Isolation spec = Isolation.builder().namespaces(Namespace.UTS).keep(Namespace.UTS, file).build();
        assertThrows(NamespaceException.class, () -> spec.start("/none").close());
        assertFalse(Files.exists(file));
        Path second = Path.of(args[0], "none", "ipc");
        Isolation two = Isolation.builder().namespaces(Namespace.UTS, Namespace.IPC).keep(Namespace.UTS, file).keep(Namespace.IPC, second).build();
        assertEquals("open " + second + ": ENOENT (2): the file could not be made",
                assertThrows(NamespaceException.class, () -> two.start("true").close()).getMessage());
        assertFalse(Files.exists(file));
        System.out.println("done");
    }

    @Test
    void aMountNamespaceIsNotKeptOnASharedMount(@TempDir Path folder) throws Exception {
        inOwnMounts("keepOnSharedMount", folder, "shared");
    }

    static void keepOnSharedMount(String... args) throws Exception {
        Path file = Path.of(args[0], "mnt");
        Isolation spec = Isolation.builder().namespaces(Namespace.MOUNT).keep(Namespace.MOUNT, file).build();
        assertEquals("keep mount namespace as " + file + ": EINVAL (22): a mount namespace cannot be kept on a shared mount, which would be"
                + " copied into it: mount --bind " + args[0] + " " + args[0] + " && mount --make-private " + args[0],
                assertThrows(NamespaceException.class, () -> spec.start("true").close()).getMessage());
        assertFalse(Files.exists(file));
        System.out.println("done");
    }

    @Test
    void whatKeepsNothingIsNotReleased(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertEquals("release " + file + ": EINVAL (22): no namespace is kept here",
                assertThrows(NamespaceException.class, () -> NamespaceFile.release(file)).getMessage());
        assertTrue(Files.exists(file));
        Path none = folder.resolve("none");
        assertEquals("release " + none + ": ENOENT (2): no such file",
                assertThrows(NamespaceException.class, () -> NamespaceFile.release(none)).getMessage());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Isolation.builder().keep(Namespace.UTS, file).build())
                .getMessage().contains("needs a new uts namespace"));
    }

    @Test
    void whoMayNotMountIsToldSo(@TempDir Path folder) throws Exception {
        new UnprivilegedJvm(folder).run(KeepTest.class, "keepAsNobody");
    }

    static void keepAsNobody(String... args) throws Exception {
        Path file = Path.of(args[0], "uts");
        Isolation spec = Fixtures.rootIn(Namespace.UTS).keep(Namespace.UTS, file).build();
        assertEquals("keep uts namespace as " + file + ": EPERM (1): mounting needs CAP_SYS_ADMIN in the mount namespace of the caller:"
                + " run as root", assertThrows(NamespaceException.class, () -> spec.start(sh("true")).close()).getMessage());
        assertFalse(Files.exists(file));
        System.out.println("done");
    }
}
