package ns.bench.peer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a class of this module is run in a JVM of its own, the same that runs this. */
public final class JavaProgram {

    private JavaProgram() {}

    /** The command. */
    public static List<String> command(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
