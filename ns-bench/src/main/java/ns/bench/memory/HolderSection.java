package ns.bench.memory;

import java.io.IOException;
import java.util.List;
import ns.bench.measure.Aim;
import ns.bench.measure.Effort;
import ns.bench.measure.Lineup;
import ns.bench.measure.Measured;
import ns.bench.measure.Section;
import ns.bench.measure.Trial;
import ns.bench.peer.CoProcess;
import ns.bench.peer.JavaProgram;

/** Many isolated processes that are alive at once. */
public final class HolderSection implements Section {

    private static final String ALL = "JVM's memory for each of 1,000 processes";
    private static final String HEAP = "of it, heap after GC";
    private static final int PROCESSES = 1000;
    private static final int QUICK_PROCESSES = 300;
    private static final int WARM_UP = 1000;
    private static final int QUICK_WARM_UP = 300;
    private static final int ROUNDS = 5;
    private static final int QUICK_ROUNDS = 1;
    private static final double KIBI = 1024;

    @Override
    public String name() {
        return "alive";
    }

    @Override
    public String title() {
        return "A JVM with 1,000 isolated processes with pipes, alive at once";
    }

    @Override
    public String method() {
        return "The difference that they make in a JVM which has touched all of its heap: heap in use after GC, and besides "
                + "VmRSS and VmPTE. If each process had a thread, there would be no figure.";
    }

    @Override
    public String unit() {
        return "KiB";
    }

    @Override
    public List<Aim> aims() {
        return List.of(Aim.figureAtMost("alive-memory", ALL, 8, 24));
    }

    @Override
    public Measured measure(Effort effort) throws IOException, InterruptedException {
        return new Lineup()
                .add(ALL, trial(effort, answer -> answer.get(0) + answer.get(1)))
                .add(HEAP, trial(effort, List::getFirst))
                .run(effort.rounds(ROUNDS, QUICK_ROUNDS));
    }

    /** One number out of an answer. */
    private interface Choice {
        long bytes(List<Long> answer);
    }

    /** Each time with a JVM of its own, since what has once been allocated is used again. */
    private static Trial trial(Effort effort, Choice choice) {
        int count = effort.choose(PROCESSES, QUICK_PROCESSES);
        return () -> {
            try (CoProcess jvm = new CoProcess(() -> CoProcess.start(JavaProgram.command(
                    List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"), Holder.class)))) {
                jvm.ask("warm " + effort.choose(WARM_UP, QUICK_WARM_UP));
                return choice.bytes(jvm.ask("hold " + count)) / KIBI / count;
            }
        };
    }
}
