package ns.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import ns.bench.measure.Effort;

/**
 * What the command line asks for.
 *
 * @param help only to say what there is
 * @param check to find regressions, and to write nothing
 * @param rounds how many, where that is said
 * @param sections the names of those to measure, empty for all
 */
record Options(boolean help, boolean check, OptionalInt rounds, List<String> sections) {

    /** Reads the arguments; an IllegalArgumentException says what is wrong with them. */
    static Options parse(List<String> arguments, List<String> known) {
        boolean help = false;
        boolean check = false;
        OptionalInt rounds = OptionalInt.empty();
        List<String> sections = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--help" -> help = true;
                case "--check" -> check = true;
                case "--rounds" -> {
                    i++;
                    rounds = OptionalInt.of(positive(argument, i < arguments.size() ? arguments.get(i) : ""));
                }
                default -> {
                    if (!known.contains(argument)) {
                        throw new IllegalArgumentException(argument + ": unknown; see --help");
                    }
                    sections.add(argument);
                }
            }
        }
        return new Options(help, check, rounds, List.copyOf(sections));
    }

    private static int positive(String option, String text) {
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException(option + " " + text + ": not a positive number");
        }
        return Integer.parseInt(text);
    }

    /** How thoroughly to measure. */
    Effort effort() {
        return new Effort(check, rounds);
    }

    /** Whether a section is to be measured. */
    boolean selects(String section) {
        return sections.isEmpty() || sections.contains(section);
    }

    /** Whether this is a whole run, whose results are kept. */
    boolean isWhole() {
        return sections.isEmpty() && !check;
    }
}
