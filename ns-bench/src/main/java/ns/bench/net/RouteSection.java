package ns.bench.net;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import ns.bench.measure.Aim;
import ns.bench.measure.Effort;
import ns.bench.measure.Lineup;
import ns.bench.measure.Measured;
import ns.bench.measure.Section;
import ns.bench.measure.Trial;
import ns.bench.peer.Sources;
import ns.bench.peer.Workplace;

/** Adding routes. */
public final class RouteSection implements Section {

    private static final String NS = "ns, one by one";
    private static final String NS_BATCHED = "ns, batched";
    private static final String IP = "ip -batch";
    private static final String C = "C, one by one";
    private static final String C_BATCHED = "C, batched, last ack";
    private static final int ROUTES = 50_000;
    private static final int QUICK_ROUTES = 20_000;
    private static final int ROUNDS = 15;
    private static final int QUICK_ROUNDS = 4;

    private final Sources sources;
    private final Workplace workplace;

    /** With what is compared. */
    public RouteSection(Sources sources, Workplace workplace) {
        this.sources = sources;
        this.workplace = workplace;
    }

    @Override
    public String name() {
        return "routes";
    }

    @Override
    public String title() {
        return "Adding 50,000 IPv4 routes";
    }

    @Override
    public String method() {
        return "In a network namespace of the benchmark's own, where they are deleted after each measurement. ns is warm. "
                + "Batched, the program in C puts 64 into a send, of which the last is acknowledged.";
    }

    @Override
    public String unit() {
        return "ms";
    }

    @Override
    public List<Aim> aims() {
        return List.of(
                Aim.ratioAtMost("routes-ip", NS, IP, 1.0, 2),
                Aim.ratioAtMost("routes-ip-batched", NS_BATCHED, IP, 0.4, 0.8),
                Aim.ratioAtMost("routes-c-batched", NS_BATCHED, C_BATCHED, 1.5, 4));
    }

    @Override
    public Measured measure(Effort effort) throws IOException, InterruptedException {
        try (RouteNetwork network = RouteNetwork.make(effort.choose(ROUTES, QUICK_ROUTES), sources)) {
            Path batch = workplace.folder().resolve("routes.batch");
            network.writeBatch(batch);
            return new Lineup()
                    .add(NS, deletingAfter(network, Trial.timed(network::addOneByOne)))
                    .add(NS_BATCHED, deletingAfter(network, Trial.timed(network::addBatched)))
                    .add(IP, deletingAfter(network, Trial.timed(() -> network.ip("-batch", batch.toString()))))
                    .add(C, deletingAfter(network, () -> network.c("add single")))
                    .add(C_BATCHED, deletingAfter(network, () -> network.c("add batched")))
                    .run(effort.rounds(ROUNDS, QUICK_ROUNDS));
        }
    }

    private static Trial deletingAfter(RouteNetwork network, Trial adding) {
        return () -> {
            double time = adding.run();
            network.delete();
            return time;
        };
    }
}
