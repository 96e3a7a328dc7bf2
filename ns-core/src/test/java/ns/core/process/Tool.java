package ns.core.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of this machine, run to its end; a test that needs one fails where it is missing, and names its package. */
public final class Tool {

    /** So long nothing that a test runs can take: one that hangs is killed, and fails its test. */
    private static final long DEADLINE_MINUTES = 3;

    private Tool() {}

    /**
     * What came of it.
     *
     * @param status of its exit
     * @param out what it wrote to its standard output
     * @param err what it wrote to its standard error
     */
    public record Result(int status, byte[] out, String err) {

        /** The output as text. */
        public String text() {
            return new String(out, StandardCharsets.UTF_8);
        }
    }

    /** Runs a command without input and returns its output; it fails where the command does. */
    public static String output(String packages, String... command) throws IOException {
        Result result = run(packages, List.of(command));
        if (result.status() != 0) {
            throw new AssertionError(String.join(" ", command) + ": status " + result.status() + " (needs " + packages
                    + "):\n" + result.text() + result.err());
        }
        return result.text();
    }

    /**
     * Runs a command without input.
     *
     * @param packages of Debian that it is in
     */
    public static Result run(String packages, List<String> command) throws IOException {
        Path out = Files.createTempFile("tool", ".out");
        Path err = Files.createTempFile("tool", ".err");
        try {
            int status = run(packages, new ProcessBuilder(command)
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile()));
            return new Result(status, Files.readAllBytes(out), Files.readString(err, StandardCharsets.ISO_8859_1));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static int run(String packages, ProcessBuilder builder) {
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new AssertionError("cannot run " + builder.command().getFirst() + ": install " + packages, e);
        }
        try {
            if (!process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES)) {
                throw new AssertionError("still runs after " + DEADLINE_MINUTES + " minutes: " + builder.command());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
