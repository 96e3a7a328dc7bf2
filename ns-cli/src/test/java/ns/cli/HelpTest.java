package ns.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ns.cli.help.ScreenHelp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The help of every command: that it fits a screen and leaves nothing out. */
class HelpTest {

    private static final int COLUMNS = 80;
    private static final int LINES = 40;
    private static final int LINES_OF_RUN = 50;

    private static CommandLine ns() {
        return Main.allCommands().setHelpFactory(ScreenHelp::new);
    }

    /** Every command and what is below it, once, under its own name. */
    static Stream<CommandLine> commands() {
        return below(ns());
    }

    private static Stream<CommandLine> below(CommandLine command) {
        Set<CommandLine> subcommands = new LinkedHashSet<>(command.getSubcommands().values());
        return Stream.concat(Stream.of(command), subcommands.stream().flatMap(HelpTest::below));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void itFitsAScreen(CommandLine command) {
        List<String> lines = command.getUsageMessage().lines().toList();
        assertTrue(lines.size() <= (command.getCommandName().equals("run") ? LINES_OF_RUN : LINES), lines::toString);
        lines.forEach(line -> assertTrue(line.length() <= COLUMNS, line));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void itHasExamplesStatusesAndEachOption(CommandLine command) {
        String help = command.getUsageMessage();
        assertTrue(help.startsWith("Usage: " + command.getCommandSpec().qualifiedName()), help);
        assertTrue(help.contains("\nExamples:\n  ns ") || help.contains("\nExamples:\n  source <(ns "), help);
        assertTrue(help.contains("\nExit status: "), help);
        for (OptionSpec option : command.getCommandSpec().options()) {
            for (String name : option.names()) {
                String shown = option.negatable() ? name.replaceFirst("^--", "--[no-]") : name;
                boolean told = Pattern.compile("\\s" + Pattern.quote(shown) + "[\\s,\\[]").matcher(help).find();
                assertEquals(!option.hidden(), told, name + " in " + help);
            }
        }
    }

    @Test
    void theOverviewHasOneLineForEachCommand() {
        String help = ns().getUsageMessage();
        List<String> names = help.substring(help.indexOf("Commands:\n"), help.indexOf("\n\nExit")).lines().skip(1)
                .map(line -> line.strip().split("[ ,]", 2)[0]).toList();
        assertEquals(List.of("run", "unshare", "enter", "ls", "release", "net", "demo", "doctor", "help", "completion"), names);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "unshare", "enter"})
    void helpAllDescribesEachOption(String name) {
        CommandLine ns = ns();
        ns.parseArgs(name, "--help-all");
        CommandLine command = ns.getSubcommands().get(name);
        assertTrue(command.isUsageHelpRequested());
        String all = withoutBlanks(command.getUsageMessage());
        String some = withoutBlanks(ns().getSubcommands().get(name).getUsageMessage());
        for (OptionSpec option : command.getCommandSpec().options()) {
            String description = withoutBlanks(String.join(" ", option.description()));
            assertTrue(all.contains(description), description);
            assertFalse(some.contains(description), description);
        }
    }

    /** Lines may break anywhere. */
    private static String withoutBlanks(String text) {
        return text.replaceAll("\\s", "");
    }
}
