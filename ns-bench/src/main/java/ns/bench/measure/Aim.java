package ns.bench.measure;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a figure is to be, mostly beside another of the same run.
 *
 * @param key by which remarks name it
 * @param what the contestant
 * @param against the contestant it is divided by; empty where the figure itself counts
 * @param relation whether it is to be small or large
 * @param bound that is aimed at
 * @param alarm a generous bound, which only a regression crosses
 */
public record Aim(String key, String what, Optional<String> against, Relation relation, double bound, double alarm) {

    /** On which side of a bound a figure is to be. */
    public enum Relation {
        /** Small is good. */
        AT_MOST("≤") {
            @Override
            boolean holds(double figure, double bound) {
                return figure <= bound;
            }
        },
        /** Large is good. */
        AT_LEAST("≥") {
            @Override
            boolean holds(double figure, double bound) {
                return figure >= bound;
            }
        };

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }

        abstract boolean holds(double figure, double bound);

        @Override
        public String toString() {
            return sign;
        }
    }

    /** A ratio of medians that is to be small. */
    public static Aim ratioAtMost(String key, String what, String against, double bound, double alarm) {
        return new Aim(key, what, Optional.of(against), Relation.AT_MOST, bound, alarm);
    }

    /** A ratio of medians that is to be large. */
    public static Aim ratioAtLeast(String key, String what, String against, double bound, double alarm) {
        return new Aim(key, what, Optional.of(against), Relation.AT_LEAST, bound, alarm);
    }

    /** A median that is to be small. */
    public static Aim figureAtMost(String key, String what, double bound, double alarm) {
        return new Aim(key, what, Optional.empty(), Relation.AT_MOST, bound, alarm);
    }

    /** The ratio, or the figure itself; empty where a contestant is missing. */
    public OptionalDouble in(Measured measured) {
        Optional<Series> numerator = measured.of(what);
        if (numerator.isEmpty() || against.isPresent() && measured.of(against.get()).isEmpty()) {
            return OptionalDouble.empty();
        }
        double denominator = against.map(name -> measured.of(name).orElseThrow().median()).orElse(1.0);
        return OptionalDouble.of(numerator.get().median() / denominator);
    }

    /** Whether a figure is what it is to be. */
    public boolean isMetBy(double figure) {
        return relation.holds(figure, bound);
    }

    /** Whether a figure tells of a regression. */
    public boolean isAlarmedBy(double figure) {
        return !relation.holds(figure, alarm);
    }
}
