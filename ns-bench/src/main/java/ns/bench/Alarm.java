package ns.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import ns.bench.measure.Aim;
import ns.bench.report.Result;

/** What tells of a regression: a ratio beyond its generous bound, or ns itself missing. */
final class Alarm {

    private Alarm() {}

    /** A line for each; peers that are not installed are none, nor is what the machine is too small for. */
    static List<String> of(List<Result> results) {
        List<String> lines = new ArrayList<>();
        for (Result result : results) {
            for (Aim aim : result.section().aims()) {
                OptionalDouble figure = aim.in(result.measured());
                String subject = "ns-bench: " + result.section().name() + ": " + aim.what()
                        + aim.against().map(name -> " / " + name).orElse("");
                boolean tooLarge = result.measured().missing().stream()
                        .anyMatch(missing -> missing.name().equals(aim.what()) && missing.isForWantOfMachine());
                if (result.measured().of(aim.what()).isEmpty()) {
                    lines.addAll(tooLarge ? List.of() : List.of(subject + ": not measured"));
                } else if (figure.isPresent() && aim.isAlarmedBy(figure.getAsDouble())) {
                    lines.add(String.format(Locale.ROOT, "%s: %.2f, not %s %.2f",
                            subject, figure.getAsDouble(), aim.relation(), aim.alarm()));
                }
            }
        }
        return lines;
    }
}
