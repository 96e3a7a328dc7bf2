package ns.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {

    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertEquals(2, new Series("a", List.of(3.0, 1.0, 2.0)).median());
    }

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
        assertEquals(2.5, new Series("a", List.of(4.0, 1.0, 3.0, 2.0)).median());
    }

    @Test
    void quartilesAreThoseOfNumPy() {
        Series series = new Series("a", List.of(1.0, 2.0, 3.0, 4.0));
        assertEquals(1.75, series.lowerQuartile());
        assertEquals(3.25, series.upperQuartile());
    }

    @Test
    void oneFigureIsAllOfThem() {
        Series series = new Series("a", List.of(7.0));
        assertEquals(List.of(7.0, 7.0, 7.0), List.of(series.lowerQuartile(), series.median(), series.upperQuartile()));
    }

    @Test
    void thereIsNoSeriesWithoutFigures() {
        assertThrows(IllegalArgumentException.class, () -> new Series("a", List.of()));
    }
}
