package ns.core.process;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A JVM of its own that runs a part of a test: as another user, inside a namespace, with other options, or to be killed. */
public final class ForkedJvm {

    private static final String CLASS_PATH = System.getProperty("java.class.path");

    private ForkedJvm() {}

    /** The command that runs {@code static void method(String... args)}; its status is 0 unless the method throws. */
    public static String[] command(Class<?> test, String method, String... args) {
        return command(CLASS_PATH, test, method, args);
    }

    /** The same with the classes of another class path. */
    public static String[] command(String classPath, Class<?> test, String method, String... args) {
        String[] all = Stream.concat(Stream.of(test.getName(), method), Stream.of(args)).toArray(String[]::new);
        List<String> options = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx64m");
        return command(options, classPath, ForkedJvm.class.getName(), all).toArray(String[]::new);
    }

    /** The command that runs a main class of the tests. */
    public static List<String> ofMain(List<String> options, Class<?> main, String... args) {
        return command(options, CLASS_PATH, main.getName(), args);
    }

    /** The command that runs a main class with a class path of its own. */
    public static List<String> command(List<String> options, String classPath, String main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, main));
        command.addAll(List.of(args));
        return command;
    }

    /** Takes the class, the method and its arguments. */
    public static void main(String[] args) throws ReflectiveOperationException {
        Method method = Class.forName(args[0]).getDeclaredMethod(args[1], String[].class);
        method.setAccessible(true);
        method.invoke(null, (Object) Arrays.copyOfRange(args, 2, args.length));
    }
}
