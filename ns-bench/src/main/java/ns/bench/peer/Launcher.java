package ns.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The command ns, as it was built, on the Java that runs this. */
public final class Launcher {

    /** An option for the JVM that has no variable in it. */
    private static final Pattern JVM_OPTION = Pattern.compile("(?<=\\s)-X[\\w:+=-]+(?=\\s)");
    private static final String COMMENT = "\\s*#.*";

    private final Path script;

    /**
     * For a run.
     *
     * @param module the folder of ns-bench
     */
    public Launcher(Path module) {
        script = module.resolveSibling("ns-cli").resolve("target/ns/bin/ns");
    }

    /** The command with arguments. */
    public WholeCommand command(String... arguments) {
        return WholeCommand.of(script.toString()).and(arguments)
                .with(Map.of("JAVA_HOME", System.getProperty("java.home")));
    }

    /** The options that it gives the JVM to be fast, but for an archive of its own classes: a fair start for another program. */
    public List<String> jvmOptions() throws IOException {
        String code = String.join("\n", Files.readAllLines(script).stream().filter(line -> !line.matches(COMMENT)).toList());
        return JVM_OPTION.matcher(code).results().map(MatchResult::group).distinct().toList();
    }
}
