package ns.core;

import static ns.core.Fixtures.outcome;
import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static ns.core.Fixtures.statusOf;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The standard streams of a command. */
class StreamsTest {

    private static final Isolation SPEC = Isolation.full();
    private static final String[] BOTH = sh("echo out; echo err >&2");

    @Test
    void largeDataGoesThroughThePipesInBothDirections() throws Exception {
        byte[] data = new byte[16 << 20];
        new Random(1).nextBytes(data);
        try (IsolatedProcess process = SPEC.start("cat")) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                try (OutputStream in = process.getOutputStream()) {
                    in.write(data);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertArrayEquals(data, process.getInputStream().readAllBytes());
            writer.join();
            assertEquals(0, statusOf(process));
        }
    }

    @Test
    void standardErrorIsAPipeOfItsOwn() throws Exception {
        Fixtures.Outcome outcome = run(SPEC, BOTH);
        assertEquals("out\n", outcome.out());
        assertEquals("err\n", outcome.err());
    }

    @Test
    void standardErrorIsMergedInOrder() throws Exception {
        Isolation merged = SPEC.toBuilder().mergeStderr().build();
        Fixtures.Outcome outcome = run(merged, sh("echo 1; echo 2 >&2; echo 3"));
        assertEquals("1\n2\n3\n", outcome.out());
        assertEquals("", outcome.err());
    }

    @Test
    void standardErrorIsMergedIntoAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("file");
        Isolation spec = SPEC.toBuilder().stdout(Redirect.to(file.toFile())).mergeStderr().build();
        assertEquals("", run(spec, BOTH).out());
        assertEquals("out\nerr\n", Files.readString(file));
    }

    @Test
    void whatWasWrittenCanBeReadAfterTheEnd() throws Exception {
        try (IsolatedProcess process = SPEC.start("echo", "late")) {
            assertEquals(0, statusOf(process));
            assertEquals("late\n", new String(process.getInputStream().readAllBytes()));
        }
    }

    @Test
    void filesAreReadWrittenAndAppendedTo(@TempDir Path folder) throws Exception {
        Path in = Files.writeString(folder.resolve("in"), "new\n");
        Path out = Files.writeString(folder.resolve("out"), "something old and longer\n");
        IsolationBuilder builder = SPEC.toBuilder().stdin(Redirect.from(in.toFile()));
        Fixtures.Outcome overwritten = run(builder.stdout(Redirect.to(out.toFile())).build(), "cat");
        assertEquals(List.of(), overwritten.lines(), "nothing is left for a pipe");
        assertEquals("new\n", Files.readString(out));
        run(builder.stdout(Redirect.appendTo(out.toFile())).build(), "cat").lines();
        assertEquals("new\nnew\n", Files.readString(out));
    }

    @Test
    void aFileThatIsNotThereIsMade(@TempDir Path folder) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        IsolationBuilder builder = SPEC.toBuilder().stdout(Redirect.to(out.toFile()));
        run(builder.stderr(Redirect.appendTo(err.toFile())).build(), BOTH).lines();
        assertEquals("out\n", Files.readString(out));
        assertEquals("err\n", Files.readString(err));
    }

    @Test
    void outputIsDiscarded() throws Exception {
        Isolation spec = SPEC.toBuilder().stdout(Redirect.DISCARD).stderr(Redirect.DISCARD).build();
        assertEquals(new Fixtures.Outcome(5, "", ""), run(spec, sh("echo out; echo err >&2; exit 5")));
    }

    @Test
    void withoutAPipeThereIsNothingToWriteToOrReadFrom() throws Exception {
        Isolation spec = SPEC.toBuilder().stdin(Redirect.from(Path.of("/dev/null").toFile()))
                .stdout(Redirect.DISCARD).stderr(Redirect.DISCARD).build();
        try (IsolatedProcess process = spec.start("cat")) {
            assertEquals(-1, process.getInputStream().read());
            assertEquals(-1, process.getErrorStream().read());
            assertThrows(IOException.class, () -> process.getOutputStream().write(1));
            assertEquals(0, statusOf(process));
        }
    }

    @Test
    void aMissingInputFileIsAnErrorBeforeThereIsAChild(@TempDir Path folder) {
        Path missing = folder.resolve("missing");
        Isolation spec = SPEC.toBuilder().stdin(Redirect.from(missing.toFile())).build();
        NamespaceException e = assertThrows(NamespaceException.class, () -> spec.start("cat").close());
        assertEquals(Errno.ENOENT, e.errno());
        assertTrue(e.getMessage().startsWith("open " + missing + ": ENOENT (2): "), e.getMessage());
    }

    @Test
    void aCommandHasNoOtherDescriptorOfTheJvm() throws Exception {
        try (ServerSocket server = new ServerSocket(0); IsolatedProcess process = SPEC.start("cat")) {
            assertTrue(server.isBound());
            process.outputWriter().append("begun\n").flush();
            assertEquals("begun", process.inputReader().readLine(), "execve has closed what it is to close");
            try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
                assertEquals(List.of("0", "1", "2"), open.map(fd -> fd.getFileName().toString()).sorted().toList());
            }
        }
    }

    @Test
    void theEndOfInputIsSeenAlthoughAnotherCommandRuns() throws Exception {
        try (IsolatedProcess first = SPEC.start("cat"); IsolatedProcess second = SPEC.start("cat")) {
            assertEquals(new Fixtures.Outcome(0, "", ""), outcome(first));
            assertTrue(second.isAlive());
        }
    }
}
