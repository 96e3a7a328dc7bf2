package ns.core;

import static ns.core.Fixtures.rootIn;
import static ns.core.Fixtures.sh;
import static ns.core.Fixtures.status;
import static ns.core.Fixtures.statusOf;
import static ns.core.process.Deadline.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.stream.Stream;
import ns.core.syscall.ProcStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Signals to a command, which as the first of its PID namespace ignores those it has no handler for. */
class SignalTest {

    /** As PID 1, and as any other process. */
    static Stream<Isolation> specs() {
        return Stream.of(Isolation.full(), rootIn(Namespace.UTS).build());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void destroyEndsACommandWithoutAHandler(Isolation spec) throws Exception {
        try (IsolatedProcess process = spec.start("sleep", "1000")) {
            process.destroy();
            assertEquals(143, statusOf(process));
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void destroyForciblyKills(Isolation spec) throws Exception {
        try (IsolatedProcess process = spec.start(sh("trap '' TERM INT HUP; read line; read line"))) {
            assertEquals(process, process.destroyForcibly());
            assertEquals(137, statusOf(process));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HUP", "INT", "QUIT", "KILL", "USR1", "USR2", "TERM"})
    void pid1WithoutAHandlerIsEndedByWhatEndsOthers(Signal signal) throws Exception {
        // A background job of a shell without job control ignores SIGINT and SIGQUIT, and so does all that it starts.
        assumeFalse(ProcStatus.ofSelf().ignores(signal.number()), "whoever started the tests ignores SIG" + signal);
        try (IsolatedProcess process = Isolation.full().start("sleep", "1000")) {
            assertFalse(process.handles(signal));
            assertTrue(process.signal(signal));
            assertEquals(128 + signal.number(), statusOf(process));
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void aHandlerRunsAndDecides(Isolation spec) throws Exception {
        String script = "trap 'echo caught; exit 7' TERM; echo ready; while :; do read line; done";
        try (IsolatedProcess process = spec.start(sh(script)); BufferedReader out = process.inputReader()) {
            assertEquals("ready", out.readLine());
            assertTrue(process.handles(Signal.TERM));
            process.destroy();
            assertEquals("caught", out.readLine());
            assertEquals(7, statusOf(process));
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void aHandlerMayLetTheCommandGoOn(Isolation spec) throws Exception {
        String script = "trap 'echo again' USR1; echo ready; while :; do read line && echo $line; done";
        try (IsolatedProcess process = spec.start(sh(script)); BufferedReader out = process.inputReader()) {
            assertEquals("ready", out.readLine());
            for (int i = 0; i < 3; i++) {
                assertTrue(process.signal(Signal.USR1));
                assertEquals("again", out.readLine());
            }
            process.outputWriter().append("alive\n").flush();
            assertEquals("alive", out.readLine());
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void anIgnoredSignalIsIgnored(Isolation spec) throws Exception {
        String script = "trap '' TERM; echo ready; read line; echo $line; read line";
        try (IsolatedProcess process = spec.start(sh(script)); BufferedReader out = process.inputReader()) {
            assertEquals("ready", out.readLine());
            process.destroy();
            process.outputWriter().append("alive\n").flush();
            assertEquals("alive", out.readLine());
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void aSignalThatEndsNobodyEndsNobody(Isolation spec) throws Exception {
        try (IsolatedProcess process = spec.start("cat")) {
            assertTrue(process.signal(Signal.WINCH));
            process.outputWriter().append("alive\n").flush();
            assertEquals("alive", process.inputReader().readLine());
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void aCommandStopsAndGoesOn(Isolation spec) throws Exception {
        try (IsolatedProcess process = spec.start("cat")) {
            assertTrue(process.signal(Signal.STOP));
            await("the stop", () -> state(process) == 'T');
            assertTrue(process.signal(Signal.CONT));
            await("going on", () -> state(process) != 'T');
            process.getOutputStream().close();
            assertEquals(0, statusOf(process));
        }
    }

    private static char state(IsolatedProcess process) {
        try {
            return status(process.pid(), "State").charAt(0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void afterTheEndNothingIsSignalled() throws Exception {
        try (IsolatedProcess process = Isolation.full().start("true")) {
            assertEquals(0, statusOf(process));
            assertFalse(process.signal(Signal.TERM));
            assertFalse(process.handles(Signal.TERM));
            process.destroy();
            process.destroyForcibly();
            assertEquals(0, process.exitValue());
        }
    }

    @Test
    void theCommandBlocksAndHandlesNoSignalOfTheJvm() throws Exception {
        for (Isolation spec : specs().toList()) {
            try (IsolatedProcess process = spec.start("cat")) {
                assertEquals("0000000000000000", status(process.pid(), "SigBlk"));
                assertEquals("0000000000000000", status(process.pid(), "SigCgt"));
            }
        }
    }
}
