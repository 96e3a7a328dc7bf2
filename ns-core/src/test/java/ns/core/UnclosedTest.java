package ns.core;

import static ns.core.Fixtures.rootIn;
import static ns.core.Fixtures.sh;
import static ns.core.Fixtures.statusOf;
import static ns.core.process.Deadline.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pipes of a process that has ended: what becomes of them unclosed, and where a descendant still holds them. */
@Timeout(60)
class UnclosedTest {

    private static final int PIPE_SIZE = 65_536;

    /** In no PID namespace of its own, whose end would end the descendants. */
    private static final Isolation SPEC = rootIn(Namespace.UTS).build();

    /** Leaves a process behind that nothing ties to the command, and that holds the pipes and does not read. */
    private static final String ESCAPING = "(sleep 1000 <&0 & echo $! >&2); exec sleep 1000";

    /** Leaves a process behind that holds all three pipes, and tells its pid on standard error. */
    private static String leaving(String orphan) {
        return "(" + orphan + ") <&0 & echo $! >&2; exit 5";
    }

    /** The process that {@link #leaving} has left, from the line that tells its pid. */
    private static ProcessHandle orphan(IsolatedProcess process) throws IOException {
        StringBuilder pid = new StringBuilder();
        InputStream err = process.getErrorStream();
        for (int c = err.read(); c != '\n'; c = err.read()) {
            pid.append((char) c);
        }
        return ProcessHandle.of(Long.parseLong(pid.toString())).orElseThrow();
    }

    @Test
    void thousandsOfProcessesThatNobodyClosesDoNotUseUpTheDescriptors() throws Exception {
        Fixtures.run(SPEC, "true");
        long before = descriptors();
        List<IsolatedProcess> processes = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            IsolatedProcess process = SPEC.start("echo", Integer.toString(i));
            processes.add(process);
            if (i % 10 == 0) {
                assertEquals(0, statusOf(process));
                long now = descriptors();
                assertTrue(now < before + 100, () -> now + " descriptors after " + processes.size() + " starts");
            }
        }
        for (int i = 0; i < processes.size(); i++) {
            assertEquals(0, statusOf(processes.get(i)));
            assertEquals(i + "\n", new String(processes.get(i).getInputStream().readAllBytes()));
        }
        await("the descriptors to be closed", () -> descriptors() <= before);
    }

    private static long descriptors() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatWasWrittenIsThereAfterTheEndInAnyPortions() throws Exception {
        IsolatedProcess process = SPEC.start(sh("head -c 60000 /dev/zero; echo error >&2"));
        assertEquals(0, statusOf(process));
        assertEquals(0, process.getInputStream().read());
        assertEquals(29_999, process.getInputStream().readNBytes(29_999).length);
        assertEquals(30_000, process.getInputStream().available());
        assertEquals(30_000, process.getInputStream().readAllBytes().length);
        assertEquals("error", process.errorReader().readLine());
        assertEquals(-1, process.getInputStream().read());
        assertThrows(IOException.class, () -> {
            process.getOutputStream().write(1);
            process.getOutputStream().flush();
        });
    }

    @Test
    void theEndIsToldAlthoughADescendantNeverStopsWriting() throws Exception {
        IsolatedProcess process = SPEC.start(sh(leaving("exec yes")));
        ProcessHandle orphan = orphan(process);
        try {
            assertEquals(5, statusOf(process));
            int most = 4 * PIPE_SIZE;
            assertTrue(process.getInputStream().readNBytes(most).length < most);
            await("the descendant to find that nobody reads", () -> !Fixtures.isRunning(orphan.pid()));
        } finally {
            orphan.destroyForcibly();
        }
    }

    @Test
    void aThreadThatReadsWhileTheProcessEndsGetsTheDataAndTheEnd() throws Exception {
        IsolatedProcess process = SPEC.start(sh(leaving("exec sleep 1000")));
        ProcessHandle orphan = orphan(process);
        try {
            CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> allOf(process.getInputStream()));
            assertEquals(5, statusOf(process), "the reader does not keep the end from being told");
            orphan.destroyForcibly();
            assertEquals("", read.get(30, TimeUnit.SECONDS));
        } finally {
            orphan.destroyForcibly();
        }
    }

    @Test
    void aReaderGetsALateLineOfADescendant(@TempDir Path folder) throws Exception {
        Path go = folder.resolve("go");
        String orphanScript = "while ! [ -e " + go + " ]; do sleep 0.02; done; echo late; exec sleep 1000";
        IsolatedProcess process = SPEC.start(sh(leaving(orphanScript)));
        ProcessHandle orphan = orphan(process);
        try (BufferedReader out = process.inputReader()) {
            CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> lineOf(out));
            assertEquals(5, statusOf(process));
            Thread.sleep(Duration.ofMillis(50)); // most likely enough for the reader to be blocked in the pipe
            Files.createFile(go);
            assertTrue(List.of("late", "").contains(line.get(30, TimeUnit.SECONDS)));
            assertEquals(null, out.readLine(), "the descendant still has the pipe");
        } finally {
            orphan.destroyForcibly();
        }
    }

    private static String allOf(InputStream in) {
        try {
            return new String(in.readAllBytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String lineOf(BufferedReader reader) {
        try {
            String line = reader.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closeDoesNotWaitForADescendantToReadWhatIsLeftInTheBuffer() throws Exception {
        IsolatedProcess process = SPEC.start(sh(ESCAPING));
        ProcessHandle orphan = orphan(process);
        try {
            process.getOutputStream().write(new byte[PIPE_SIZE]);
            process.getOutputStream().write(new byte[100]);
            process.close();
            assertEquals(137, process.exitValue());
            assertTrue(orphan.isAlive());
        } finally {
            orphan.destroyForcibly();
        }
    }

    @Test
    void closeDoesNotWaitForAThreadThatIsBlockedWriting() throws Exception {
        IsolatedProcess process = SPEC.start(sh(ESCAPING));
        ProcessHandle orphan = orphan(process);
        try {
            CompletableFuture<Boolean> writer = CompletableFuture.supplyAsync(() -> writes(process, 2 * PIPE_SIZE));
            Thread.sleep(Duration.ofMillis(100)); // most likely enough for the writer to fill the pipe
            process.close();
            assertEquals(137, process.exitValue());
            orphan.destroyForcibly();
            assertEquals(false, writer.get(30, TimeUnit.SECONDS));
        } finally {
            orphan.destroyForcibly();
        }
    }

    private static boolean writes(IsolatedProcess process, int size) {
        try {
            process.getOutputStream().write(new byte[size]);
            process.getOutputStream().flush();
            return true;
        } catch (IOException e) {
            return false; // nobody is there to read it
        }
    }
}
