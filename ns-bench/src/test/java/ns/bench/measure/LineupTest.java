package ns.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LineupTest {

    private static final int ROUNDS = 100;

    private final List<String> turns = new ArrayList<>();

    private Trial noting(String name) {
        return () -> {
            turns.add(name);
            return turns.size();
        };
    }

    @Test
    void eachTakesOneTurnInEachRoundInChangingOrder() throws Exception {
        Measured measured = new Lineup().add("a", noting("a")).add("b", noting("b")).add("c", noting("c")).run(ROUNDS);
        Set<List<String>> orders = new HashSet<>();
        for (int round = 0; round <= ROUNDS; round++) {
            List<String> turnsOfRound = turns.subList(3 * round, 3 * round + 3);
            assertEquals(List.of("a", "b", "c"), turnsOfRound.stream().sorted().toList());
            orders.add(List.copyOf(turnsOfRound));
        }
        assertEquals(6, orders.size());
        assertEquals(List.of("a", "b", "c"), measured.series().stream().map(Series::name).toList());
    }

    @Test
    void theFirstTrialDoesNotCount() throws Exception {
        Measured measured = new Lineup().add("a", noting("a")).run(2);
        assertEquals(List.of(2.0, 3.0), measured.of("a").orElseThrow().figures());
    }

    @Test
    void whoFailsAtFirstIsMissingForTheReasonGiven() throws Exception {
        Trial failing = () -> {
            throw new IOException("not installed\nand more");
        };
        Measured measured = new Lineup().add("a", failing).add("b", noting("b")).run(1);
        assertEquals(List.of(new Missing("a", "not installed")), measured.missing());
        assertTrue(measured.of("a").isEmpty());
        assertTrue(measured.of("b").isPresent());
    }

    @Test
    void whoFailsLaterEndsTheRun() {
        Trial failing = () -> {
            if (!turns.isEmpty()) {
                throw new IOException("later");
            }
            return noting("a").run();
        };
        assertThrows(IOException.class, () -> new Lineup().add("a", failing).run(1));
    }
}
