package ns.cli.enter;

import java.io.IOException;
import java.util.concurrent.Callable;
import ns.cli.help.Version;
import ns.cli.option.CommandOrShell;
import ns.core.Signal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ns enter}: {@code nsenter}. */
@Command(
        name = "enter",
        description = {
            "Runs a command in namespaces that exist.",
            ""
        },
        footer = {
            "",
            "Exit status: the command's own; 128+n when signal n ended it; 127 command not found; 126 found but not executable;"
                    + " 125 entering failed, where nsenter(1) has 1; 2 wrong usage.",
            "",
            "Options mean what they do in nsenter(1) of util-linux 2.42, but: setgroups(2) is not called where it is denied; the"
                    + " order of user and other namespaces is found by trying; the command is a child that gets ns's signals and ends"
                    + " with ns; behind a short option only a path is a FILE, so that -muinp are five options; a FILE is no :NSID;"
                    + " --follow-context is refused.",
            "",
            "Examples:",
            "  ns enter -t 4711 --all                  a shell beside process 4711",
            "  ns enter -t 4711 --user --net ip link   in two of its namespaces",
            "  ns enter --net=/run/netns/red ip link   in one that a file keeps",
            "",
            "'ns enter --help-all' and ns-enter(1) describe each option."
        },
        customSynopsis = "ns enter [OPTION]... [--] [COMMAND [ARG...]]",
        versionProvider = Version.class,
        sortOptions = false)
public final class EnterCommand implements Callable<Integer> {

    @Mixin
    private final EnterOptions options = new EnterOptions();

    @Mixin
    private final CommandOrShell command = new CommandOrShell();

    /** Called by picocli. */
    public EnterCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        return command.run(options.builder(), Signal.KILL);
    }
}
