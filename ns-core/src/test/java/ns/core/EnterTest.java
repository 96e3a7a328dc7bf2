package ns.core;

import static ns.core.Fixtures.failure;
import static ns.core.Fixtures.run;
import static ns.core.Fixtures.runOutside;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.mount.Mount;
import ns.core.process.Deadline;
import ns.core.process.Leftovers;
import ns.core.syscall.Libc;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands are started in namespaces that exist. */
class EnterTest {

    private static final String IDS = "for kind in uts ipc mnt user net pid; do readlink /proc/self/ns/$kind; done";

    private static IsolatedProcess target() throws Exception {
        IsolatedProcess process = Isolation.full().start(sh("hostname bird 2> /dev/null; echo ready; exec sleep 1000"));
        assertEquals("ready", process.inputReader().readLine());
        return process;
    }

    private static IsolationBuilder into(NamespaceRef... refs) {
        return Isolation.builder().enter(refs);
    }

    private static List<String> idsOf(IsolatedProcess process) throws Exception {
        List<String> ids = new ArrayList<>();
        for (String kind : List.of("uts", "ipc", "mnt", "user", "net", "pid")) {
            ids.add(Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "ns", kind)).toString());
        }
        return ids;
    }

    @Test
    void allNamespacesOfACommandAreEnteredAtOnce() throws Exception {
        try (IsolatedProcess target = target()) {
            Isolation spec = into(NamespaceRef.of(target)).build();
            assertEquals(idsOf(target), run(spec, sh(IDS)).lines());
            assertEquals(List.of("0", "0"), run(spec, sh("id -u; id -g")).lines());
            assertEquals(List.of("sleep"), run(spec, "cat", "/proc/1/comm").lines());
            try (IsolatedProcess process = spec.start(sh("echo $$; exec cat"))) {
                assertTrue(Long.parseLong(process.inputReader().readLine()) < 1000, "a small pid inside");
                assertEquals(target.namespaceId(Namespace.PID), process.namespaceId(Namespace.PID));
                assertEquals(ProcessHandle.current().pid(), process.toHandle().parent().orElseThrow().pid());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"TIME", "USER", "CGROUP"})
    void anyOneIsEnteredWithTheUserNamespace(Namespace kind) throws Exception {
        try (IsolatedProcess target = target()) {
            try (IsolatedProcess process = into(NamespaceRef.of(target, kind, Namespace.USER)).build().start("sleep", "1000")) {
                for (Namespace each : Namespace.ALL) {
                    boolean same = each == kind || each == Namespace.USER;
                    assertEquals(same, each.idOf(process.pid()) == target.namespaceId(each).orElseThrow(), each::toString);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"TIME", "USER", "CGROUP"})
    void filesStandForNamespacesToo(Namespace kind) throws Exception {
        try (IsolatedProcess target = target()) {
            Path folder = Path.of("/proc", Long.toString(target.pid()), "ns");
            Isolation spec = into(NamespaceRef.path(kind, folder.resolve(kind.procName())),
                    NamespaceRef.path(Namespace.USER, folder.resolve("user"))).build();
            try (IsolatedProcess process = spec.start("sleep", "1000")) {
                assertEquals(target.namespaceId(kind).orElseThrow(), kind.idOf(process.pid()));
                assertEquals(target.namespaceId(Namespace.USER).orElseThrow(), Namespace.USER.idOf(process.pid()));
            }
        }
    }

    @Test
    void whatBelongsToTheOutsideIsEnteredBeforeTheUserNamespace() throws Exception {
        Fixtures.assumeRoot("a network namespace of the outside");
        try (IsolatedProcess network = Isolation.builder().namespaces(Namespace.NETWORK, Namespace.UTS).build().start("sleep", "1000");
                IsolatedProcess user = Isolation.builder().namespaces(Namespace.USER).mapRootUser().build().start("sleep", "1000")) {
            Isolation spec = into(NamespaceRef.of(network), NamespaceRef.of(user)).build();
            try (IsolatedProcess process = spec.start("sleep", "1000")) {
                assertEquals(network.namespaceId(Namespace.NETWORK).orElseThrow(), Namespace.NETWORK.idOf(process.pid()));
                assertEquals(network.namespaceId(Namespace.UTS).orElseThrow(), Namespace.UTS.idOf(process.pid()));
                assertEquals(user.namespaceId(Namespace.USER).orElseThrow(), Namespace.USER.idOf(process.pid()));
            }
        }
    }

    @Test
    void theOutcomeIsThatOfNsenter() throws Exception {
        try (IsolatedProcess target = target()) {
            List<String> theirs = runOutside("nsenter", "--target", Long.toString(target.pid()), "--user", "--mount", "--uts", "--ipc",
                    "--net", "--pid", "--preserve-credentials", "sh", "-c", IDS + "; id -u; hostname; pwd").lines();
            assertEquals(theirs, run(into(NamespaceRef.of(target)).build(), sh(IDS + "; id -u; hostname; pwd")).lines());
        }
    }

    @Test
    void rootDirectoryAndEnvironmentAreThoseOfTheProcess(@TempDir Path folder) throws Exception {
        Isolation spec = Sandbox.empty().mount(Mount.directory(Path.of("/only/here"))).directory(Path.of("/only"))
                .clearEnv().env("PATH", "/bin").env("BIRD", "wren").build();
        try (IsolatedProcess target = spec.start("sleep", "1000")) {
            assertEquals(List.of("/only", "here", "wren"), run(into(NamespaceRef.of(target)).enterRoot().enterDirectory()
                    .environmentOf(target.pid()).build(), sh("pwd; ls; echo $BIRD")).lines());
            // Without its mount namespace the root alone does.
            Fixtures.Outcome outcome = run(into(NamespaceRef.of(target, Namespace.USER)).enterRoot().build(), sh("pwd; ls -d /only/here"));
            assertTrue(outcome.out().endsWith("/only/here\n"), outcome::toString);
        }
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        try (IsolatedProcess target = target()) {
            Isolation spec = into(NamespaceRef.of(target)).build();
            assertEquals(0, run(spec, "true").status());
            Leftovers leftovers = Leftovers.before();
            for (int i = 0; i < 20; i++) {
                assertEquals(3, run(spec, sh("exit 3")).status());
            }
            NamespaceException e = assertThrows(NamespaceException.class, () -> spec.start("/none").close());
            assertEquals("execve /none: ENOENT (2): no such file", e.getMessage());
            leftovers.assertNone();
        }
    }

    @Test
    void whatCannotBeEnteredIsToldWithTheReason(@TempDir Path folder) throws Exception {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> into(NamespaceRef.of(1, Namespace.UTS)).namespaces(Namespace.UTS).build())
                .getMessage().contains("cannot be an existing and a new one"));
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        assertEquals("pidfd_open process " + ended.pid() + ": ESRCH (3): there is no such process",
                failure(into(NamespaceRef.of(ended.pid(), Namespace.UTS))));
        Process zombie = new ProcessBuilder("sh", "-c", "sleep 0.1 & echo $!; exec sleep 1000").start();
        try {
            long pid = Long.parseLong(zombie.inputReader().readLine());
            Deadline.await("its end", () -> !Fixtures.isRunning(pid));
            String message = failure(into(NamespaceRef.of(pid)));
            assertTrue(message.endsWith(": ESRCH (3): the process has ended"), message);
        } finally {
            zombie.destroyForcibly();
        }
        Path file = Files.createFile(folder.resolve("file"));
        assertEquals("setns " + file + ": EINVAL (22): the file stands for no namespace", failure(into(NamespaceRef.path(Namespace.UTS, file))));
        assertEquals("setns /proc/self/ns/ipc: EINVAL (22): the file does not stand for a uts namespace",
                failure(into(NamespaceRef.path(Namespace.UTS, Path.of("/proc/self/ns/ipc")))));
        assertEquals("open " + folder.resolve("none") + ": ENOENT (2): no such file or directory",
                failure(into(NamespaceRef.path(Namespace.UTS, folder.resolve("none")))));
    }

    @Test
    void aPidfdStandsForItsProcess() throws Exception {
        IsolatedProcess target = target();
        int pidfd = (int) Libc.syscall(SystemCall.PIDFD_OPEN, target.pid(), 0);
        try (target) {
            assertEquals(idsOf(target), run(into(NamespaceRef.pidfd(pidfd)).build(), sh(IDS)).lines());
            IsolationBuilder some = into(NamespaceRef.pidfd(pidfd, Namespace.USER, Namespace.UTS));
            assertEquals(List.of(idsOf(target).getFirst()), run(some.build(), "readlink", "/proc/self/ns/uts").lines());
            assertEquals(List.of("/"), run(into(NamespaceRef.pidfd(pidfd)).enterDirectory().enterRoot().directory(Path.of("/")).build(), "pwd").lines());
            target.close();
            assertEquals("setns descriptor " + pidfd + ": ESRCH (3): the process has ended", failure(some));
        } finally {
            Libc.close(pidfd);
        }
        assertEquals("setns descriptor 0: EBADF (9): it stands for no process that is seen here", failure(into(NamespaceRef.pidfd(0))));
    }

    @Test
    void aPidNamespaceWhoseInitHasEndedIsNamed(@TempDir Path folder) throws Exception {
        Fixtures.assumeRoot("keeping a namespace by a descriptor of another process");
        try (IsolatedProcess target = Isolation.builder().namespaces(Namespace.PID).build().start("sleep", "1000")) {
            // Held open by a shell, the namespace itself goes on when its first process has ended.
            Process holder = new ProcessBuilder("sh", "-c", "exec 7< /proc/" + target.pid() + "/ns/pid; echo ready; read x").start();
            try {
                assertEquals("ready", holder.inputReader().readLine());
                target.destroyForcibly();
                target.waitFor();
                NamespaceException e = assertThrows(NamespaceException.class, () -> into(NamespaceRef.path(Namespace.PID,
                        Path.of("/proc", Long.toString(holder.pid()), "fd", "7"))).build().start("true").close());
                assertEquals(Errno.ENOMEM, e.errno());
                assertTrue(e.getMessage().contains("the first process of the PID namespace has ended"), e::getMessage);
            } finally {
                holder.destroyForcibly();
            }
        }
    }

    @Test
    void whoMayNotEnterIsToldWhatIsNeeded(@TempDir Path folder) throws Exception {
        new UnprivilegedJvm(folder).run(EnterTest.class, "enterAsNobody");
    }

    static void enterAsNobody(String... args) throws Exception {
        new EnterTest().allNamespacesOfACommandAreEnteredAtOnce();
        String message = failure(into(NamespaceRef.of(ProcessHandle.current().pid(), Namespace.UTS)));
        assertEquals("setns uts namespace of process " + ProcessHandle.current().pid() + ": EPERM (1): entering needs CAP_SYS_ADMIN in the"
                + " user namespace that owns it: run as root, or as who made that user namespace and with it among those entered", message);
        System.out.println("done");
    }
}
