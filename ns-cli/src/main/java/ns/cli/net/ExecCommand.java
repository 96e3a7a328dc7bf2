package ns.cli.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import ns.cli.option.CallerLocale;
import ns.cli.process.Foreground;
import ns.core.Isolation;
import ns.core.IsolationBuilder;
import ns.core.Namespace;
import ns.core.Signal;
import ns.net.NetNamespace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ns net exec}: {@code ip netns exec}. */
@Command(name = "exec",
        description = {
            "Runs a command in a network namespace.",
            "",
            "As ip netns exec: with a /sys that shows it, and with the files of /etc/netns/NAME in the place of those in /etc.",
            ""
        },
        footer = {
            "",
            "Exit status: the command's own; 128+n when signal n ended it; 127 command not found; 126 found but not executable;"
                    + " 125 set-up failed; 2 wrong usage.",
            "",
            "Examples:",
            "  ns net exec blue -- ping -c 1 10.0.0.1",
            "  ns net exec /proc/4711/ns/net ss -t"
        },
        customSynopsis = "ns net exec NAME|PATH [--] COMMAND [ARG...]")
final class ExecCommand implements Callable<Integer> {

    private static final Path ETC = Path.of("/etc");

    @Parameters(index = "0", paramLabel = "NAME|PATH", description = "Which network namespace.")
    private String name;

    @Parameters(index = "1..*", paramLabel = "COMMAND", description = "The command and its arguments.", hideParamSyntax = true)
    private List<String> command = List.of();

    @Spec
    private CommandSpec spec;

    /** Called by picocli. */
    ExecCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(command);
        if (!words.isEmpty() && words.getFirst().equals("--")) {
            words.removeFirst(); // picocli sees no options behind the name, and so leaves it
        }
        if (words.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Missing COMMAND");
        }
        try (NetNamespace namespace = NetCommand.namespace(name)) {
            IsolationBuilder builder = Isolation.builder().namespaces(Namespace.MOUNT).join(namespace).mountSys().inheritIO();
            CallerLocale.keep(builder);
            bindFiles(builder);
            return Foreground.runTied(builder, Signal.KILL, words);
        }
    }

    private void bindFiles(IsolationBuilder builder) throws IOException {
        if (name.indexOf('/') >= 0) {
            return;
        }
        try (Stream<Path> files = Files.list(ETC.resolve("netns").resolve(name))) {
            files.sorted().forEach(file -> builder.bind(file, ETC.resolve(file.getFileName())));
        } catch (NoSuchFileException e) {
            // It has none.
        }
    }
}
