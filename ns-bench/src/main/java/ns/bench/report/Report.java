package ns.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files that a whole run leaves: a table, a plot for each section, and the table again in the README. */
public final class Report {

    private static final String RESULTS = "results";
    private static final String TABLE = "results.md";

    private Report() {}

    /**
     * Writes them.
     *
     * @param results of all sections
     * @param module the folder of ns-bench
     */
    public static void write(List<Result> results, Path module) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(module.resolve(RESULTS));
        String summary = new Tables(results).summary();
        StringBuilder text = new StringBuilder("# Results of the benchmark\n\n").append(Marked.with(summary));
        for (Result result : results) {
            String name = result.section().name();
            text.append("\n## ").append(name).append("\n\n").append(result.section().title()).append(". ")
                    .append(result.section().method()).append("\n\n");
            if (!result.measured().series().isEmpty()) {
                Plot.write(result, Machine.inShort(), folder.resolve(name + ".svg"));
                text.append("![").append(name).append("](").append(name).append(".svg)\n\n").append(Tables.of(result));
            }
        }
        Files.writeString(table(module), text);
        Marked.replace(readme(module), summary);
    }

    static Path table(Path module) {
        return module.resolve(RESULTS).resolve(TABLE);
    }

    static Path readme(Path module) {
        return module.resolveSibling("README.md");
    }
}
