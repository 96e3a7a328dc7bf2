package ns.cli;

import static ns.cli.Ns.ns;
import static ns.core.process.Deadline.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that an executable supervises, which the launcher has a JVM write. */
class StandaloneIT {

    private static final int NOBODY = 65_534;

    @TempDir
    private Path folder;

    @BeforeAll
    static void assumeNamespaces() throws Exception {
        Ns.assumeNamespaces();
    }

    private Ns withTmpdir(Path tmpdir) {
        return ns().env("TMPDIR", tmpdir.toString());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"run, ns", "--in-jvm run, java", "run --init, java"})
    void aCommandThatNeedsNoJvmHasNone(String line, String supervisor) throws Exception {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        words.add("cat");
        try (Ns.Running running = ns().start(words.toArray(String[]::new))) {
            running.awaitDescendant("cat");
            assertEquals(supervisor, Ns.name(ProcessHandle.of(running.pid()).orElseThrow()));
        }
    }

    /** The whole line is at the executable's disposal in ps(1), and no file is left. */
    @Test
    void theExecutableIsInTheFolderForTemporaryFilesAndRemovesItself() throws Exception {
        try (Ns.Running running = withTmpdir(folder).start("run", "cat")) {
            running.awaitDescendant("cat");
            Path process = Path.of("/proc", Long.toString(running.pid()));
            assertEquals(folder + "/ns-" + running.pid() + " (deleted)", Files.readSymbolicLink(process.resolve("exe")).toString());
            assertEquals(folder + "/ns-" + running.pid() + "\0run\0cat\0", Files.readString(process.resolve("cmdline")));
            assertEquals(List.of(), files(folder));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/proc", "/dev/null"})
    void withoutSuchAFolderAJvmDoesAll(String tmpdir) throws Exception {
        assertEquals("1\n", withTmpdir(Path.of(tmpdir)).run("run", "--", "sh", "-c", "echo $$").succeeded());
    }

    /** Who could put another file in the place of the executable. */
    @Test
    void theFolderOfAnotherUserIsNotUsed() throws Exception {
        Ns.assumeRoot("a folder of another user");
        Files.setAttribute(folder, "unix:uid", NOBODY);
        try (Ns.Running running = withTmpdir(folder).start("run", "cat")) {
            running.awaitDescendant("cat");
            String executable = Files.readSymbolicLink(Path.of("/proc", Long.toString(running.pid()), "exe")).toString();
            assertTrue(executable.startsWith("/tmp/ns-"), executable);
        }
    }

    @Test
    void aFileThatIsThereAlreadyIsNeitherRunNorTouched() throws Exception {
        String script = "printf '#!/bin/sh\\necho theirs\\n' >\"$TMPDIR/ns-$$\"; chmod 755 \"$TMPDIR/ns-$$\"; exec \"$0\" run echo ours";
        Ns shell = new Ns("sh", "-c", script, Ns.HOME.resolve("bin/ns").toString()).env("TMPDIR", folder.toString());
        assertEquals("ours\n", shell.run().succeeded());
        assertEquals(1, files(folder).size());
        assertEquals("#!/bin/sh\necho theirs\n", Files.readString(files(folder).getFirst()));
    }

    /** A JVM that is told to print its version ends with 0, and has written nothing. */
    @Test
    void aFileThatTheJvmHasNotWrittenIsNotRun() throws Exception {
        String script = "printf '#!/bin/sh\\necho theirs\\n' >\"$TMPDIR/ns-$$\"; chmod 755 \"$TMPDIR/ns-$$\"; exec \"$0\" run echo ours";
        Ns shell = new Ns("sh", "-c", script, Ns.HOME.resolve("bin/ns").toString()).env("TMPDIR", folder.toString())
                .env("NS_JAVA_OPTS", "-version");
        Ns.Result result = shell.run();
        assertEquals("", result.out(), result::err);
    }

    @Test
    void whatTheJvmSaysIsSaidOnce() throws Exception {
        Ns.Result result = ns().env("NS_JAVA_OPTS", "-Xbogus").run("run", "true");
        assertEquals(1, result.err().lines().filter(line -> line.contains("-Xbogus")).count(), result::err);
    }

    /** At whatever moment of the start it comes. */
    @Test
    void aSignalEndsItAndLeavesNothing() throws Exception {
        for (int i = 0; i < 25; i++) {
            try (Ns.Running running = withTmpdir(folder).start("run", "sleep", "1000")) {
                Thread.sleep(Duration.ofMillis(4L * i));
                running.signal("TERM");
                assertEquals(143, running.end().status(), "after " + 4 * i + " ms");
                await("the end of all below", () -> running.descendants().findAny().isEmpty());
            }
        }
        await("the end of what a JVM may still write", () -> {
            try {
                return files(folder).isEmpty();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** What is read once is not there a second time, should the JVM have to do all. */
    @Test
    void aPipeIsReadOnce() throws Exception {
        for (String option : List.of("--hostname=bird", "--init")) {
            String script = "\"$0\" run --root tmpfs --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib --symlink usr/lib64 /lib64"
                    + " --file /dev/stdin /greeting " + option + " -- cat /greeting";
            Ns shell = new Ns("sh", "-c", "echo hello | " + script, Ns.HOME.resolve("bin/ns").toString());
            assertEquals("hello\n", shell.run().succeeded());
        }
    }
}
