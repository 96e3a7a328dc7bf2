package ns.cli.option;

import java.io.IOException;
import java.util.List;
import ns.cli.process.Foreground;
import ns.core.IsolationBuilder;
import ns.core.Signal;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code unshare} and {@code nsenter} run, and how they tell of themselves. */
public final class CommandOrShell {

    @Option(names = HelpAll.NAME, preprocessor = HelpAll.class, description = HelpAll.DESCRIPTION)
    private boolean helpAll;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help message and exit.")
    private boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Print version information and exit.")
    private boolean version;

    @Parameters(paramLabel = "COMMAND", hideParamSyntax = true,
            description = "The command and its arguments; the user's shell without any, as a login shell.")
    private List<String> command = List.of();

    /** Called by picocli. */
    public CommandOrShell() {}

    /**
     * Runs it to its end.
     *
     * @param death what it gets when ns is killed
     * @return its status
     */
    public int run(IsolationBuilder builder, Signal death) throws IOException, InterruptedException {
        return command.isEmpty() ? Foreground.runTiedShell(builder, death, Accounts.shell()) : Foreground.runTied(builder, death, command);
    }
}
