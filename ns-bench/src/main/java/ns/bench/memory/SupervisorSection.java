package ns.bench.memory;

import java.io.IOException;
import java.util.List;
import ns.bench.measure.Aim;
import ns.bench.measure.Effort;
import ns.bench.measure.Lineup;
import ns.bench.measure.Measured;
import ns.bench.measure.Section;
import ns.bench.peer.Launcher;
import ns.bench.peer.Tools;

/** What stays of a command while another runs in its isolation. */
public final class SupervisorSection implements Section {

    private static final String NS = "ns run";
    private static final String BWRAP = "bwrap";
    private static final int ROUNDS = 9;
    private static final int QUICK_ROUNDS = 3;

    private final Launcher launcher;

    /** With what is measured. */
    public SupervisorSection(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public String name() {
        return "supervisors";
    }

    @Override
    public String title() {
        return "Memory held by all supervising processes while sleep runs";
    }

    @Override
    public String method() {
        return "VmRSS and VmPTE of all processes from the command down to sleep, but for sleep itself.";
    }

    @Override
    public String unit() {
        return "KiB";
    }

    @Override
    public List<Aim> aims() {
        return List.of(Aim.ratioAtMost("supervisors-bwrap", NS, BWRAP, 0.05, 0.2));
    }

    @Override
    public Measured measure(Effort effort) throws IOException, InterruptedException {
        String[] payload = Supervised.payload();
        return new Lineup()
                .add(NS, () -> Supervised.memory(launcher.command("run", "--").and(payload)))
                .add(BWRAP, () -> Supervised.memory(Tools.bwrap(payload)))
                .add("unshare", () -> Supervised.memory(Tools.unshare(payload)))
                .run(effort.rounds(ROUNDS, QUICK_ROUNDS));
    }
}
