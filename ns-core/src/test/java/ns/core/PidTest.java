package ns.core;

import static ns.core.Fixtures.processesIn;
import static ns.core.Fixtures.rootIn;
import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static ns.core.Fixtures.statusOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import ns.core.process.Deadline;
import org.junit.jupiter.api.Test;

/** PID namespaces: the command is the first process, and its end is the end of all. */
class PidTest {

    private static final Isolation ISOLATED = rootIn(Namespace.PID).build();

    /** Starts a child, a grandchild, a grandchild in a session of its own, and one whose parent has ended. */
    private static final String FAMILY =
            "sleep 1000 & sh -c 'sleep 1000; :' & setsid sh -c 'sleep 1000; :' & (sleep 1000 &); ";

    @Test
    void theCommandIsPid1InsideAndHasAnotherPidOutside() throws Exception {
        try (IsolatedProcess process = ISOLATED.start(sh("echo $$; read line"));
                BufferedReader out = process.inputReader()) {
            assertEquals("1", out.readLine());
            assertEquals(1, process.pidInside());
            assertNotEquals(1, process.pid());
            assertEquals(process.pid() + " 1", Fixtures.status(process.pid(), "NSpid"));
        }
    }

    @Test
    void whatTheCommandStartsCountsOnFrom2() throws Exception {
        assertEquals("2", run(ISOLATED, sh("sh -c 'echo $$'; :")).lines().getFirst());
    }

    @Test
    void withoutAPidNamespaceThePidIsTheSameInsideAndOutside() throws Exception {
        try (IsolatedProcess process = rootIn(Namespace.UTS).build().start(sh("echo $$; read line"));
                BufferedReader out = process.inputReader()) {
            assertEquals(Long.toString(process.pid()), out.readLine());
            assertEquals(process.pid(), process.pidInside());
        }
    }

    @Test
    void killingTheCommandEndsAllItsDescendants() throws Exception {
        try (IsolatedProcess process = ISOLATED.start(sh(FAMILY + "wait"))) {
            Set<Long> family = familyOf(process);
            process.destroyForcibly();
            assertEquals(137, statusOf(process));
            assertEquals(Set.of(), family.stream().filter(Fixtures::isRunning).collect(Collectors.toSet()));
        }
    }

    @Test
    void theEndOfTheCommandEndsAllItsDescendants() throws Exception {
        try (IsolatedProcess process = ISOLATED.start(sh(FAMILY + "read line; exit 3"))) {
            Set<Long> family = familyOf(process);
            process.getOutputStream().close();
            assertEquals(3, statusOf(process));
            assertEquals(Set.of(), family.stream().filter(Fixtures::isRunning).collect(Collectors.toSet()));
        }
    }

    /** The outer pids of all in the namespace, once it is complete. */
    private static Set<Long> familyOf(IsolatedProcess process) throws Exception {
        long namespace = process.namespaceId(Namespace.PID).orElseThrow();
        Deadline.await("seven processes, of which four sleep", () -> {
            Set<Long> family = processesIn(Namespace.PID, namespace);
            return family.size() == 7 && family.stream().filter(PidTest::sleeps).count() == 4;
        });
        Set<Long> family = processesIn(Namespace.PID, namespace);
        assertTrue(family.contains(process.pid()));
        assertTrue(family.stream().allMatch(Fixtures::isRunning));
        return family;
    }

    private static boolean sleeps(long pid) {
        try {
            return Fixtures.status(pid, "Name").equals("sleep");
        } catch (IOException e) {
            return false; // it has ended
        }
    }
}
