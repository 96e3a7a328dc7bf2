package ns.core.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import ns.core.syscall.NativeText;

/** Reads what {@code /proc/PID} says of a process. */
final class Processes {

    private Processes() {}

    /** Empty where it has ended. */
    static Optional<ProcessInfo> info(long pid) {
        Path folder = Path.of("/proc", Long.toString(pid));
        try {
            Map<String, Object> owner = Files.readAttributes(folder, "unix:uid,owner");
            long uid = Integer.toUnsignedLong((Integer) owner.get("uid"));
            return Optional.of(new ProcessInfo(pid, uid, owner.get("owner").toString(), command(folder)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Kernel threads and zombies have no arguments, but all have a name. */
    private static String command(Path folder) throws IOException {
        byte[] arguments = Files.readAllBytes(folder.resolve("cmdline"));
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] == 0) {
                arguments[i] = ' ';
            }
        }
        String command = NativeText.text(arguments).stripTrailing();
        return command.isEmpty() ? NativeText.text(Files.readAllBytes(folder.resolve("comm"))).stripTrailing() : command;
    }
}
