package ns.cli.doctor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import ns.cli.net.Output;
import ns.cli.process.StandardOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ns doctor}: what works here, and what does not, why, and what helps; {@code lxc-checkconfig}, but tried. */
@Command(
        name = "doctor",
        description = {
            "Tells what works here, and for what does not the remedy.",
            "",
            "What this kernel, user and container allow. Each line is tried, in processes and namespaces that end at once;"
                    + " nothing is left behind. Marks: ok works, no does not, -- there is no such thing here, or not for this user. A * follows what ns run needs.",
            ""
        },
        footer = {
            "",
            "Exit status: 0 where everything works that ns run needs by default; 125 where something does not; 2 wrong usage.",
            "",
            "Examples:",
            "  ns doctor",
            "  ns doctor --json | jq '.[] | select(.result == \"no\")'"
        },
        customSynopsis = "ns doctor [--json]",
        sortOptions = false)
public final class DoctorCommand implements Callable<Integer> {

    private static final int INCOMPLETE = 125;
    private static final Duration EACH = Duration.ofSeconds(10);
    private static final Duration ALL = Duration.ofSeconds(60);
    private static final String RESET = "\u001b[0m";

    @Option(names = {"-j", "--json"}, description = "Print JSON: a list of objects, one a line above.")
    private boolean json;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    /** Called by picocli. */
    DoctorCommand() {}

    /** A check and what came of it. */
    private record Examined(Check check, Result result) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Examined> all = new ArrayList<>();
        long deadline = System.nanoTime() + ALL.toNanos();
        examine(JavaChecks.all(), deadline, all);
        if (JavaChecks.denied().isEmpty()) { // without native access nothing else can even be asked
            List<Check> checks = new ArrayList<>(KernelChecks.all());
            checks.addAll(IdentityChecks.all());
            checks.addAll(NamespaceChecks.all());
            checks.addAll(CgroupChecks.all());
            checks.addAll(NetworkChecks.all());
            checks.add(NamespaceChecks.run());
            examine(checks, deadline, all);
        }
        List<Examined> failed = all.stream().filter(each -> each.check.needed() && each.result.mark() == Result.Mark.NO).toList();
        if (json) {
            Output.json(all.stream().map(DoctorCommand::object).toList());
        } else {
            System.out.println();
            System.out.println(summary(all, failed));
        }
        return failed.isEmpty() ? 0 : INCOMPLETE;
    }

    private void examine(List<Check> checks, long deadline, List<Examined> all) throws InterruptedException {
        for (Check check : checks) {
            Examined examined = new Examined(check, examine(check, left(deadline)));
            if (!json) {
                print(all.isEmpty() ? "" : all.getLast().check.heading(), examined, width(checks, check.heading()));
            }
            all.add(examined);
        }
    }

    private static Duration left(long deadline) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        return left.compareTo(EACH) < 0 ? left : EACH;
    }

    /** On a thread of its own, which is left alone where it does not come back in time: System.exit ends it. */
    static Result examine(Check check, Duration limit) throws InterruptedException {
        if (!limit.isPositive()) {
            return Result.no("not tried: the time is up", "see what took so long above");
        }
        FutureTask<Result> task = new FutureTask<>(check::run);
        Thread.ofPlatform().daemon().name("ns-check").start(task);
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            return Result.no("no answer within " + limit.toMillis() + " ms", "the kernel or a file system hangs");
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case IllegalCallerException cause -> JavaChecks.denied().orElseGet(() -> defect(cause));
                case LinkageError cause -> JavaChecks.denied().orElseGet(() -> defect(cause)); // a class was not initialized
                case IOException cause -> Result.no(cause.toString(), "");
                default -> defect(e.getCause());
            };
        }
    }

    /** The other checks go on: they may tell why. */
    private static Result defect(Throwable thrown) {
        return Result.no(thrown.toString(), "this is a defect of ns: report it");
    }

    private static int width(List<Check> checks, String heading) {
        return checks.stream().filter(check -> check.heading().equals(heading))
                .mapToInt(check -> subject(check).length()).max().orElse(0);
    }

    private static String subject(Check check) {
        return check.subject() + (check.needed() ? "*" : "");
    }

    private static void print(String headingBefore, Examined examined, int width) {
        Check check = examined.check;
        if (!check.heading().equals(headingBefore)) {
            System.out.println((headingBefore.isEmpty() ? "" : "\n") + check.heading());
        }
        String subject = subject(check);
        System.out.println("  " + mark(examined.result.mark()) + "  " + subject + " ".repeat(width - subject.length())
                + "  " + examined.result.text());
    }

    private static String mark(Result.Mark mark) {
        if (!StandardOutput.isColoured()) {
            return mark.toString();
        }
        String colour = switch (mark) {
            case OK -> "\u001b[32m";
            case NO -> "\u001b[31m";
            case NOT_APPLICABLE -> "\u001b[2m";
        };
        return colour + mark + RESET;
    }

    private static String summary(List<Examined> all, List<Examined> failed) {
        List<String> counts = new ArrayList<>();
        for (Result.Mark mark : Result.Mark.values()) {
            counts.add(all.stream().filter(each -> each.result.mark() == mark).count() + " " + mark);
        }
        return String.join(", ", counts) + ": " + (failed.isEmpty() ? "ns run works for this user"
                : "ns run does not work as by default, for want of: "
                        + String.join(", ", failed.stream().map(each -> each.check.subject()).toList()));
    }

    private static Map<String, Object> object(Examined examined) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("heading", examined.check.heading());
        object.put("subject", examined.check.subject());
        object.put("result", switch (examined.result.mark()) {
            case OK -> "ok";
            case NO -> "no";
            case NOT_APPLICABLE -> "not applicable";
        });
        object.put("needed", examined.check.needed());
        object.put("found", examined.result.found());
        if (!examined.result.remedy().isEmpty()) {
            object.put("remedy", examined.result.remedy());
        }
        return object;
    }
}
