package ns.core;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * How long a spawn in all six namespaces takes, against a plain {@link ProcessBuilder} of the same command.
 *
 * <p>The contestants take turns in one JVM, so that what else the machine does slows all of them. Arguments: how many
 * rounds are measured, 500 without one. Read the ratios, not the milliseconds.
 */
final class SpawnBenchmark {

    private static final int WARM_UP = 2000;
    private static final int ROUNDS = 500;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final String COMMAND = "/bin/true";

    private SpawnBenchmark() {}

    /** Starts the command once. */
    @FunctionalInterface
    private interface Start {
        Process start() throws IOException;
    }

    /** One way to start it, and the nanoseconds that took. */
    private static final class Contestant {
        private final String name;
        private final Start start;
        private final List<Long> started = new ArrayList<>();
        private final List<Long> ended = new ArrayList<>();

        Contestant(String name, Start start) {
            this.name = name;
            this.start = start;
        }

        void run() throws IOException, InterruptedException {
            long begin = System.nanoTime();
            Process process = start.start();
            long afterStart = System.nanoTime();
            int status = process.waitFor();
            long afterEnd = System.nanoTime();
            close(process);
            if (status != 0) {
                throw new IllegalStateException(name + ": status " + status);
            }
            started.add(afterStart - begin);
            ended.add(afterEnd - begin);
        }

        private static void close(Process process) throws IOException {
            process.getOutputStream().close();
            process.getInputStream().close();
            process.getErrorStream().close();
        }

        void forget() {
            started.clear();
            ended.clear();
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS;
        Isolation isolation = Isolation.full().toBuilder().loopbackDown().hostname("bench").build();
        Isolation inheriting = isolation.toBuilder().inheritIO().build();
        List<Contestant> pipes = contestants(isolation, Redirect.PIPE);
        compare("standard streams are pipes", rounds, pipes);
        compare("standard streams are inherited", rounds, contestants(inheriting, Redirect.INHERIT));
        // Last, because the kernel takes network namespaces down later, and delays those who make new ones meanwhile.
        pipes.addAll(tools());
        compare("standard streams are pipes, with other tools", rounds, pipes);
    }

    private static List<Contestant> contestants(Isolation isolation, Redirect redirect) {
        ProcessBuilder plain = new ProcessBuilder(COMMAND)
                .redirectInput(redirect).redirectOutput(redirect).redirectError(redirect);
        return new ArrayList<>(List.of(
                new Contestant("ProcessBuilder, no namespace", plain::start),
                new Contestant("Isolation, six namespaces", () -> isolation.start(COMMAND))));
    }

    /** What does the same through a program of its own, where that is installed. */
    private static List<Contestant> tools() {
        return Stream.of(
                        List.of("unshare", "--mount", "--uts", "--ipc", "--net", "--pid", "--fork", "--user",
                                "--map-root-user", "--mount-proc", COMMAND),
                        List.of("bwrap", "--unshare-all", "--bind", "/", "/", "--proc", "/proc", "--hostname", "bench",
                                COMMAND))
                .filter(command -> isInstalled(command.getFirst()))
                .map(command -> new Contestant(
                        "ProcessBuilder + " + command.getFirst(), new ProcessBuilder(command)::start))
                .toList();
    }

    private static boolean isInstalled(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> new File(folder, tool).canExecute());
    }

    private static void compare(String title, int rounds, List<Contestant> contestants)
            throws IOException, InterruptedException {
        take(contestants, WARM_UP);
        contestants.forEach(Contestant::forget);
        take(contestants, rounds);
        Contestant plain = contestants.getFirst();
        System.out.printf("%n%s: median of %d rounds, ms (ratio to the first)%n", title, rounds);
        System.out.printf("%-30s %20s %20s%n", "", "start", "start + waitFor");
        for (Contestant each : contestants) {
            System.out.printf("%-30s %20s %20s%n", each.name,
                    figure(each.started, plain.started), figure(each.ended, plain.ended));
        }
    }

    /** Each round in another order: who comes after a heavy one may pay for it. */
    private static void take(List<Contestant> contestants, int rounds) throws IOException, InterruptedException {
        List<Contestant> order = new ArrayList<>(contestants);
        Random random = new Random(rounds);
        for (int round = 0; round < rounds; round++) {
            Collections.shuffle(order, random);
            for (Contestant each : order) {
                each.run();
            }
        }
    }

    private static String figure(List<Long> times, List<Long> reference) {
        return String.format("%.2f (%.2f)", median(times) / NANOS_PER_MILLI, median(times) / median(reference));
    }

    private static double median(List<Long> times) {
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0;
    }
}
