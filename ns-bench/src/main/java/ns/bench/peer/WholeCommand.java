package ns.bench.peer;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import ns.bench.measure.Trial;

/**
 * A command that is run from its start to its end, with nothing to read.
 *
 * @param words it and its arguments
 * @param environment in addition to that of this JVM
 */
public record WholeCommand(List<String> words, Map<String, String> environment) {

    private static final Redirect NOTHING = Redirect.from(new File("/dev/null"));

    /** One with the environment of this JVM. */
    public static WholeCommand of(String... words) {
        return new WholeCommand(List.of(words), Map.of());
    }

    /** With more arguments. */
    public WholeCommand and(String... arguments) {
        return new WholeCommand(Stream.concat(words.stream(), Stream.of(arguments)).toList(), environment);
    }

    /** With more environment. */
    public WholeCommand with(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(variables);
        return new WholeCommand(words, all);
    }

    /**
     * Runs it; what it prints is read to its end.
     *
     * @return what it has printed
     * @throws IOException where it is not installed, or fails, with the first line that it has printed
     */
    public String run() throws IOException, InterruptedException {
        Process process = start(Redirect.PIPE);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(output.lines().findFirst().orElse("status " + status));
        }
        return output;
    }

    /**
     * Runs it, and drops what it prints: what it leaves behind may go on to hold its output.
     *
     * @return the milliseconds that it took
     * @throws IOException as for {@link #run}
     */
    public double time() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        int status = start(Redirect.DISCARD).waitFor();
        double time = (System.nanoTime() - begin) / Trial.NANOS_PER_MILLI;
        if (status != 0) {
            run(); // fails again, most likely, and says why
            throw new IOException("status " + status);
        }
        return time;
    }

    /** Starts it, to be ended by others. */
    public Process start(Redirect output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output)
                .redirectInput(NOTHING);
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IOException(words.getFirst() + " is not installed", e);
        }
    }
}
