package ns.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ns.core.error.NamespaceException;
import ns.core.process.Deadline;

/** What the tests of real namespaces share. */
final class Fixtures {

    private Fixtures() {}

    /** How a command ended and what it wrote. */
    record Outcome(int status, String out, String err) {

        /** The lines of standard output of a command that succeeded. */
        List<String> lines() {
            assertEquals(0, status, this::toString);
            return out.lines().toList();
        }
    }

    /** Runs a command in isolation to its end, without input. */
    static Outcome run(Isolation spec, String... command) throws IOException, InterruptedException {
        try (IsolatedProcess process = spec.start(command)) {
            return outcome(process);
        }
    }

    /** What a script that succeeds writes to its standard output. */
    static List<String> lines(IsolationBuilder builder, String script) throws IOException, InterruptedException {
        return run(builder.build(), sh(script)).lines();
    }

    /** The message by which a specification is refused. */
    static String refusal(IsolationBuilder builder) {
        return assertThrows(IllegalArgumentException.class, builder::build).getMessage();
    }

    /** The message of a start that fails. */
    static String failure(IsolationBuilder builder) {
        return assertThrows(NamespaceException.class, () -> builder.build().start("true").close()).getMessage();
    }

    /** Runs a command as this JVM is, in no new namespace, to its end. */
    static Outcome runOutside(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).start();
        try {
            return outcome(process);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Closes a process's input and waits for its end. */
    static Outcome outcome(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        // Not in the common pool, which may have a single thread: then the second stream would wait for the first.
        Executor threads = task -> Thread.ofPlatform().daemon().start(task);
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> readAll(process.getInputStream()), threads);
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> readAll(process.getErrorStream()), threads);
        return new Outcome(statusOf(process), out.join(), err.join());
    }

    /** Waits for a process's end, but not for ever. */
    static int statusOf(Process process) throws InterruptedException {
        assertTrue(process.waitFor(Deadline.LIMIT.toSeconds(), TimeUnit.SECONDS), () -> process + " does not end");
        return process.exitValue();
    }

    private static String readAll(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** New namespaces of the given kinds, and a user namespace in which the caller is root: needs no privileges. */
    static IsolationBuilder rootIn(Namespace... kinds) {
        Set<Namespace> all = EnumSet.of(Namespace.USER);
        all.addAll(Arrays.asList(kinds));
        return Isolation.builder().namespaces(all).mapRootUser();
    }

    /** A shell script as a command. */
    static String[] sh(String script) {
        return new String[] {"sh", "-c", script};
    }

    /** What /proc/PID/status says, for example of {@code Uid}: fields with single spaces between. */
    static String status(String pid, String field) throws IOException {
        return Files.readAllLines(Path.of("/proc", pid, "status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip().replaceAll("\\s+", " "))
                .findFirst().orElseThrow();
    }

    static String status(long pid, String field) throws IOException {
        return status(Long.toString(pid), field);
    }

    /** The effective user or group of this JVM, {@code Uid} or {@code Gid}. */
    static long callerId(String field) throws IOException {
        return Long.parseLong(status("self", field).split(" ")[1]);
    }

    /** Whether a process is there and has not ended: one that only waits to be reaped has. */
    static boolean isRunning(long pid) {
        try {
            char state = status(pid, "State").charAt(0);
            return state != 'Z' && state != 'X';
        } catch (IOException e) {
            return false;
        }
    }

    /** The processes in a namespace, by their ids outside. */
    static Set<Long> processesIn(Namespace kind, long id) {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> Character.isDigit(name.charAt(0)))
                    .map(Long::valueOf)
                    .filter(pid -> isIn(pid, kind, id))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isIn(long pid, Namespace kind, long id) {
        try {
            return kind.idOf(pid) == id;
        } catch (IOException e) {
            return false; // it has ended, or belongs to somebody else
        }
    }

    static boolean isRoot() throws IOException {
        return callerId("Uid") == 0;
    }

    static void assumeRoot(String what) throws IOException {
        assumeTrue(isRoot(), what + " needs root");
    }
}
