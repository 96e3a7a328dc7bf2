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

/** One process after the other. */
public final class SpawnSection implements Section {

    private static final String NS = "ns, six namespaces";
    private static final String NS_PLAIN = "ns, no namespace";
    private static final String NS_LARGE = "ns, six namespaces, 8 GiB heap";
    private static final String C = "C clone(CLONE_VM, CLONE_VFORK), six namespaces";
    private static final String C_PLAIN = "C clone(CLONE_VM, CLONE_VFORK), no namespace";
    private static final String GO = "Go SysProcAttr, six namespaces";
    private static final String GO_PLAIN = "Go, no namespace";
    private static final String JDK = "ProcessBuilder, no namespace";
    private static final String UNSHARE = "ProcessBuilder + unshare";
    private static final String BWRAP = "ProcessBuilder + bwrap";
    private static final String UNTIL_STARTED = ", until started";

    private static final long SMALL_HEAP = 64L << 20;
    private static final long LARGE_HEAP = 8L << 30;
    private static final int WARM_UP = 3000;
    private static final int QUICK_WARM_UP = 500;
    private static final int ROUNDS = 300;
    private static final int QUICK_ROUNDS = 40;

    private final Sources sources;

    /** With what is compared. */
    public SpawnSection(Sources sources) {
        this.sources = sources;
    }

    @Override
    public String name() {
        return "spawn";
    }

    @Override
    public String title() {
        return "Start of /bin/true, until its end";
    }

    @Override
    public String method() {
        return "From the call until the end was waited for, the second of two in each turn; standard streams are inherited. "
                + "Six namespaces come with a uid map, private mounts, an own /proc and a host name, but in Go without the last "
                + "two. The program in C makes the same system calls as ns. JVMs are warm, and have touched all of their heap, "
                + "64 MiB where nothing is said.";
    }

    @Override
    public String unit() {
        return "ms";
    }

    @Override
    public List<Aim> aims() {
        return List.of(
                Aim.ratioAtMost("spawn-c", NS, C, 1.10, 2.2),
                Aim.ratioAtMost("spawn-go", NS, GO, 0.90, 1.8),
                Aim.ratioAtMost("spawn-jdk", NS, JDK, 0.90, 1.8),
                Aim.ratioAtMost("spawn-unshare", NS, UNSHARE, 0.40, 0.8),
                Aim.ratioAtMost("spawn-bwrap", NS, BWRAP, 0.30, 0.6),
                Aim.ratioAtMost("spawn-plain", NS_PLAIN, JDK, 0.60, 1.2),
                Aim.ratioAtMost("spawn-heap", NS_LARGE, NS, 1.10, 2.2));
    }

    @Override
    public Measured measure(Effort effort) throws IOException, InterruptedException {
        try (CoProcess jvm = Spawners.jvm(SMALL_HEAP);
                CoProcess jdk = Spawners.jvm(SMALL_HEAP);
                CoProcess large = Spawners.jvm(LARGE_HEAP);
                CoProcess c = new CoProcess(() -> CoProcess.start(List.of(sources.c("floor"))));
                CoProcess go = new CoProcess(() -> CoProcess.start(List.of(sources.go("sysprocattr"))))) {
            int warmUp = effort.choose(WARM_UP, QUICK_WARM_UP);
            return new Lineup()
                    .add(NS, warm(jvm, Way.ISOLATED, warmUp))
                    .add(NS_PLAIN, warm(jdk, Way.PLAIN, warmUp))
                    .add(JDK, warm(jdk, Way.PROCESS_BUILDER, warmUp))
                    .add(UNSHARE, spawn(jdk, Way.UNSHARE))
                    .add(BWRAP, spawn(jdk, Way.BWRAP))
                    .add(C, spawn(c, Way.ISOLATED))
                    .add(C_PLAIN, spawn(c, Way.PLAIN))
                    .add(GO, spawn(go, Way.ISOLATED))
                    .add(GO_PLAIN, spawn(go, Way.PLAIN))
                    .add(NS_LARGE, warm(large, Way.ISOLATED, warmUp))
                    .add(NS + UNTIL_STARTED, untilStarted(jvm, Way.ISOLATED))
                    .add(NS_LARGE + UNTIL_STARTED, untilStarted(large, Way.ISOLATED))
                    .add(C + UNTIL_STARTED, untilStarted(c, Way.ISOLATED))
                    .add(GO + UNTIL_STARTED, untilStarted(go, Way.ISOLATED))
                    .add(JDK + UNTIL_STARTED, untilStarted(jdk, Way.PROCESS_BUILDER))
                    .run(effort.rounds(ROUNDS, QUICK_ROUNDS));
        }
    }

    private static Trial spawn(CoProcess peer, Way way) {
        return () -> second(peer, way).getLast() / Trial.NANOS_PER_MILLI;
    }

    private static Trial untilStarted(CoProcess peer, Way way) {
        return () -> second(peer, way).getFirst() / Trial.NANOS_PER_MILLI;
    }

    /** The first would pay for what others have left: cold caches, and namespaces that the kernel still takes down. */
    private static List<Long> second(CoProcess peer, Way way) throws IOException, InterruptedException {
        String question = "spawn " + way.word();
        peer.ask(question);
        return peer.ask(question);
    }

    /** The same with a first trial that is a burst, after which the JVM has compiled what is used. */
    private static Trial warm(CoProcess jvm, Way way, int count) {
        return new Trial() {
            private boolean isWarm;

            @Override
            public double run() throws IOException, InterruptedException {
                if (!isWarm) {
                    jvm.ask("burst " + way.word() + " 1 " + count);
                    isWarm = true;
                }
                return spawn(jvm, way).run();
            }
        };
    }
}
