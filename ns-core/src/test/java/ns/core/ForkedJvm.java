package ns.core;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A JVM of its own that runs one static method of a test class: as another user, inside a namespace, or to be killed. */
final class ForkedJvm {

    private ForkedJvm() {}

    /** The command that runs {@code static void method(String... args)}; its status is 0 unless the method throws. */
    static String[] command(Class<?> test, String method, String... args) {
        return command(System.getProperty("java.class.path"), test, method, args);
    }

    /** The same with the classes of another class path. */
    static String[] command(String classPath, Class<?> test, String method, String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp", classPath, ForkedJvm.class.getName(), test.getName(), method));
        command.addAll(List.of(args));
        return command.toArray(String[]::new);
    }

    /** Takes the class, the method and its arguments. */
    public static void main(String[] args) throws ReflectiveOperationException {
        Method method = Class.forName(args[0]).getDeclaredMethod(args[1], String[].class);
        method.invoke(null, (Object) Arrays.copyOfRange(args, 2, args.length));
    }
}
