package ns.cli;

import java.io.IOException;
import ns.cli.net.NetCommand;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The command {@code ns}. */
@Command(
        name = "ns",
        description = "Linux namespaces: run commands isolated from the rest of the system.",
        subcommands = {RunCommand.class, CommandLine.HelpCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
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
                    .setExpandAtFiles(false) // an argument @file is the command's own
                    .setExecutionExceptionHandler((e, line, parsed) -> failed(e))
                    .setParameterExceptionHandler((e, parsed) -> misused(e))
                    .execute(args);
        } catch (Error e) { // of a class that could not be initialized, while the command line was parsed
            return failed(e);
        }
    }

    /** Behind a command's name come its own options; in the words of ip(8), ours may come anywhere. */
    private static CommandLine commandLine(String... args) {
        CommandLine ns = new CommandLine(new Main());
        boolean isRun = args.length > 0 && args[0].equals("run");
        if (isRun) { // which needs to start fast: to learn of the others takes picocli a tenth of a second
            return ns.setStopAtPositional(true);
        }
        ns.addSubcommand(NetCommand.class).setStopAtPositional(true);
        CommandLine net = ns.getSubcommands().get("net").setStopAtPositional(false);
        net.getSubcommands().get("exec").setStopAtPositional(true);
        return ns;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    private static int misused(ParameterException e) {
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

    /** The version of the module, which Maven compiled into it. */
    static final class Version implements IVersionProvider {

        /** Called by picocli. */
        Version() {}

        @Override
        public String[] getVersion() {
            String version = Main.class.getModule().getDescriptor().rawVersion().orElse("of an unknown version");
            return new String[] {"ns " + version};
        }
    }
}
