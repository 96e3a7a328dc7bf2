package ns.bench.measure;

import java.util.OptionalInt;

/**
 * How thoroughly to measure.
 *
 * @param quick only to find regressions
 * @param rounds asked for by the user, in the place of each section's own number
 */
public record Effort(boolean quick, OptionalInt rounds) {

    /** How many rounds a section takes, which would take so many by itself. */
    public int rounds(int thorough, int few) {
        return rounds.orElse(choose(thorough, few));
    }

    /** One of two amounts of work. */
    public int choose(int thorough, int few) {
        return quick ? few : thorough;
    }
}
