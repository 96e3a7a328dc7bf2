package ns.cli.enter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import ns.core.NamespaceFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ns release}: lets go of what {@code ns run --keep} keeps. */
@Command(
        name = "release",
        description = {
            "Lets go of namespaces that files keep, and removes the files.",
            "",
            "'ns run --keep KIND=FILE' and 'ns unshare --KIND=FILE' make them. A namespace ends when nothing is in it any more.",
            ""
        },
        footer = {
            "",
            "Exit status: 0; 125 a file keeps no namespace, or may not be removed; 2 wrong usage.",
            "",
            "Examples:",
            "  ns run --keep net=/run/mine -- true; ns enter --net=/run/mine -- sh",
            "  ns release /run/mine"
        },
        customSynopsis = "ns release FILE...")
public final class ReleaseCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "What keeps a namespace.", hideParamSyntax = true)
    private List<Path> files;

    /** Called by picocli. */
    public ReleaseCommand() {}

    @Override
    public Integer call() throws IOException {
        for (Path file : files) {
            NamespaceFile.release(file);
        }
        return 0;
    }
}
