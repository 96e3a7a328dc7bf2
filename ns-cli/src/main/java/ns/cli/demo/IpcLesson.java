package ns.cli.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import ns.core.Namespace;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.SystemCall;

/** Message queues of its own. Its mark is the key of the queue that is made, as ipcmk(1) draws one. */
final class IpcLesson extends Lesson {

    static final String QUEUES = "ipcs -q";

    /** IPC_CREAT | IPC_EXCL, and for the owner alone. */
    private static final int NEW_QUEUE = 03600;

    IpcLesson(String key) {
        super(Topic.IPC, Namespace.IPC, key);
    }

    static String chooseKey() {
        return key(ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE));
    }

    private static String key(int number) {
        return String.format("0x%08x", number);
    }

    @Override
    String sentence() {
        return "An IPC namespace has message queues, semaphores and shared memory of its own.";
    }

    @Override
    List<Step> steps() {
        return List.of(
                new Step("A process is started in a new IPC namespace, which begins without any queues, whatever the host has.",
                        "unshare --user --map-root-user --ipc", IpcLesson::look, IpcLesson::look),
                new Step("Inside, a message queue is made.", "ipcmk -Q", IpcLesson::look, this::make));
    }

    /** A queue a line, by key and id. */
    private static Map<String, String> look(long pid) throws IOException {
        List<String> queues = new ArrayList<>();
        for (String line : Looks.lines("/proc/sysvipc/msg").stream().skip(1).toList()) {
            List<String> fields = Looks.words(line);
            queues.add(key(Integer.parseInt(fields.get(0))) + " id " + fields.get(1));
        }
        return Map.of(QUEUES, String.join("\n", queues));
    }

    private Map<String, String> make(long pid) throws IOException {
        Native.check(Libc.syscall(SystemCall.MSGGET, Integer.decode(mark()), NEW_QUEUE), "msgget", mark());
        return look(pid);
    }

    @Override
    String fault(List<Seen> seen) {
        if (!Looks.words(seen.getLast().inside(QUEUES)).contains(mark())) {
            return "queue " + mark() + " is not there inside";
        }
        return Looks.words(seen.getLast().onHost(QUEUES)).contains(mark()) ? "the host has queue " + mark() + " too" : "";
    }

    @Override
    String proof(List<Seen> seen) {
        return "the host has no queue " + mark();
    }
}
