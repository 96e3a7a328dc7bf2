package ns.core.syscall;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

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

    /** Of the calling thread: a seccomp filter is each thread's own. */
    public static ProcStatus ofThread() throws IOException {
        return new ProcStatus(Path.of("/proc/thread-self/status"));
    }

    /** Of another process. */
    public static ProcStatus of(long pid) throws IOException {
        return of(Path.of("/proc", Long.toString(pid)));
    }

    /** Of a process or a thread, by its folder. */
    public static ProcStatus of(Path folder) throws IOException {
        return new ProcStatus(folder.resolve("status"));
    }

    /** Of the process that a descriptor of another one stands for. */
    public static ProcStatus ofPidfd(long holder, int descriptor) throws IOException {
        return of(pidOf(Long.toString(holder), descriptor));
    }

    /**
     * The process that a descriptor of another one, or of {@code self}, stands for, see the fdinfo of pidfd_open(2): -1 where
     * it has ended, 0 where it is not seen in this PID namespace, or the descriptor stands for no process.
     */
    public static long pidOf(String holder, int descriptor) throws IOException {
        ProcStatus info = new ProcStatus(Path.of("/proc", holder, "fdinfo", Integer.toString(descriptor)));
        return Long.parseLong(info.fields.getOrDefault("Pid", "0"));
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

    /** The text of a field, {@code Seccomp} for example; older kernels lack some. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** The capabilities the process may use, a bit for each. */
    public long permittedCapabilities() {
        return mask("CapPrm");
    }

    private boolean isSet(String field, int bit) {
        return (mask(field) >>> bit & 1) != 0;
    }

    private long mask(String field) {
        return Long.parseUnsignedLong(fields.get(field), 16);
    }
}
