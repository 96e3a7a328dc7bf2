package ns.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import ns.core.process.ForkedJvm;

/** Runs static methods of tests in JVMs of a user without privileges: nobody, or who runs the tests if that is not root. */
final class UnprivilegedJvm {

    /** The user and group nobody: newuidmap(1) wants a user that /etc/passwd knows. */
    static final long NOBODY = 65_534;

    private final Path folder;
    private final String classPath;

    /** For a folder that is empty; all users can then read and write it, and the test class path is copied there. */
    UnprivilegedJvm(Path folder) throws IOException, InterruptedException {
        assumeUserNamespaces();
        this.folder = folder;
        open(folder);
        if (Fixtures.isRoot()) {
            List<String> copies = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                copies.add(copy(Path.of(entry), folder.resolve("class-path-" + copies.size())));
            }
            classPath = String.join(File.pathSeparator, copies);
            String java = ForkedJvm.command(classPath, UnprivilegedJvm.class, "main")[0];
            assumeTrue(Fixtures.runOutside(asNobody("test", "-x", java)).status() == 0,
                    "the JDK in " + System.getProperty("java.home") + " is not for all users");
        } else {
            classPath = System.getProperty("java.class.path");
        }
    }

    private static void assumeUserNamespaces() throws IOException {
        assumeSysctl("/proc/sys/kernel/unprivileged_userns_clone", "1");
        assumeSysctl("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "0");
    }

    private static void assumeSysctl(String name, String needed) throws IOException {
        Path file = Path.of(name);
        assumeTrue(!Files.exists(file) || Files.readAllLines(file).getFirst().equals(needed),
                "user namespaces of unprivileged users are off or restricted: " + name + " is not " + needed);
    }

    private static String copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.copy(file, target);
                open(target);
            }
        }
        return to.toString();
    }

    private static void open(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /** The command that runs {@code static void method(String... args)} as the unprivileged user. */
    String[] command(Class<?> test, String method, String... args) throws IOException {
        String[] command = ForkedJvm.command(classPath, test, method, args);
        return Fixtures.isRoot() ? asNobody(command) : command;
    }

    /** Runs the method to its end; it gets a new folder of which it may do what it likes. */
    void run(Class<?> test, String method) throws IOException, InterruptedException {
        Path own = Files.createTempDirectory(folder, method);
        open(own);
        assertEquals(List.of("done"), Fixtures.runOutside(command(test, method, own.toString())).lines());
    }

    private static String[] asNobody(String... command) {
        List<String> whole = new ArrayList<>(
                List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        whole.addAll(List.of(command));
        return whole.toArray(String[]::new);
    }
}
