package ns.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import ns.bench.measure.Aim;
import ns.bench.measure.Effort;
import ns.bench.measure.Measured;
import ns.bench.measure.Missing;
import ns.bench.measure.Section;
import ns.bench.measure.Series;
import ns.bench.report.Result;
import org.junit.jupiter.api.Test;

class AlarmTest {

    /** One in which a is compared with b. */
    private record Comparison() implements Section {

        @Override
        public String name() {
            return "comparison";
        }

        @Override
        public String title() {
            return "";
        }

        @Override
        public String method() {
            return "";
        }

        @Override
        public String unit() {
            return "ms";
        }

        @Override
        public List<Aim> aims() {
            return List.of(Aim.ratioAtMost("key", "a", "b", 1, 2));
        }

        @Override
        public Measured measure(Effort effort) {
            throw new AssertionError();
        }
    }

    private static List<String> alarms(Series... series) {
        List<Missing> missing = Stream.of("a", "b").map(name -> new Missing(name, "not installed")).toList();
        return Alarm.of(List.of(new Result(new Comparison(), new Measured(List.of(series), missing))));
    }

    private static Series series(String name, double figure) {
        return new Series(name, List.of(figure));
    }

    @Test
    void anAimThatIsMissedIsNoAlarmByItself() {
        assertEquals(List.of(), alarms(series("a", 3), series("b", 2)));
    }

    @Test
    void aRatioBeyondTheGenerousBoundIsNamed() {
        assertEquals(List.of("ns-bench: comparison: a / b: 2.50, not ≤ 2.00"), alarms(series("a", 5), series("b", 2)));
    }

    @Test
    void whatTheMachineIsTooSmallForMayBeMissing() {
        Missing large = new Missing("a", Missing.needs("10 GiB of memory"));
        assertEquals(List.of(), Alarm.of(List.of(new Result(new Comparison(), new Measured(List.of(series("b", 1)), List.of(large))))));
    }

    @Test
    void aPeerMayBeMissing() {
        assertEquals(List.of(), alarms(series("a", 3)));
    }

    @Test
    void whatIsMeasuredMayNotBeMissing() {
        assertEquals(List.of("ns-bench: comparison: a / b: not measured"), alarms(series("b", 2)));
    }
}
