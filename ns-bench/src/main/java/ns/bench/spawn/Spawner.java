package ns.bench.spawn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import ns.bench.peer.Protocol;

/**
 * A JVM that starts processes, as the programs in C and Go do, with the same questions: {@code spawn WAY} answers with the
 * nanoseconds until start() returned and until the end, {@code burst WAY THREADS COUNT} with those until the end of all.
 */
final class Spawner {

    private Spawner() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Protocol.serve(words -> {
            Way way = Way.valueOf(words[1].toUpperCase(Locale.ROOT));
            return switch (words[0]) {
                case "spawn" -> spawn(way);
                case "burst" -> burst(way, Integer.parseInt(words[2]), Integer.parseInt(words[3]));
                default -> throw new IOException("not understood: " + words[0]);
            };
        });
    }

    private static long[] spawn(Way way) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = way.start();
        long started = System.nanoTime();
        int status = process.waitFor();
        long ended = System.nanoTime();
        if (status != 0) {
            throw new IOException("status " + status);
        }
        return new long[] {started - begin, ended - begin};
    }

    private static long[] burst(Way way, int threads, int count) throws IOException, InterruptedException {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            long begin = System.nanoTime();
            List<Future<long[]>> spawns = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                spawns.add(executor.submit(() -> spawn(way)));
            }
            for (Future<long[]> each : spawns) {
                each.get();
            }
            return new long[] {System.nanoTime() - begin};
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }
}
