package ns.bench.report;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import ns.bench.measure.Aim;
import ns.bench.measure.Measured;
import ns.bench.measure.Missing;
import ns.bench.measure.Series;

/** Results in Markdown. */
public final class Tables {

    private static final int HUNDRED = 100;
    private static final int TEN = 10;

    private final List<Result> results;
    private final Remarks remarks = new Remarks();

    /** Of some sections. */
    public Tables(List<Result> results) throws IOException {
        this.results = results;
    }

    /** Where it was measured, what was aimed at and whether it was met, remarks on what was not, and who is missing. */
    public String summary() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder(Machine.describe()).append("\n\n")
                .append("| section | what | against | ratio | aim | met | median (quartiles) | against it |\n|---|---|---|---|---|---|---|---|\n");
        StringBuilder unmet = new StringBuilder();
        for (Result result : results) {
            for (Aim aim : result.section().aims()) {
                text.append(row(result, aim));
                if (aim.in(result.measured()).stream().anyMatch(figure -> !aim.isMetBy(figure))) {
                    unmet.append(remark(result, aim));
                }
            }
        }
        return text.append(list("Not met:", unmet)).append(list("Missing:", missing())).toString();
    }

    private static String row(Result result, Aim aim) {
        Measured measured = result.measured();
        String unit = result.section().unit();
        OptionalDouble figure = aim.in(measured);
        String shown = figure.isEmpty() ? "not measured"
                : aim.against().isPresent() ? String.format(Locale.ROOT, "%.2f", figure.getAsDouble())
                : number(figure.getAsDouble()) + " " + unit;
        String met = figure.isEmpty() ? "–" : aim.isMetBy(figure.getAsDouble()) ? "yes" : "**NO**";
        return "| " + String.join(" | ", result.section().name(), aim.what(), aim.against().orElse("–"), shown,
                aim.relation() + " " + number(aim.bound()), met, median(measured.of(aim.what()), unit),
                median(aim.against().flatMap(measured::of), unit)) + " |\n";
    }

    private String remark(Result result, Aim aim) {
        String subject = result.section().name() + ", " + aim.what() + aim.against().map(against -> " / " + against).orElse("");
        return "- " + subject + ": " + remarks.on(aim.key()).orElse("not yet explained") + "\n";
    }

    private StringBuilder missing() {
        StringBuilder text = new StringBuilder();
        for (Result result : results) {
            for (Missing each : result.measured().missing()) {
                text.append("- ").append(result.section().name()).append(", ").append(each.name()).append(": ")
                        .append(each.reason()).append('\n');
            }
        }
        return text;
    }

    private static String list(String heading, StringBuilder items) {
        return items.isEmpty() ? "" : "\n" + heading + "\n\n" + items;
    }

    /** All figures of one section. */
    public static String of(Result result) {
        StringBuilder text = new StringBuilder("| ").append(result.section().unit())
                .append(" | median | lower quartile | upper quartile | rounds |\n|---|---|---|---|---|\n");
        for (Series series : result.measured().series()) {
            text.append("| ").append(String.join(" | ", series.name(), number(series.median()), number(series.lowerQuartile()),
                    number(series.upperQuartile()), Integer.toString(series.figures().size()))).append(" |\n");
        }
        return text.toString();
    }

    private static String median(Optional<Series> series, String unit) {
        return series.map(each -> number(each.median()) + " (" + number(each.lowerQuartile()) + "–"
                + number(each.upperQuartile()) + ") " + unit).orElse("–");
    }

    /** With three digits, or all before the point. */
    static String number(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= HUNDRED ? "%.0f" : size >= TEN ? "%.1f" : "%.2f", value);
    }
}
