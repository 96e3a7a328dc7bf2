package ns.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ns.core.Isolation;
import ns.core.Namespace;
import ns.core.syscall.ProcStatus;

/** Processes of its own. */
final class PidLesson extends Lesson {

    static final String SELF = "echo $$";
    static final String PROCESSES = "ls /proc";
    static final String NUMBERS = "grep NSpid /proc/";

    private static final Path PROC_SELF = Path.of("/proc/self");
    private static final String FIRST = "1";

    PidLesson() {
        super(Topic.PID, Namespace.PID, "");
    }

    @Override
    Set<Namespace> namespaces() {
        Set<Namespace> all = super.namespaces();
        all.add(Namespace.MOUNT); // for a /proc of its own
        return all;
    }

    @Override
    String sentence() {
        return "A PID namespace numbers its processes anew, from 1, and sees no others.";
    }

    @Override
    List<Step> steps() {
        return List.of(
                new Step("A process is started in a new PID namespace, with a /proc that shows it (its numbers are listed here):"
                        + " it is 1 there, while the host has another number for it.",
                        "unshare --user --map-root-user --pid --fork --mount-proc", PidLesson::lookFromHost, PidLesson::look),
                new Step("Inside, a second process is started, which waits; it too has one number on the host and one inside.",
                        "sleep 60 &", PidLesson::lookFromHost, PidLesson::startAnother));
    }

    private static Map<String, String> look(long pid) throws IOException {
        Map<String, String> seen = new LinkedHashMap<>();
        seen.put(SELF, Looks.of(PROC_SELF, () -> Files.readSymbolicLink(PROC_SELF).toString()));
        seen.put(PROCESSES, Looks.processes());
        return seen;
    }

    private static Map<String, String> lookFromHost(long pid) throws IOException {
        Map<String, String> seen = look(pid);
        numbers(pid, seen);
        ProcessHandle.of(pid).ifPresent(process -> process.children().forEach(child -> numbers(child.pid(), seen)));
        return seen;
    }

    /** Its numbers in each namespace, from that of /proc inwards; nothing where /proc hides the process, or has no such line. */
    private static void numbers(long pid, Map<String, String> seen) {
        try {
            Optional<String> numbers = ProcStatus.of(pid).field("NSpid");
            numbers.ifPresent(text -> seen.put(NUMBERS + pid + "/status", text.replace('\t', ' ')));
        } catch (IOException e) {
            return; // it has ended, or is hidden
        }
    }

    /** Java, which waits for arguments in a file that is a pipe: no other program is needed, and not even a JVM started. */
    private static Map<String, String> startAnother(long pid) throws IOException {
        Isolation.builder().dieWithParent().build().start(Host.JAVA, "@/proc/self/fd/0");
        return look(pid);
    }

    @Override
    String fault(List<Seen> seen) {
        if (seen.stream().anyMatch(each -> !each.inside(SELF).equals(FIRST))) {
            return "the process inside is not number 1";
        }
        List<String> inside = Looks.words(seen.getLast().inside(PROCESSES));
        if (!seen.getFirst().inside(PROCESSES).equals(FIRST) || inside.size() > 2) {
            return "inside, other processes are seen than those started there";
        }
        if (inside.size() < 2) {
            return "inside, the second process is not seen";
        }
        return numbers(seen.getLast()).values().stream().anyMatch(numbers -> Looks.words(numbers).size() < 2)
                ? "the host has no number of its own for what is inside" : "";
    }

    private static Map<String, String> numbers(Seen seen) {
        Map<String, String> numbers = new LinkedHashMap<>(seen.host());
        numbers.keySet().removeIf(command -> !command.startsWith(NUMBERS));
        return numbers;
    }

    @Override
    String proof(List<Seen> seen) {
        return "inside, numbers start at 1, and no process of the host is seen";
    }
}
