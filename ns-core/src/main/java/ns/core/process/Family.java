package ns.core.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import ns.core.bindings.core_h;
import ns.core.syscall.Libc;
import ns.core.syscall.ProcStatus;
import ns.core.syscall.SystemCall;

/** The descendants of a process, for one that has no PID namespace whose end would end them all. */
public final class Family {

    /** For one that gets no time on any CPU to stop in. */
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofNanos(50_000);

    private Family() {}

    /**
     * Stops every descendant of a process that was told to stop, and only then kills them: one that has stopped starts no
     * more, so that what is found is all there is.
     */
    public static void kill(ProcessHandle stopped) {
        Map<Long, ProcessHandle> found = new LinkedHashMap<>();
        awaitStop(stopped.pid());
        boolean more = true;
        while (more) {
            List<ProcessHandle> unknown = stopped.descendants().filter(each -> !found.containsKey(each.pid())).toList();
            unknown.forEach(each -> {
                Libc.syscall(SystemCall.KILL, each.pid(), core_h.SIGSTOP());
                found.put(each.pid(), each);
            });
            unknown.forEach(each -> awaitStop(each.pid()));
            more = !unknown.isEmpty();
        }
        found.values().forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Waits while the signal is on its way: one that runs may be in the midst of a fork. One that waits for what it has
     * forked to execute, as vfork does, will not stop, but do nothing else either.
     */
    private static void awaitStop(long pid) {
        long deadline = System.nanoTime() + TIME_TO_STOP.toNanos();
        while (runs(pid) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private static boolean runs(long pid) {
        Path threads = Path.of("/proc", Long.toString(pid), "task");
        try (Stream<Path> each = Files.list(threads)) {
            for (Path thread : each.toList()) {
                if (ProcStatus.of(thread).field("State").orElse("").startsWith("R")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // it has ended
        }
    }
}
