package ns.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import ns.bench.command.CommandSection;
import ns.bench.measure.Effort;
import ns.bench.measure.Measured;
import ns.bench.measure.Missing;
import ns.bench.measure.Section;
import ns.bench.memory.HolderSection;
import ns.bench.memory.SupervisorSection;
import ns.bench.net.DumpSection;
import ns.bench.net.RouteSection;
import ns.bench.peer.Launcher;
import ns.bench.peer.Sources;
import ns.bench.peer.Workplace;
import ns.bench.report.Report;
import ns.bench.report.Result;
import ns.bench.report.Tables;
import ns.bench.spawn.ParallelSection;
import ns.bench.spawn.SpawnSection;

/** The benchmark; ns-bench/run starts it in the folder of its module. */
final class Main {

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private static final String HELP = """
            Usage: ns-bench/run [--rounds N] [--check] [SECTION...]

            Measures ns beside others. Without a section all are measured, and the results are written to
            ns-bench/results and README.md; otherwise they are printed alone.

              --rounds N   measure each contestant so often, in the place of each section's own number
              --check      measure less, write nothing, and end with 1 where a ratio tells of a regression
              --help       print this

            Sections:
            """;

    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path module = Path.of("").toAbsolutePath();
        List<Section> sections = sections(module, Workplace.make());
        List<String> names = sections.stream().map(Section::name).toList();
        Options options;
        try {
            options = Options.parse(List.of(args), names);
        } catch (IllegalArgumentException e) {
            System.err.println("ns-bench: " + e.getMessage());
            System.exit(WRONG_USAGE);
            return;
        }
        if (options.help()) {
            System.out.print(HELP);
            sections.forEach(each -> System.out.printf("  %-12s %s%n", each.name(), each.title()));
            return;
        }
        warnOfLoad();
        List<Result> results = measure(sections.stream().filter(each -> options.selects(each.name())).toList(), options.effort());
        print(results);
        if (options.check()) {
            List<String> alarms = Alarm.of(results);
            alarms.forEach(System.err::println);
            System.exit(alarms.isEmpty() ? 0 : FAILED);
        }
        if (options.isWhole()) {
            Report.write(results, module);
        }
    }

    private static void warnOfLoad() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        double load = system.getSystemLoadAverage();
        if (load > system.getAvailableProcessors() / 2.0) {
            System.err.printf(Locale.ROOT, "ns-bench: the load average is %.1f: who needs many threads will look slow%n", load);
        }
    }

    private static List<Section> sections(Path module, Workplace workplace) {
        Sources sources = new Sources(module, workplace);
        Launcher launcher = new Launcher(module);
        return List.of(new SpawnSection(sources), new ParallelSection(sources),
                new CommandSection(sources, launcher, workplace), new SupervisorSection(launcher), new HolderSection(),
                new RouteSection(sources, workplace), new DumpSection(sources));
    }

    private static List<Result> measure(List<Section> sections, Effort effort) throws InterruptedException {
        List<Result> results = new ArrayList<>();
        for (Section section : sections) {
            System.err.println(section.name() + " ...");
            Measured measured;
            try {
                measured = section.measure(effort);
            } catch (IOException e) {
                measured = new Measured(List.of(), List.of(new Missing("all of it", e.getMessage())));
            }
            results.add(new Result(section, measured));
        }
        return results;
    }

    private static void print(List<Result> results) throws IOException, InterruptedException {
        System.out.println(new Tables(results).summary());
        for (Result result : results) {
            System.out.println(result.section().title() + "\n\n" + Tables.of(result));
        }
    }
}
