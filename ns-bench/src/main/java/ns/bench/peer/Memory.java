package ns.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel says of memory. */
public final class Memory {

    private static final long KIBI = 1024;

    private Memory() {}

    /** The bytes that programs could still take; {@code MemAvailable} in {@code /proc/meminfo}. */
    public static long available() throws IOException {
        return of(Path.of("/proc/meminfo"), "MemAvailable:");
    }

    /** The bytes that a process holds, its page tables included; {@code VmRSS} and {@code VmPTE} in {@code /proc/PID/status}. */
    public static long held(long pid) throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        return of(status, "VmRSS:") + of(status, "VmPTE:");
    }

    private static long of(Path file, String key) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.stream().filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBI)
                .findFirst().orElseThrow(() -> new IOException(file + ": no " + key));
    }
}
