package ns.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import ns.core.process.ForkedJvm;
import ns.core.process.Leftovers;
import org.junit.jupiter.api.Test;

/** Many spawns from many threads while the garbage collector works: all are correct, and nothing is left of them. */
class StressTest {

    private static final int SPAWNS = 2_000;
    private static final int THREADS = 8;
    private static final int STATUSES = 126;

    private static final Isolation SPEC = Isolation.full().toBuilder()
            .hostname("stress").env(Leftovers.MARK, Leftovers.MARK_VALUE).build();

    @Test
    void platformThreads() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            spawnAll(threads, SPAWNS);
        }
    }

    @Test
    void virtualThreads() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            spawnAll(threads, SPAWNS / 10);
        }
    }

    @Test
    void platformThreadsOfAJvmWhoseCollectorMovesObjectsConcurrently() throws Exception {
        List<String> command = ForkedJvm.ofMain(List.of("-XX:+UseZGC", "-Xmx256m"), StressTest.class);
        Fixtures.Outcome outcome = Fixtures.runOutside(command.toArray(String[]::new));
        assertEquals(0, outcome.status(), outcome::toString);
    }

    /** What the JVM of the test above runs. */
    public static void main(String[] args) throws Exception {
        new StressTest().platformThreads();
    }

    private static void spawnAll(ExecutorService threads, int spawns) throws Exception {
        spawn(0); // what a first spawn opens and maps stays for the life of the JVM
        Leftovers leftovers = Leftovers.before();
        AtomicBoolean over = new AtomicBoolean();
        Thread garbage = Thread.ofPlatform().start(() -> makeGarbage(over));
        List<Future<?>> results = new ArrayList<>();
        try {
            IntStream.range(0, spawns).forEach(i -> results.add(threads.submit(() -> spawn(i))));
            for (Future<?> result : results) {
                result.get();
            }
        } finally {
            over.set(true);
            garbage.join();
        }
        leftovers.assertNone();
    }

    /** The command tells its own argument, pid, host name and user map, and ends with a status of its own. */
    private static Void spawn(int i) throws IOException, InterruptedException {
        int status = i % STATUSES;
        String script = "read -r host </proc/sys/kernel/hostname; read -r inside _ </proc/self/uid_map;"
                + " echo $1 $$ $host $inside; echo err$1 >&2; exit $2";
        try (IsolatedProcess process = SPEC.start("sh", "-c", script, "sh", Integer.toString(i), Integer.toString(status))) {
            assertEquals(new Fixtures.Outcome(status, i + " 1 stress 0\n", "err" + i + "\n"), Fixtures.outcome(process));
        }
        return null;
    }

    private static void makeGarbage(AtomicBoolean over) {
        byte[][] kept = new byte[1_000][];
        for (int i = 0; !over.get(); i = (i + 1) % kept.length) {
            kept[i] = new byte[20_000];
        }
    }
}
