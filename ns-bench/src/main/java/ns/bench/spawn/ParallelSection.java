package ns.bench.spawn;

import java.io.IOException;
import java.util.List;
import ns.bench.measure.Aim;
import ns.bench.measure.Effort;
import ns.bench.measure.Lineup;
import ns.bench.measure.Measured;
import ns.bench.measure.Section;
import ns.bench.measure.Trial;
import ns.bench.peer.CoProcess;
import ns.bench.peer.Sources;

/** Many processes at once. */
public final class ParallelSection implements Section {

    private static final String NS = "ns, 8 threads";
    private static final String C = "C clone(CLONE_VM, CLONE_VFORK), 8 threads";
    private static final String JDK = "ProcessBuilder, no namespace, 8 threads";
    private static final int THREADS = 8;
    private static final int SPAWNS = 400;
    private static final int ROUNDS = 21;
    private static final int QUICK_ROUNDS = 5;
    private static final long HEAP = 256L << 20;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Sources sources;

    /** With what is compared. */
    public ParallelSection(Sources sources) {
        this.sources = sources;
    }

    @Override
    public String name() {
        return "parallel";
    }

    @Override
    public String title() {
        return "Starts of /bin/true from 8 threads at once; more is better";
    }

    @Override
    public String method() {
        return "Each thread starts /bin/true in six namespaces, as above, and waits for its end, before it starts the next.";
    }

    @Override
    public String unit() {
        return "spawns/s";
    }

    @Override
    public List<Aim> aims() {
        return List.of(Aim.ratioAtLeast("parallel-c", NS, C, 0.85, 0.4));
    }

    @Override
    public Measured measure(Effort effort) throws IOException, InterruptedException {
        try (CoProcess jvm = Spawners.jvm(HEAP);
                CoProcess c = new CoProcess(() -> CoProcess.start(List.of(sources.c("floor"))))) {
            return new Lineup()
                    .add(NS, burst(jvm, Way.ISOLATED))
                    .add(C, burst(c, Way.ISOLATED))
                    .add(JDK, burst(jvm, Way.PROCESS_BUILDER))
                    .run(effort.rounds(ROUNDS, QUICK_ROUNDS));
        }
    }

    private static Trial burst(CoProcess peer, Way way) {
        return () -> SPAWNS * NANOS_PER_SECOND
                / peer.ask("burst " + way.word() + " " + THREADS + " " + SPAWNS).getFirst();
    }
}
