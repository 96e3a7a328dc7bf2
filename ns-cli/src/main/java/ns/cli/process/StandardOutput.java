package ns.cli.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where standard output goes. This is asked without native access, and without the JVM's console, which takes a while to start. */
public final class StandardOutput {

    private StandardOutput() {}

    /** Whether it is a terminal. */
    public static boolean isTerminal() {
        try {
            String file = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
        } catch (IOException e) {
            return false; // closed, or there is no /proc
        }
    }

    /** Whether it takes colours, and the user has not declined them: see no-color.org. */
    public static boolean isColoured() {
        String declined = System.getenv("NO_COLOR");
        return (declined == null || declined.isEmpty()) && !"dumb".equals(System.getenv("TERM")) && isTerminal();
    }
}
