package ns.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ns.core.IsolatedProcess;
import ns.core.Isolation;
import ns.core.Namespace;
import ns.core.engine.ProgramLayout.CloneCall;
import ns.core.error.Errno;
import ns.core.process.ForkedJvm;
import ns.core.process.Leftovers;
import ns.core.process.Tool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a command gets is the same where a seccomp profile hides clone3: ns falls back to clone by itself. */
class Clone3HiddenTest {

    /** The call that is left to the JVM that each test runs. */
    @ParameterizedTest
    @EnumSource
    void aCommandIsIsolatedAndInheritsNothing(CloneCall call) throws IOException {
        Tool.Result result = Tool.run("a JDK", ForkedJvm.ofMain(List.of(), Clone3HiddenTest.class, call.name()));
        assertEquals(0, result.status(), result.text() + result.err());
    }

    /** Run in a JVM of its own: a filter cannot be taken away again. */
    public static void main(String[] args) throws Exception {
        if (CloneCall.valueOf(args[0]) == CloneCall.CLONE) {
            Seccomp.hideClone3();
            SpawnException e = assertThrows(SpawnException.class,
                    () -> Spawner.clone(new Program(0, List.of()), Spawner.ParentWork.NONE, CloneCall.CLONE3));
            assertEquals(Errno.ENOSYS, e.errno());
            assertTrue(e.step().isEmpty());
        }
        inspect(Isolation.full().toBuilder().dieWithParent().build()); // which opens what is kept
        Leftovers leftovers = Leftovers.before();
        inspect(Isolation.full());
        inspect(Isolation.full().toBuilder().dieWithParent().build());
        leftovers.assertNone();
    }

    /** The JDK opens sockets without close-on-exec. */
    private static void inspect(Isolation spec) throws Exception {
        try (ServerSocket _ = new ServerSocket(0);
                IsolatedProcess process = spec.start("sh", "-c", "echo $$; exec cat");
                BufferedReader out = process.inputReader()) {
            assertEquals("1", out.readLine());
            process.outputWriter().append("begun\n").flush();
            assertEquals("begun", out.readLine(), "cat has loaded its libraries, and closed their files");
            for (Namespace kind : Namespace.ALL) {
                assertNotEquals(kind.currentId(), kind.idOf(process.pid()), kind::toString);
                assertEquals(kind.idOf(process.pid()), process.namespaceId(kind).orElseThrow(), kind::toString);
            }
            assertEquals(Set.of("0", "1", "2"), descriptors(process.pid()));
            String pid = Long.toString(process.pid());
            assertEquals("SigBlk:\t0000000000000000", status(pid, "SigBlk"));
            assertEquals(status("self", "SigIgn"), status(pid, "SigIgn"), "what the JVM ignores, it has inherited itself");
            process.getOutputStream().close();
            assertEquals(0, process.waitFor());
        }
    }

    private static String status(String pid, String field) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", pid, "status"))) {
            return lines.filter(line -> line.startsWith(field)).findFirst().orElseThrow();
        }
    }

    private static Set<String> descriptors(long pid) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
