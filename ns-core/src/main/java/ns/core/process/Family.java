package ns.core.process;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ns.core.bindings.core_h;
import ns.core.syscall.Libc;
import ns.core.syscall.SystemCall;

/** The descendants of a process, for one that has no PID namespace whose end would end them all. */
public final class Family {

    private Family() {}

    /**
     * Stops every descendant of a stopped process, and only then kills them: one that is stopped starts no more, so that
     * what is found is all there is.
     */
    public static void kill(ProcessHandle stopped) {
        Map<Long, ProcessHandle> found = new LinkedHashMap<>();
        boolean more = true;
        while (more) {
            List<ProcessHandle> unknown = stopped.descendants().filter(each -> !found.containsKey(each.pid())).toList();
            unknown.forEach(each -> {
                Libc.syscall(SystemCall.KILL, each.pid(), core_h.SIGSTOP());
                found.put(each.pid(), each);
            });
            more = !unknown.isEmpty();
        }
        found.values().forEach(ProcessHandle::destroyForcibly);
    }
}
