package ns.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class AimTest {

    private static final Measured MEASURED = new Measured(
            List.of(new Series("a", List.of(3.0)), new Series("b", List.of(2.0))), List.of(new Missing("c", "not installed")));

    @Test
    void aRatioIsThatOfTheMedians() {
        assertEquals(OptionalDouble.of(1.5), Aim.ratioAtMost("key", "a", "b", 1, 2).in(MEASURED));
    }

    @Test
    void aFigureIsTheMedian() {
        assertEquals(OptionalDouble.of(3), Aim.figureAtMost("key", "a", 1, 2).in(MEASURED));
    }

    @Test
    void nothingIsKnownOfWhoIsMissing() {
        assertEquals(OptionalDouble.empty(), Aim.ratioAtMost("key", "a", "c", 1, 2).in(MEASURED));
        assertEquals(OptionalDouble.empty(), Aim.ratioAtMost("key", "c", "a", 1, 2).in(MEASURED));
    }

    @Test
    void smallIsGoodWhereAtMostIsAimedAt() {
        Aim aim = Aim.ratioAtMost("key", "a", "b", 1, 2);
        assertTrue(aim.isMetBy(1));
        assertFalse(aim.isMetBy(1.5));
        assertFalse(aim.isAlarmedBy(1.5));
        assertTrue(aim.isAlarmedBy(2.5));
    }

    @Test
    void largeIsGoodWhereAtLeastIsAimedAt() {
        Aim aim = Aim.ratioAtLeast("key", "a", "b", 0.8, 0.4);
        assertTrue(aim.isMetBy(0.9));
        assertFalse(aim.isMetBy(0.5));
        assertFalse(aim.isAlarmedBy(0.5));
        assertTrue(aim.isAlarmedBy(0.3));
    }
}
