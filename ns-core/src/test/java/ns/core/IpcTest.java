package ns.core;

import static ns.core.Fixtures.assumeRoot;
import static ns.core.Fixtures.rootIn;
import static ns.core.Fixtures.run;
import static ns.core.Fixtures.runOutside;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IPC namespaces: System V and POSIX message queues. */
class IpcTest {

    private static final String[] LIST_QUEUES = {"cat", "/proc/sysvipc/msg"};

    private static final Isolation ISOLATED = rootIn(Namespace.IPC, Namespace.MOUNT).build();

    /** The key of a line of {@code ipcs -q}, 0x5ab50d1c, as /proc/sysvipc/msg writes it: a signed decimal number. */
    private static String key(String hexadecimal) {
        return Integer.toString(Integer.parseUnsignedInt(hexadecimal.substring(2), 16));
    }

    /** The keys of the queues in the text of /proc/sysvipc/msg. */
    private static List<String> keys(List<String> table) {
        return table.stream().skip(1).map(line -> line.strip().split("\\s+")[0]).toList();
    }

    /** Makes a System V queue; prints its id, then its key. */
    private static final String MAKE_QUEUE = "id=$(ipcmk -Q | grep -o '[0-9]*$'); echo $id; "
            + "ipcs -q | while read key queue rest; do if [ \"$queue\" = $id ]; then echo $key; fi; done";

    @Test
    void aSystemVQueueMadeOutsideIsNotSeenInside() throws Exception {
        List<String> made = runOutside(sh(MAKE_QUEUE)).lines();
        try {
            assertTrue(keys(runOutside(LIST_QUEUES).lines()).contains(key(made.get(1))));
            assertEquals(List.of(), keys(run(ISOLATED, LIST_QUEUES).lines()));
            Isolation shared = rootIn(Namespace.MOUNT).build();
            assertTrue(keys(run(shared, LIST_QUEUES).lines()).contains(key(made.get(1))), "seen where IPC is shared");
        } finally {
            runOutside("ipcrm", "-q", made.get(0)).lines();
        }
    }

    @Test
    void aSystemVQueueMadeInsideIsNotSeenOutside() throws Exception {
        try (IsolatedProcess process = ISOLATED.start(sh(MAKE_QUEUE + "; cat /proc/sysvipc/msg; echo; read line"));
                BufferedReader out = process.inputReader()) {
            out.readLine();
            String key = key(out.readLine());
            List<String> inside = out.lines().takeWhile(line -> !line.isEmpty()).toList();
            assertEquals(List.of(key), keys(inside));
            assertFalse(keys(runOutside(LIST_QUEUES).lines()).contains(key));
        }
    }

    @Test
    void aPosixQueueMadeOutsideIsNotSeenInside(@TempDir Path folder) throws Exception {
        assumePosixQueues();
        try (PosixQueue queue = PosixQueue.create("/ns-test-" + UUID.randomUUID())) {
            assertTrue(PosixQueue.exists(queue.name()));
            assertEquals(List.of(), run(ISOLATED, mountAndList(folder)).lines());
        }
    }

    @Test
    void aPosixQueueMadeInsideIsNotSeenOutside(@TempDir Path folder) throws Exception {
        assumePosixQueues();
        String name = "ns-test-" + UUID.randomUUID();
        String script = "mount -t mqueue none " + folder + " && cd " + folder + " && : > " + name + " && ls; read line";
        try (IsolatedProcess process = ISOLATED.start(sh(script)); BufferedReader out = process.inputReader()) {
            assertEquals(name, out.readLine());
            assertFalse(PosixQueue.exists("/" + name));
        }
    }

    @Test
    void aPosixQueueIsSeenWhereIpcIsShared(@TempDir Path folder) throws Exception {
        assumePosixQueues();
        assumeRoot("mounting mqueue in the IPC namespace of the machine");
        Isolation shared = Isolation.builder().namespaces(Namespace.MOUNT).build();
        try (PosixQueue queue = PosixQueue.create("/ns-test-" + UUID.randomUUID())) {
            assertTrue(run(shared, mountAndList(folder)).lines().contains(queue.name().substring(1)));
        }
    }

    private static String[] mountAndList(Path folder) {
        return sh("mount -t mqueue none " + folder + " && ls " + folder);
    }

    private static void assumePosixQueues() throws IOException {
        assumeTrue(Files.readString(Path.of("/proc/filesystems")).contains("\tmqueue\n"),
                "this kernel is built without POSIX message queues");
    }
}
