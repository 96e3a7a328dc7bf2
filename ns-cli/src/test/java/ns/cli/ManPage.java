package ns.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import ns.cli.help.Topic;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.IParamLabelRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual page of a command, in the macros of man(7). Of the help's footer, paragraphs that begin with
 * {@code Exit status:} and {@code Examples:} become sections; those that begin with a quote tell of the page itself.
 */
final class ManPage {

    private static final Pattern STATUS = Pattern.compile("(\\d\\S*) (.+)");
    private static final String STATUSES = "Exit status: ";
    private static final String EXAMPLES = "Examples:";

    private final CommandSpec command;
    private final IParamLabelRenderer labels;
    private final StringBuilder page = new StringBuilder();

    /** Of one of its help. */
    ManPage(CommandLine command, String version) {
        this.command = command.getCommandSpec();
        labels = command.getHelp().parameterLabelRenderer();
        page.append(".TH ").append(name(this.command).toUpperCase(Locale.ROOT)).append(" 1 \"\" \"ns ").append(version)
                .append("\" \"Linux namespaces\"\n.nh\n.ad l\n");
        name();
        synopsis();
        description();
        options();
        arguments();
        commands();
        footer();
        seeAlso();
    }

    /** As {@code ns-net-link}. */
    static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    String text() {
        return page.toString();
    }

    private void section(String title) {
        page.append(".SH ").append(title).append('\n');
    }

    private void line(String text) {
        page.append(escaped(text)).append('\n');
    }

    private void name() {
        section("NAME");
        List<String> names = new ArrayList<>(List.of(command.names().toArray(String[]::new)));
        String prefix = name(command).substring(0, name(command).length() - command.name().length());
        names.remove(command.name());
        names.add(0, command.name());
        line(names.stream().map(each -> prefix + each).collect(Collectors.joining(", ")) + " - "
                + command.usageMessage().description()[0].replaceFirst("\\.$", ""));
    }

    private void synopsis() {
        section("SYNOPSIS");
        page.append(".nf\n");
        for (String form : command.usageMessage().customSynopsis()) {
            line(form.replaceFirst("^ {7}", ""));
        }
        page.append(".fi\n");
    }

    private void description() {
        section("DESCRIPTION");
        paragraphs(List.of(command.usageMessage().description())).forEach(paragraph -> {
            page.append(".PP\n");
            line(String.join(" ", paragraph));
        });
    }

    private void options() {
        section("OPTIONS");
        List<Topic> topics = Topic.of(command);
        for (Topic topic : topics) {
            page.append(".SS ").append(topic.title()).append('\n');
            topic.options().forEach(this::option);
        }
        if (topics.isEmpty()) {
            command.options().stream().filter(option -> !option.hidden()).forEach(this::option);
        }
    }

    private void option(OptionSpec option) {
        String names = String.join(", ", option.names());
        String label = labels.renderParameterLabel(option, Ansi.OFF, List.of()).toString();
        tagged("\\fB" + escaped(option.negatable() ? names.replaceFirst("--", "--[no-]") : names) + "\\fR"
                + italic(label), String.join(" ", option.description()));
    }

    /** The words of a label, but not what stands around them. */
    private static String italic(String label) {
        String start = label.replaceFirst("[A-Za-z'{].*", "");
        String end = label.startsWith("[") ? "]" : "";
        String middle = label.substring(start.length(), label.length() - end.length());
        return escaped(start) + (middle.isEmpty() ? "" : "\\fI" + escaped(middle) + "\\fR") + end;
    }

    private void tagged(String tag, String text) {
        page.append(".TP\n").append(tag).append('\n');
        line(text);
    }

    private void arguments() {
        if (!command.positionalParameters().isEmpty()) {
            section("ARGUMENTS");
            for (PositionalParamSpec argument : command.positionalParameters()) {
                tagged("\\fI" + escaped(argument.paramLabel()) + "\\fR",
                        String.join(" ", argument.description()).replace("See above;", "See the synopsis;"));
            }
        }
    }

    private void commands() {
        if (!command.subcommands().isEmpty()) {
            section("COMMANDS");
            for (CommandLine each : new LinkedHashSet<>(command.subcommands().values())) {
                CommandSpec spec = each.getCommandSpec();
                tagged("\\fB" + escaped(name(spec)) + "\\fR(1)", spec.usageMessage().description()[0]);
            }
        }
    }

    private void footer() {
        List<List<String>> paragraphs = paragraphs(List.of(command.usageMessage().footer()));
        paragraphs.stream().filter(each -> each.getFirst().startsWith(STATUSES)).forEach(this::statuses);
        List<List<String>> notes = paragraphs.stream().filter(each -> !each.getFirst().startsWith(STATUSES)
                && !each.getFirst().equals(EXAMPLES) && !each.getFirst().startsWith("'")).toList();
        if (!notes.isEmpty()) {
            section("NOTES");
        }
        notes.forEach(each -> {
            page.append(".PP\n");
            line(String.join(" ", each));
        });
        paragraphs.stream().filter(each -> each.getFirst().equals(EXAMPLES)).forEach(this::examples);
    }

    private void statuses(List<String> paragraph) {
        section("EXIT STATUS");
        String text = String.join(" ", paragraph).substring(STATUSES.length()).replaceFirst("\\.$", "");
        for (String status : text.split("; ")) {
            Matcher matcher = STATUS.matcher(status);
            if (matcher.matches()) {
                tagged("\\fB" + escaped(matcher.group(1)) + "\\fR", matcher.group(2));
            } else {
                tagged(status.matches("\\d+") ? "\\fB" + status + "\\fR" : "\\fIother\\fR", status.matches("\\d+") ? "success" : status);
            }
        }
    }

    private void examples(List<String> paragraph) {
        section("EXAMPLES");
        page.append(".nf\n");
        paragraph.stream().skip(1).forEach(each -> line(each.replaceFirst("^ {2}", "")));
        page.append(".fi\n");
    }

    private void seeAlso() {
        section("SEE ALSO");
        String parent = command.parent() == null ? "" : name(command.parent()) + "(1), ";
        line(parent + "namespaces(7)");
    }

    /** What blank lines separate. */
    private static List<List<String>> paragraphs(List<String> lines) {
        List<List<String>> all = new ArrayList<>(List.of(new ArrayList<>()));
        for (String line : lines) {
            if (!line.isEmpty()) {
                all.getLast().add(line);
            } else if (!all.getLast().isEmpty()) {
                all.add(new ArrayList<>());
            }
        }
        all.removeIf(List::isEmpty);
        return all;
    }

    /** A text that roff shows as it is. */
    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("^", "\\(ha").replace("~", "\\(ti")
                .replace("`", "\\(ga");
        return plain.startsWith(".") ? "\\&" + plain : plain;
    }
}
