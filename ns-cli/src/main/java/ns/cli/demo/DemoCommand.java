package ns.cli.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import ns.cli.net.Output;
import ns.core.error.NamespaceException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ns demo}: the tutorial. */
@Command(
        name = "demo",
        description = {
            "Shows what namespaces do: host and inside, side by side.",
            "",
            "Of each kind it makes one, changes something inside, and after each step looks at both sides. Needs no privilege and"
                    + " no other program; the commands it names are what would do and say the same by hand. Nothing on the host is"
                    + " changed, and nothing left behind.",
            ""
        },
        footer = {
            "",
            "Exit status: 0 where all kinds that were asked for are isolated; 125 where one is not; 2 wrong usage.",
            "",
            "Examples:",
            "  ns demo               all kinds",
            "  ns demo uts net       two of them",
            "  ns demo --json | jq '.[] | {kind, isolated}'"
        },
        customSynopsis = "ns demo [uts|ipc|pid|mount|user|net|all]... [--json]",
        sortOptions = false)
public final class DemoCommand implements Callable<Integer> {

    private static final int NOT_ISOLATED = 125;
    private static final String ALL = "all";
    private static final int INDENT = 5;
    private static final String INTRODUCTION = "is what commands say on the host, right what they say inside. A line with $"
            + " would do the same by hand. With each kind comes a user namespace: by it nobody needs a privilege.";

    @Parameters(paramLabel = "KIND", hideParamSyntax = true, 
            description = "uts, ipc, pid, mount, user, net; without any, or with all: all.")
    private List<String> kinds = List.of();

    @Option(names = {"-j", "--json"}, description = "Print JSON: an object a kind, with all that was seen.")
    private boolean json;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    /** Called by picocli. */
    public DemoCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Set<Topic> topics = topics();
        Host.check();
        if (!json) {
            System.out.println(Layout.paragraph("Left", INTRODUCTION, 1));
            System.out.println();
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Topic topic : topics) {
            outcomes.add(show(topic));
        }
        if (json) {
            Output.json(outcomes.stream().map(Outcome::toJson).toList());
        } else {
            outcomes.forEach(outcome -> System.out.printf("%-5s  %s%n", outcome.lesson().topic().word(), outcome.verdict()));
        }
        return outcomes.stream().allMatch(Outcome::isIsolated) ? 0 : NOT_ISOLATED;
    }

    /** Each once, in the order of the tutorial. */
    private Set<Topic> topics() {
        Set<Topic> topics = EnumSet.noneOf(Topic.class);
        for (String kind : kinds.isEmpty() ? List.of(ALL) : kinds) {
            topics.addAll(kind.equals(ALL) ? EnumSet.allOf(Topic.class) : EnumSet.of(topic(kind)));
        }
        return topics;
    }

    private static Topic topic(String word) {
        return Arrays.stream(Topic.values()).filter(topic -> topic.word().equals(word)).findFirst()
                .orElseThrow(() -> NamespaceException.invalid("demo", "'" + word + "'",
                        "take uts, ipc, pid, mount, user, net or all"));
    }

    private Outcome show(Topic topic) throws InterruptedException {
        Outcome outcome;
        if (!json) {
            System.out.println(Layout.paragraph(topic.word() + ":", topic.lesson("").sentence(), INDENT));
        }
        try {
            Lesson lesson = topic.choose();
            outcome = Host.show(lesson, json ? _ -> { } : printer(lesson));
        } catch (NamespaceException e) { // the others go on
            outcome = new Outcome(topic.lesson(""), List.of(), e.getMessage());
        }
        if (!json) {
            System.out.println();
            System.out.println(Layout.paragraph("  =>", outcome.verdict(), INDENT));
            System.out.println();
        }
        return outcome;
    }

    private static Consumer<Lesson.Seen> printer(Lesson lesson) {
        Iterator<Lesson.Step> steps = lesson.steps().iterator();
        int[] number = {0};
        return seen -> {
            Lesson.Step step = steps.next();
            number[0]++;
            System.out.println();
            System.out.println(Layout.paragraph("  " + number[0] + ".", step.sentence(), INDENT));
            step.command().lines().forEach(line -> System.out.println(" ".repeat(INDENT) + "$ " + line));
            System.out.println();
            Layout.table(seen).forEach(System.out::println);
        };
    }
}
