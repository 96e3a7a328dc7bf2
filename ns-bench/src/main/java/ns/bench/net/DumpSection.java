package ns.bench.net;

import java.io.IOException;
import java.util.List;
import ns.bench.measure.Aim;
import ns.bench.measure.Effort;
import ns.bench.measure.Lineup;
import ns.bench.measure.Measured;
import ns.bench.measure.Section;
import ns.bench.measure.Trial;
import ns.bench.peer.Sources;

/** Getting routes back. */
public final class DumpSection implements Section {

    private static final String NS = "ns, into records";
    private static final String IP = "ip route show";
    private static final String C = "C, into records";
    private static final int ROUTES = 50_000;
    private static final int ROUNDS = 31;
    private static final int QUICK_ROUNDS = 10;
    private static final int WARM_UP = 20;

    private final Sources sources;

    /** With what is compared. */
    public DumpSection(Sources sources) {
        this.sources = sources;
    }

    @Override
    public String name() {
        return "dump";
    }

    @Override
    public String title() {
        return "Listing 50,000 IPv4 routes";
    }

    @Override
    public String method() {
        return "In a network namespace of the benchmark's own. What ip prints goes to /dev/null. ns is warm.";
    }

    @Override
    public String unit() {
        return "ms";
    }

    @Override
    public List<Aim> aims() {
        return List.of(
                Aim.ratioAtMost("dump-ip", NS, IP, 0.5, 1),
                Aim.ratioAtMost("dump-c", NS, C, 2.0, 6));
    }

    @Override
    public Measured measure(Effort effort) throws IOException, InterruptedException {
        try (RouteNetwork network = RouteNetwork.make(ROUTES, sources)) {
            network.addBatched();
            for (int i = 0; i < WARM_UP; i++) {
                network.dump();
            }
            return new Lineup()
                    .add(NS, Trial.timed(network::dump))
                    .add(IP, Trial.timed(() -> network.ip("route", "show", "table", network.table())))
                    .add(C, () -> network.c("dump"))
                    .run(effort.rounds(ROUNDS, QUICK_ROUNDS));
        }
    }
}
