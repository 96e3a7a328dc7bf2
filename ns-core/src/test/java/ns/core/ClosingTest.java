package ns.core;

import static ns.core.Fixtures.rootIn;
import static ns.core.Fixtures.sh;
import static ns.core.Fixtures.statusOf;
import static ns.core.process.Deadline.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Closing a process: what runs is killed, and nothing outlives it. */
class ClosingTest {

    /** With a PID namespace and without one. */
    static Stream<Isolation> specs() {
        return Stream.of(Isolation.full(), rootIn(Namespace.UTS).build());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void closeKillsTheCommandAndItsDescendants(Isolation spec) throws Exception {
        IsolatedProcess process = spec.start(sh("trap '' TERM; sleep 1000 & sh -c 'setsid sleep 1000; :' & wait"));
        Set<Long> family = new HashSet<>();
        try (process) {
            await("three descendants", () -> process.descendants().count() == 3);
            process.descendants().map(ProcessHandle::pid).forEach(family::add);
        }
        assertFalse(process.isAlive());
        assertEquals(137, process.exitValue());
        await("the end of the descendants", () -> family.stream().noneMatch(Fixtures::isRunning));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void whatACommandIsJustStartingDoesNotOutliveIt(Isolation spec) throws Exception {
        String script = "echo ready; i=0; while [ $i -lt 200 ]; do sleep 1000 & i=$((i+1)); done; wait";
        for (int i = 0; i < 20; i++) {
            long family; // by its UTS namespace one tells who belongs to the command
            try (IsolatedProcess process = spec.start(sh(script)); BufferedReader out = process.inputReader()) {
                assertEquals("ready", out.readLine());
                family = process.namespaceId(Namespace.UTS).orElseThrow();
            }
            try {
                await("the end of all that was started", () -> running(family).isEmpty());
            } finally {
                running(family).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            }
        }
    }

    private static Set<Long> running(long uts) {
        return Fixtures.processesIn(Namespace.UTS, uts).stream().filter(Fixtures::isRunning).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void closeAfterTheEndKeepsTheStatus(Isolation spec) throws Exception {
        IsolatedProcess process = spec.start(sh("exit 5"));
        assertEquals(5, statusOf(process));
        process.close();
        process.close();
        assertEquals(5, process.exitValue());
    }

    @Test
    void closeClosesTheStreams() throws Exception {
        IsolatedProcess process = Isolation.full().start("cat");
        process.close();
        assertThrows(IOException.class, () -> process.getInputStream().read());
        assertThrows(IOException.class, () -> process.getErrorStream().read());
        assertThrows(IOException.class, () -> {
            process.getOutputStream().write(1);
            process.getOutputStream().flush();
        });
    }

    @Test
    void closeReturnsWithUnwrittenInputForACommandThatDoesNotRead() throws Exception {
        IsolatedProcess process = Isolation.full().start("sleep", "1000");
        process.getOutputStream().write(new byte[100]);
        process.close();
        assertEquals(137, process.exitValue());
    }

    @Test
    void theEndLeavesNoZombie() throws Exception {
        try (IsolatedProcess process = Isolation.full().start("true")) {
            assertEquals(0, statusOf(process));
            assertTrue(ProcessHandle.of(process.pid()).isEmpty());
        }
    }

    @Test
    void aStoppedCommandIsClosedAsWell() throws Exception {
        for (Isolation spec : specs().toList()) {
            IsolatedProcess process = spec.start("cat");
            process.signal(Signal.STOP);
            process.close();
            assertEquals(137, process.exitValue());
        }
    }
}
