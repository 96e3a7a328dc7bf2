package ns.core.syscall;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@code /proc/PID/stat} says of a process that job control is about.
 *
 * @param group its process group
 * @param terminal the number of its controlling terminal, 0 where it has none
 * @param foreground the process group in the foreground of that
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
public record ProcStat(long group, long terminal, long foreground) {

    private static final int GROUP = 2;
    private static final int TERMINAL = 4;
    private static final int FOREGROUND = 5;

    /** Of a process, or of {@code self}. */
    public static ProcStat of(String pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", pid, "stat"), StandardCharsets.ISO_8859_1);
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new ProcStat(Long.parseLong(afterName[GROUP]), Long.parseLong(afterName[TERMINAL]), Long.parseLong(afterName[FOREGROUND]));
    }
}
