package ns.cli.help;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ns help}: what {@code --help} tells. */
@Command(
        name = "help",
        description = {"Tells of a command, as its --help does, or of all.", ""},
        footer = {
            "",
            "Exit status: 0; 2 there is no such command.",
            "",
            "Examples:",
            "  ns help run",
            "  ns help net link            also: ns net link --help",
            "  man -M share/man ns-run     the manual page, which tells all"
        },
        customSynopsis = "ns help [VERB [VERB]]")
public final class HelpCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Parameters(paramLabel = "VERB", hideParamSyntax = true, description = "Which command, as net link; all without any.")
    private List<String> names = List.of();

    @Spec
    private CommandSpec spec;

    /** Called by picocli. */
    public HelpCommand() {}

    @Override
    public Integer call() {
        CommandLine command = spec.parent().commandLine();
        for (String name : names) {
            CommandLine next = command.getSubcommands().get(name);
            if (next == null) {
                throw new ParameterException(command, "There is no command '" + name + "'");
            }
            command = next;
        }
        command.usage(System.out);
        return 0;
    }
}
