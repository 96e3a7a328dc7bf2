package ns.cli.help;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ns completion}: a script that completes words, which follows from what the help calls them. */
@Command(
        name = "completion",
        description = {"Prints a script that completes words, for bash and zsh.", ""},
        footer = {
            "",
            "Exit status: 0; 2 wrong usage.",
            "",
            "Examples:",
            "  source <(ns completion)                                in .bashrc or .zshrc",
            "  ns completion >/etc/bash_completion.d/ns"
        },
        customSynopsis = "ns completion")
public final class CompletionCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    /** Called by picocli. */
    public CompletionCommand() {}

    @Override
    public Integer call() throws IOException {
        try (InputStream script = CompletionCommand.class.getResourceAsStream("completion.sh")) {
            System.out.print(new String(script.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("# TABLES\n", CompletionTables.of(spec.root().commandLine())));
        }
        return 0;
    }
}
