package ns.cli.help;

import java.util.List;
import java.util.stream.Collectors;
import ns.cli.option.HelpAll;
import ns.cli.process.StandardOutput;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Help that fits a screen: where a command has many options it lists them by topic, and {@code --help-all} describes each. */
public final class ScreenHelp extends Help {

    private static final int TITLE_WIDTH = 12;
    private static final String GAP = "  ";

    /** Called by picocli, whose own colours also go where there is no terminal if the environment says so. */
    public ScreenHelp(CommandSpec command, ColorScheme ignored) {
        super(command, defaultColorScheme(StandardOutput.isColoured() ? Ansi.ON : Ansi.OFF));
    }

    @Override
    public String optionList() {
        List<Topic> topics = Topic.of(commandSpec());
        if (topics.isEmpty()) {
            return super.optionList();
        }
        ParseResult parsed = commandSpec().commandLine().getParseResult();
        boolean all = parsed != null && parsed.hasMatchedOption(HelpAll.NAME);
        return topics.stream().map(topic -> all ? described(topic) : listed(topic)).collect(Collectors.joining());
    }

    private String described(Topic topic) {
        return "\n" + title(topic) + ":\n"
                + optionListExcludingGroups(topic.options(), createDefaultLayout(), null, parameterLabelRenderer());
    }

    private Ansi.Text title(Topic topic) {
        return colorScheme().text("@|bold " + topic.title() + "|@");
    }

    /** The title and, beside it, as many options to a line as have room. */
    private String listed(Topic topic) {
        StringBuilder lines = new StringBuilder();
        lines.append(title(topic)).append(" ".repeat(TITLE_WIDTH - topic.title().length()));
        int column = TITLE_WIDTH;
        for (OptionSpec option : topic.options()) {
            Ansi.Text text = names(option)
                    .concat(parameterLabelRenderer().renderParameterLabel(option, ansi(), colorScheme().optionParamStyles()));
            int width = GAP.length() + text.getCJKAdjustedLength();
            if (column > TITLE_WIDTH && column + width > commandSpec().usageMessage().width()) {
                lines.append('\n').append(" ".repeat(TITLE_WIDTH));
                column = TITLE_WIDTH;
            }
            lines.append(GAP).append(text);
            column += width;
        }
        return lines.append('\n').toString();
    }

    private Ansi.Text names(OptionSpec option) {
        String names = String.join(", ", option.names());
        return colorScheme().optionText(option.negatable() ? names.replaceFirst("--", "--[no-]") : names);
    }

    /** A blank before what an option takes, which may be several words, and {@code [=…]} where it may be left out. */
    @Override
    public IParamLabelRenderer parameterLabelRenderer() {
        return new IParamLabelRenderer() {
            @Override
            public Ansi.Text renderParameterLabel(ArgSpec arg, Ansi ansi, List<Ansi.IStyle> styles) {
                if (arg.arity().max() == 0) {
                    return ansi.text("");
                }
                Ansi.Text label = colorScheme().optionParamText(arg.paramLabel());
                if (arg.isPositional()) {
                    return label;
                }
                return arg.arity().min() == 0 ? ansi.text("[=").concat(label).concat("]") : ansi.text(" ").concat(label);
            }

            @Override
            public String separator() {
                return " ";
            }
        };
    }
}
