package ns.cli;

import static ns.core.process.Deadline.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ns.core.Signal;
import ns.core.process.Deadline;
import ns.core.syscall.ProcStatus;

/** Runs the distribution that the build made, as a user does, and collects what comes of it. */
final class Ns {

    /** The distribution. */
    static final Path HOME = Path.of("target/ns").toAbsolutePath();

    /** What {@code ns run} makes new ones of by default, by their names below {@code /proc/PID/ns}. */
    static final List<String> SIX = List.of("uts", "ipc", "pid", "mnt", "user", "net");

    private final List<String> command;
    private final Map<String, String> environment = new HashMap<>(Map.of("LC_ALL", "C.UTF-8"));
    private Path directory = Path.of("").toAbsolutePath();

    /** A command line that starts ns; the arguments for ns come behind it. */
    Ns(String... command) {
        this.command = List.of(command);
    }

    /** {@code bin/ns} of the distribution. */
    static Ns ns() {
        return new Ns(HOME.resolve("bin/ns").toString());
    }

    Ns env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Ns in(Path folder) {
        directory = folder;
        return this;
    }

    /** Runs it to its end, without input. */
    Result run(String... args) throws Exception {
        try (Running running = start(args)) {
            running.stdin.close();
            return running.end();
        }
    }

    /** Starts it; the test types and reads. */
    Running start(String... args) throws IOException {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")); // the JVM tells of them
        builder.environment().putAll(environment);
        return new Running(builder.start());
    }

    /** Skips where this kernel or user may not have namespaces at all, asking unshare(1). */
    static void assumeNamespaces() throws Exception {
        Result probe = new Ns("unshare", "--uts", "--ipc", "--net", "--user", "--map-root-user",
                "--mount", "--pid", "--fork", "--mount-proc").run("true");
        assumeTrue(probe.status == 0, () -> "this user may not make namespaces: " + probe.err);
    }

    /** Skips where the user is not root. */
    static void assumeRoot(String what) throws IOException {
        assumeTrue(uid() == 0, what + " needs root");
    }

    /** Skips where the tests ignore a signal, and with them all that they start: as a shell's background job does SIGINT. */
    static void assumeNotIgnored(String signal) throws IOException {
        for (Signal each : Signal.values()) {
            assumeFalse(each.name().equals(signal) && ProcStatus.ofSelf().ignores(each.number()),
                    "whoever started the tests ignores SIG" + signal);
        }
    }

    /** The user who runs the tests. */
    static int uid() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    /** The group of the user who runs the tests. */
    static int gid() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
    }

    /** The namespace that the tests run in, as {@code uts:[4026531838]}. */
    static String namespace(String kind) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns", kind)).toString();
    }

    /** Whether a process is there and has not ended: one that only waits to be reaped has. */
    static boolean isRunning(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            return "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The name of the program that a process runs. */
    static String name(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "comm")).strip();
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    /** Sends a signal, {@code TERM} for example. */
    static void signal(String name, long pid) throws Exception {
        assertEquals(0, new ProcessBuilder("sh", "-c", "kill -s " + name + " " + pid).start().waitFor());
    }

    /** How it ended and what it wrote. */
    record Result(int status, String out, String err) {

        private static final String FORM = "ns: \\S+ \\S.*?: (E[A-Z0-9]+ \\(\\d+\\)): \\S.*";
        private static final Pattern ERROR_NUMBER = Pattern.compile("E[A-Z0-9]+ \\(\\d+\\)");

        /** The standard output of what succeeded and had nothing to say on standard error. */
        String succeeded() {
            assertEquals(new Result(0, out, ""), this);
            return out;
        }

        /** The lines of that. */
        List<String> lines() {
            return succeeded().lines().toList();
        }

        /** Asserts that it was refused with a single line of the form of all messages, and how that begins. */
        String refused(int expectedStatus, String beginning) {
            assertEquals(new Result(expectedStatus, "", err), this);
            List<String> lines = err.lines().toList();
            assertEquals(1, lines.size(), err);
            assertTrue(err.endsWith("\n"), err);
            assertTrue(lines.getFirst().matches(FORM), err);
            assertEquals(1, ERROR_NUMBER.matcher(err).results().count(), err);
            assertTrue(err.startsWith("ns: " + beginning), err);
            assertFalse(err.contains("Exception"), err);
            return err;
        }
    }

    /** One that runs. */
    static final class Running implements AutoCloseable {

        private final Process process;
        private final OutputStream stdin;
        private final Captured out;
        private final Captured err;
        private int seen;

        private Running(Process process) {
            this.process = process;
            stdin = process.getOutputStream();
            out = new Captured(process.getInputStream());
            err = new Captured(process.getErrorStream());
        }

        /** The process that was started; {@code bin/ns} replaces itself by the JVM. */
        long pid() {
            return process.pid();
        }

        void type(String text) throws IOException {
            stdin.write(text.getBytes(StandardCharsets.UTF_8));
            stdin.flush();
        }

        /** Waits for a text on standard output, behind the one waited for before. */
        void awaitOut(String text) throws InterruptedException {
            await("'" + text + "'", () -> saw(text) || endedWith(text));
        }

        /** The same, of a process that the one that was started has left behind. */
        void awaitOutOfOrphan(String text) throws InterruptedException {
            await("'" + text + "'", () -> saw(text));
        }

        private boolean saw(String text) {
            int at = out.toString().indexOf(text, seen);
            seen = at < 0 ? seen : at + text.length();
            return at >= 0;
        }

        /** What a process has written last may arrive behind the news of its end. */
        private boolean endedWith(String text) {
            if (process.isAlive()) {
                return false;
            }
            try {
                out.whole();
            } catch (InterruptedException e) {
                throw new AssertionError(e); // nobody has this thread
            }
            return saw(text) || ended(text);
        }

        private boolean ended(String expected) {
            return process.isAlive() ? false : fail("ended without '" + expected + "': " + out + err);
        }

        /** Waits for a process of this name among all below, and returns it. */
        ProcessHandle awaitDescendant(String name) throws InterruptedException {
            await("process " + name, () -> descendant(name).isPresent() || ended(name));
            return descendant(name).orElseThrow();
        }

        private Optional<ProcessHandle> descendant(String name) {
            return descendants().filter(handle -> name(handle).equals(name)).findFirst();
        }

        /** All that it started, and what that started, as far as it still runs. */
        Stream<ProcessHandle> descendants() {
            return process.descendants().filter(handle -> isRunning(handle.pid()));
        }

        /** Sends a signal to the process that was started, and to it alone. */
        void signal(String name) throws Exception {
            Ns.signal(name, pid());
        }

        /** Waits for the end. */
        Result end() throws Exception {
            assertTrue(process.waitFor(Deadline.LIMIT.toSeconds(), TimeUnit.SECONDS), () -> "does not end: " + out + err);
            return new Result(process.exitValue(), out.whole(), err.whole());
        }

        /** Ends what a failed test has left. */
        @Override
        public void close() {
            List<ProcessHandle> descendants = process.descendants().toList();
            process.destroyForcibly();
            descendants.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** What a stream gave so far. */
    private static final class Captured {

        private final StringBuffer text = new StringBuffer();
        private final Thread reader;

        Captured(InputStream in) {
            reader = Thread.ofPlatform().daemon().start(() -> {
                try (var decoded = new InputStreamReader(in, StandardCharsets.UTF_8)) {
                    char[] some = new char[8192];
                    for (int n = decoded.read(some); n >= 0; n = decoded.read(some)) {
                        text.append(some, 0, n);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        /** All of it: somebody who outlived the process may hold the stream open, which is an error too. */
        String whole() throws InterruptedException {
            assertTrue(reader.join(Deadline.LIMIT), () -> "its output stays open: " + text);
            return text.toString();
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
