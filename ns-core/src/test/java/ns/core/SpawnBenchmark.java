package ns.core;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the start of a fully isolated process with that of a plain one: {@code SpawnBenchmark [ROUNDS]}.
 *
 * <p>All ways take turns within each round, so that a busy machine slows all of them alike: read the ratios.
 */
final class SpawnBenchmark {

    private static final String COMMAND = "/bin/true";
    private static final double NANOS_PER_MILLI = 1e6;

    /** One way to start the command. */
    private interface Way {
        Process start() throws IOException;
    }

    /** Nanoseconds until start() returned, and until the end was known. */
    private record Times(List<Long> start, List<Long> end) {
        Times() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private SpawnBenchmark() {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 500;
        Isolation piped = Isolation.builder()
                .namespaces(Namespace.ALL).mapRootUser().mountProc().hostname("bird").build();
        Isolation inherited = piped.toBuilder().inheritIO().build();
        Isolation none = Isolation.builder().build();
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("ProcessBuilder, no namespace", () -> new ProcessBuilder(COMMAND).start());
        ways.put("ns, all six namespaces", () -> piped.start(COMMAND));
        ways.put("ns, no namespace", () -> none.start(COMMAND));
        ways.put("ProcessBuilder, stdio inherited", () -> new ProcessBuilder(COMMAND).inheritIO().start());
        ways.put("ns, all six, stdio inherited", () -> inherited.start(COMMAND));
        ways.put("ProcessBuilder + unshare", () -> new ProcessBuilder(
                "unshare", "-muinpfr", "--mount-proc", COMMAND).redirectError(Redirect.DISCARD).start());

        measure(ways, rounds); // warms up
        Map<String, Times> times = measure(ways, rounds);

        Times plain = times.get("ProcessBuilder, no namespace");
        System.out.printf("%d rounds of %s, medians in ms, and as a multiple of the first line%n", rounds, COMMAND);
        times.forEach((name, t) -> System.out.printf("%-32s start %.2f (%.2f)  start to end %.2f (%.2f)%n", name,
                median(t.start), median(t.start) / median(plain.start), median(t.end), median(t.end) / median(plain.end)));
    }

    private static Map<String, Times> measure(Map<String, Way> ways, int rounds) throws Exception {
        Map<String, Times> times = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (var way : ways.entrySet()) {
                Times mine = times.computeIfAbsent(way.getKey(), name -> new Times());
                long begin = System.nanoTime();
                Process process = way.getValue().start();
                mine.start.add(System.nanoTime() - begin);
                process.waitFor();
                mine.end.add(System.nanoTime() - begin);
                process.getOutputStream().close();
                process.getInputStream().close();
                process.getErrorStream().close();
            }
        }
        return times;
    }

    private static double median(List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2] / NANOS_PER_MILLI;
    }
}
