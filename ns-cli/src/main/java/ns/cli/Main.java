package ns.cli;

import java.io.IOException;
import java.util.List;
import ns.cli.demo.DemoCommand;
import ns.cli.doctor.DoctorCommand;
import ns.cli.enter.EnterCommand;
import ns.cli.enter.ReleaseCommand;
import ns.cli.help.CompletionCommand;
import ns.cli.help.HelpCommand;
import ns.cli.help.ScreenHelp;
import ns.cli.help.Version;
import ns.cli.inspect.ListCommand;
import ns.cli.net.NetCommand;
import ns.cli.unshare.UnshareCommand;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command {@code ns}. */
@Command(
        name = "ns",
        description = {"Linux namespaces: run commands isolated from the rest of the system.", ""},
        footer = {
            "",
            "Exit status: the command's own, where one is run; 125 what was asked for failed; 2 wrong usage.",
            "",
            "Examples:",
            "  ns run -- sh                a shell in namespaces of its own",
            "  ns enter -t 4711 --all      a shell where process 4711 is",
            "  ns ls --type net            the network namespaces there are",
            "  ns help run                 more of one command; ns-run(1) tells all"
        },
        customSynopsis = "ns COMMAND [OPTION]... [ARGUMENT]...",
        subcommands = RunCommand.class,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Runnable {

    /** As a constant, since nothing that reads the bindings, like Errno, can be used then. */
    private static final String NO_NATIVE_ACCESS = "java native access: EPERM (1): denied to the modules of ns:"
            + " run java with --enable-native-access=ns.core,ns.net";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Called by picocli. */
    Main() {}

    /**
     * Runs the command and exits with its status.
     *
     * @param args the command line
     */
    public static void main(String... args) {
        int status = run(args);
        System.exit(System.out.checkError() ? unwritten(status) : status);
    }

    static int run(String... args) {
        try {
            return commandLine(args)
                    .setHelpFactory(ScreenHelp::new)
                    .setExpandAtFiles(false) // an argument @file is the command's own
                    .setExecutionExceptionHandler((e, line, parsed) -> failed(e))
                    .setParameterExceptionHandler((e, parsed) -> misused(e))
                    .execute(args);
        } catch (Error e) { // of a class that could not be initialized, while the command line was parsed
            return failed(e);
        }
    }

    private static CommandLine commandLine(String... args) {
        boolean isRun = args.length > 0 && args[0].equals("run");
        // Which needs to start fast: to learn of the others takes picocli a tenth of a second.
        return isRun ? new CommandLine(new Main()).setStopAtPositional(true) : allCommands();
    }

    /** Behind a command's name come its own options; in the words of ip(8), ours may come anywhere. */
    static CommandLine allCommands() {
        CommandLine ns = new CommandLine(new Main());
        ns.addSubcommand(UnshareCommand.class);
        ns.addSubcommand("enter", EnterCommand.class, "nsenter");
        ns.addSubcommand(ListCommand.class);
        ns.addSubcommand(ReleaseCommand.class);
        ns.addSubcommand(NetCommand.class);
        ns.addSubcommand(DemoCommand.class);
        ns.addSubcommand(DoctorCommand.class);
        ns.addSubcommand(HelpCommand.class);
        ns.addSubcommand(CompletionCommand.class);
        ns.setStopAtPositional(true);
        for (String name : List.of("unshare", "enter")) { // of those that are said twice the last counts, as with util-linux
            ns.getSubcommands().get(name).setOverwrittenOptionsAllowed(true);
        }
        ns.getSubcommands().get("ls").setStopAtPositional(false);
        ns.getSubcommands().get("demo").setStopAtPositional(false);
        CommandLine net = ns.getSubcommands().get("net").setStopAtPositional(false);
        net.getSubcommands().get("exec").setStopAtPositional(true);
        return ns;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    private static int misused(ParameterException e) {
        if (e.getCause() != null && e.getCause().getClass() == IllegalArgumentException.class) { // worded by ns itself
            return failed(e.getCause());
        }
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String remedy = e.getMessage().replaceFirst("^Error: ", "") + "; see '" + command + " --help'";
        say(new NamespaceException("usage of", command, Errno.EINVAL, remedy).getMessage());
        return Status.USAGE;
    }

    private static int failed(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            switch (e) {
                case NamespaceException known -> {
                    say(known.getMessage());
                    return Status.of(known);
                }
                case IllegalArgumentException invalid -> {
                    say(invalid.getMessage());
                    return Status.USAGE;
                }
                case IllegalCallerException _ -> {
                    say(NO_NATIVE_ACCESS);
                    return Status.SETUP_FAILED;
                }
                default -> { }
            }
        }
        if (!(thrown instanceof IOException)) {
            thrown.printStackTrace(); // a defect of ns: all there is to say helps
        }
        say(new NamespaceException("run", "command", Errno.EIO,
                thrown instanceof IOException ? thrown.getMessage() : thrown.toString()).getMessage());
        return Status.SETUP_FAILED;
    }

    /** What ns itself prints, and a script may read, such as a dry run; the command's output is not ns's. */
    private static int unwritten(int status) {
        say(new NamespaceException("write", "stdout", Errno.EIO, "not all of it could be written").getMessage());
        return status == 0 ? Status.SETUP_FAILED : status;
    }

    /** One line to stderr, in the form of all messages. */
    private static void say(String message) {
        System.err.println("ns: " + message.lines().findFirst().orElse(message));
    }
}
