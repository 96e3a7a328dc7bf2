package ns.bench.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Contestants that take turns, so that what else the machine does slows all of them.
 *
 * <p>Each round has another order: who comes after a heavy one may pay for it.
 */
public final class Lineup {

    private static final int SEED = 42;

    private final Map<String, Trial> trials = new LinkedHashMap<>();

    /** Adds a contestant; who cannot take part is found out by the first trial. */
    public Lineup add(String name, Trial trial) {
        trials.put(name, trial);
        return this;
    }

    /**
     * Lets each try once, which is not counted, and measures those that could.
     *
     * @param rounds how often each is measured
     * @return the figures, in the order in which the contestants were added
     */
    public Measured run(int rounds) throws IOException, InterruptedException {
        List<Missing> missing = new ArrayList<>();
        Map<String, List<Double>> figures = new LinkedHashMap<>();
        for (Map.Entry<String, Trial> entry : trials.entrySet()) {
            try {
                entry.getValue().run();
                figures.put(entry.getKey(), new ArrayList<>());
            } catch (IOException e) {
                missing.add(new Missing(entry.getKey(), e.getMessage().lines().findFirst().orElse("")));
            }
        }
        List<String> order = new ArrayList<>(figures.keySet());
        Random random = new Random(SEED);
        for (int round = 0; round < rounds; round++) {
            Collections.shuffle(order, random);
            for (String name : order) {
                figures.get(name).add(trials.get(name).run());
            }
        }
        return new Measured(figures.entrySet().stream()
                .map(entry -> new Series(entry.getKey(), entry.getValue())).toList(), missing);
    }
}
