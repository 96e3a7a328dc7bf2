package ns.core;

import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ns.core.error.Errno;
import ns.core.mount.Mount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A piece of code runs inside namespaces of a command. */
class InsideTest extends Refusals {

    private static String own(Namespace kind) throws Exception {
        return Files.readSymbolicLink(Path.of("/proc/thread-self/ns", kind.procName())).toString();
    }

    @ParameterizedTest
    @EnumSource(names = {"MOUNT", "UTS", "IPC", "NETWORK", "CGROUP"})
    void aThreadIsInsideAndNoOther(Namespace kind) throws Exception {
        Fixtures.assumeRoot("entering a namespace by a thread");
        String before = own(kind);
        try (IsolatedProcess target = Isolation.builder().namespaces(kind).build().start("sleep", "1000")) {
            String inside = kind.procName() + ":[" + target.namespaceId(kind).orElseThrow() + "]";
            assertEquals(inside, NamespaceRef.of(target).call(() -> own(kind)));
            assertEquals(inside, NamespaceRef.path(kind, Path.of("/proc", Long.toString(target.pid()), "ns", kind.procName())).call(() -> own(kind)));
            assertEquals(before, own(kind));
        }
    }

    @Test
    void allAreEnteredAtOnce(@TempDir Path folder) throws Exception {
        Fixtures.assumeRoot("entering a namespace by a thread");
        Isolation spec = Isolation.builder().namespaces(Namespace.MOUNT, Namespace.UTS, Namespace.NETWORK).hostname("bird")
                .mount(Mount.tmpfs(folder)).mount(Mount.file(folder.resolve("only-inside"), new byte[0])).build();
        try (IsolatedProcess target = spec.start(sh("exec sleep 1000"))) {
            assertEquals(List.of("bird", "true"), NamespaceRef.of(target).call(() -> List.of(
                    Files.readString(Path.of("/proc/sys/kernel/hostname")).strip(), Boolean.toString(Files.exists(folder.resolve("only-inside"))))));
            assertFalse(Files.exists(folder.resolve("only-inside")));
        }
    }

    @Test
    void whatTheCodeThrowsIsThrown() throws Exception {
        Fixtures.assumeRoot("entering a namespace by a thread");
        try (IsolatedProcess target = Isolation.builder().namespaces(Namespace.UTS).build().start("sleep", "1000")) {
            NamespaceRef ref = NamespaceRef.of(target);
            assertEquals("bird", assertThrows(FileNotFoundException.class, () -> ref.call(() -> {
                throw new FileNotFoundException("bird");
            })).getMessage());
            assertThrows(StackOverflowError.class, () -> ref.call(() -> {
                throw new StackOverflowError();
            }));
            target.destroyForcibly().waitFor();
            assertFails("setns", "process " + target.pid(), Errno.ESRCH, "the process has ended", () -> ref.call(() -> null));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"USER", "PID", "TIME"})
    void kindsThatOnlyACommandEntersAreRefused(Namespace kind) {
        assertInvalid("setns " + kind + " namespace", "a thread of a JVM cannot enter it: start a command in it",
                () -> NamespaceRef.of(1, kind).call(() -> null));
    }

    @Test
    void whoMayNotEnterIsToldWhatIsNeeded(@TempDir Path folder) throws Exception {
        new UnprivilegedJvm(folder).run(InsideTest.class, "enterAsNobody");
    }

    static void enterAsNobody(String... args) throws Exception {
        try (IsolatedProcess target = Fixtures.rootIn(Namespace.UTS).build().start("sleep", "1000")) {
            assertFails("setns", "uts namespace of process " + target.pid(), Errno.EPERM,
                    "entering needs CAP_SYS_ADMIN, here and in the user namespace that owns it: run as root",
                    () -> NamespaceRef.of(target, Namespace.UTS).call(() -> null));
            assertTrue(target.isAlive());
        }
        System.out.println("done");
    }
}
