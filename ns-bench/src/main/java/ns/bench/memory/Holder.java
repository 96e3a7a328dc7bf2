package ns.bench.memory;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import ns.bench.peer.Memory;
import ns.bench.peer.Protocol;
import ns.core.IsolatedProcess;
import ns.core.Isolation;
import ns.core.Namespace;

/**
 * A JVM that holds isolated processes: {@code hold COUNT} starts that many, with pipes, and answers with the bytes of heap and
 * the bytes of other memory that they cost together, and ends them.
 */
final class Holder {

    private static final int COLLECTIONS = 3;
    private static final Isolation ISOLATION = Isolation.builder()
            .namespaces(Namespace.ALL).mapRootUser().mountProc().hostname("bench").dieWithParent().build();

    private Holder() {}

    /** Of this JVM. All of its heap is resident from the start, so that what comes to be resident is not heap. */
    private record State(long heap, long held, long threads) {

        static State now() throws IOException {
            for (int i = 0; i < COLLECTIONS; i++) {
                System.gc();
            }
            return new State(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    Memory.held(ProcessHandle.current().pid()), ManagementFactory.getThreadMXBean().getThreadCount());
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Protocol.serve(words -> switch (words[0]) {
            case "warm" -> warm(Integer.parseInt(words[1]));
            case "hold" -> hold(Integer.parseInt(words[1]));
            default -> throw new IOException("not understood: " + words[0]);
        });
    }

    /** One after the other: code is compiled, and what is made once is there. */
    private static long[] warm(int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            try (IsolatedProcess process = ISOLATION.start("/bin/true")) {
                process.waitFor();
            }
        }
        return new long[0];
    }

    private static long[] hold(int count) throws IOException {
        List<IsolatedProcess> processes = new ArrayList<>(count);
        try {
            State before = State.now();
            for (int i = 0; i < count; i++) {
                processes.add(ISOLATION.start("/bin/sleep", "1000"));
            }
            State after = State.now();
            if (after.threads - before.threads > count / 2) {
                throw new IOException("a thread for each: " + after.threads + " for " + count + " processes");
            }
            return new long[] {after.heap - before.heap, after.held - before.held};
        } finally {
            processes.forEach(IsolatedProcess::close);
        }
    }
}
