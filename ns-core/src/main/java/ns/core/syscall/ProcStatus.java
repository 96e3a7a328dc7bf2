package ns.core.syscall;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What {@code /proc/PID/status} says of a process.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a>
 */
public final class ProcStatus {

    private final Map<String, String> fields = new HashMap<>();

    private ProcStatus(Path file) throws IOException {
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
    }

    /** Of this JVM. */
    public static ProcStatus ofSelf() throws IOException {
        return new ProcStatus(Path.of("/proc/self/status"));
    }

    /** Of another process. */
    public static ProcStatus of(long pid) throws IOException {
        return new ProcStatus(Path.of("/proc", Long.toString(pid), "status"));
    }

    /** Whether the process has a handler for the signal. */
    public boolean catches(int signal) {
        return isSet("SigCgt", signal - 1);
    }

    /** Whether the process ignores the signal. */
    public boolean ignores(int signal) {
        return isSet("SigIgn", signal - 1);
    }

    /** Whether the process blocks the signal: it then waits, as for sigwait(3) or signalfd(2). */
    public boolean blocks(int signal) {
        return isSet("SigBlk", signal - 1);
    }

    /** Whether the process has the capability, by its number, in its effective set. */
    public boolean hasCapability(int capability) {
        return isSet("CapEff", capability);
    }

    private boolean isSet(String field, int bit) {
        return (Long.parseUnsignedLong(fields.get(field), 16) >>> bit & 1) != 0;
    }
}
