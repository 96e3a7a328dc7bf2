package ns.bench.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import ns.bench.measure.Aim;
import ns.bench.measure.Effort;
import ns.bench.measure.Lineup;
import ns.bench.measure.Measured;
import ns.bench.measure.Section;
import ns.bench.peer.JavaProgram;
import ns.bench.peer.Launcher;
import ns.bench.peer.Sources;
import ns.bench.peer.Tools;
import ns.bench.peer.WholeCommand;
import ns.bench.peer.Workplace;

/** Whole commands that run /bin/true, isolated. */
public final class CommandSection implements Section {

    private static final String NS = "ns run";
    private static final String HELLO = "java Hello, the same JVM flags";
    private static final String PODMAN = "podman run --rm --network none";
    private static final String COMMAND = "/bin/true";
    private static final int ROUNDS = 40;
    private static final int QUICK_ROUNDS = 7;

    private final Sources sources;
    private final Launcher launcher;
    private final Workplace workplace;

    /** With what is compared. */
    public CommandSection(Sources sources, Launcher launcher, Workplace workplace) {
        this.sources = sources;
        this.launcher = launcher;
        this.workplace = workplace;
    }

    @Override
    public String name() {
        return "command";
    }

    @Override
    public String title() {
        return "Whole commands that run /bin/true in all six namespaces";
    }

    @Override
    public String method() {
        return "All standard streams are /dev/null. crun, runc and podman run a statically linked program in a root file system "
                + "that holds nothing else, and make no control groups.";
    }

    @Override
    public String unit() {
        return "ms";
    }

    @Override
    public List<Aim> aims() {
        return List.of(
                Aim.ratioAtMost("command-hello", NS, HELLO, 1.5, 5),
                Aim.ratioAtMost("command-podman", NS, PODMAN, 0.5, 2));
    }

    @Override
    public Measured measure(Effort effort) throws IOException, InterruptedException {
        Containers containers = new Containers(sources, workplace);
        return new Lineup()
                .add(NS, launcher.command("run", "--", COMMAND)::time)
                .add(HELLO, new WholeCommand(JavaProgram.command(launcher.jvmOptions(), Hello.class), Map.of())::time)
                .add("unshare", Tools.unshare(COMMAND)::time)
                .add("bwrap", Tools.bwrap(COMMAND)::time)
                .add("crun run", () -> containers.crun().time())
                .add("runc run", () -> containers.runc().time())
                .add(PODMAN, () -> containers.podman().time())
                .run(effort.rounds(ROUNDS, QUICK_ROUNDS));
    }
}
