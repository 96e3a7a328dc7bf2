package ns.cli;

import static ns.cli.Ns.ns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ns.core.process.Deadline;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals that are sent to ns reach the command, whether it is process 1 or not. */
class SignalIT {

    @BeforeAll
    static void check() throws Exception {
        Ns.assumeNamespaces();
    }

    @ParameterizedTest
    @CsvSource({"HUP, 129, --share=uts", "INT, 130, --share=uts", "TERM, 143, --share=uts", "HUP, 129, --share=pid", "INT, 130, --share=pid", "TERM, 143, --share=pid",
        "HUP, 129, --init", "INT, 130, --init", "TERM, 143, --init"})
    void aCommandWithoutAHandlerIsEnded(String signal, int status, String option) throws Exception {
        Ns.assumeNotIgnored(signal);
        try (Ns.Running running = ns().start("run", option, "sleep", "1000")) {
            long pid = running.awaitDescendant("sleep").pid();
            running.signal(signal);
            assertEquals(new Ns.Result(status, "", ""), running.end());
            assertFalse(Ns.isRunning(pid));
        }
    }

    @ParameterizedTest
    @CsvSource({"HUP, --share=uts", "INT, --share=uts", "TERM, --share=uts", "HUP, --share=pid", "INT, --share=pid", "TERM, --share=pid",
        "HUP, --init", "INT, --init", "TERM, --init"})
    void aHandlerRunsAndItsStatusIsPassedOn(String signal, String option) throws Exception {
        Ns.assumeNotIgnored(signal);
        String script = "sleep 1000 & trap 'kill $!; echo caught; exit 7' " + signal + "; echo ready; while :; do wait; done";
        try (Ns.Running running = ns().start("run", option, "sh", "-c", script)) {
            running.awaitOut("ready\n");
            running.signal(signal);
            assertEquals(new Ns.Result(7, "ready\ncaught\n", ""), running.end());
        }
    }

    @ParameterizedTest
    @CsvSource({"HUP, --share=uts", "INT, --share=uts", "TERM, --share=uts", "HUP, --share=pid", "INT, --share=pid", "TERM, --share=pid",
        "HUP, --init", "INT, --init", "TERM, --init"})
    void aHandlerMayGoOn(String signal, String option) throws Exception {
        Ns.assumeNotIgnored(signal);
        String script = "sleep 1000 & n=0; trap 'n=$((n+1)); echo caught $n' " + signal
                + "; trap 'kill $!; exit $n' USR1; echo $$ ready; while :; do wait; done";
        try (Ns.Running running = ns().start("run", option, "sh", "-c", script)) {
            ProcessHandle command = running.awaitDescendant("sh");
            running.awaitOut("ready\n");
            for (int n = 1; n <= 3; n++) {
                running.signal(signal);
                running.awaitOut("caught " + n + "\n");
            }
            Ns.signal("USR1", command.pid());
            assertEquals(3, running.end().status());
        }
    }

    @ParameterizedTest
    @CsvSource({"HUP, TERM, --share=uts", "INT, HUP, --share=uts", "TERM, INT, --share=uts", "HUP, TERM, --share=pid", "INT, HUP, --share=pid", "TERM, INT, --share=pid",
        "HUP, TERM, --init", "INT, HUP, --init", "TERM, INT, --init"})
    void aSignalThatTheCommandIgnoresDoesNotEndIt(String ignored, String handled, String option) throws Exception {
        Ns.assumeNotIgnored(handled);
        String script = "sleep 1000 & trap '' " + ignored + "; trap 'kill $!; echo caught; exit 5' " + handled
                + "; echo ready; while :; do wait; done";
        try (Ns.Running running = ns().start("run", option, "sh", "-c", script)) {
            running.awaitOut("ready\n");
            running.signal(ignored);
            running.signal(handled);
            assertEquals(new Ns.Result(5, "ready\ncaught\n", ""), running.end());
        }
    }

    @Test
    void aJvmThatIsToLeaveSignalsAloneRunsTheCommandAllTheSame() throws Exception {
        assertEquals("x\n", ns().env("NS_JAVA_OPTS", "-Xrs").run("run", "echo", "x").succeeded());
    }

    @Test
    void nsEndedByTermLeavesNoProcessBehind() throws Exception {
        String script = "sleep 1000 & sh -c 'sleep 1000; :' & setsid sh -c 'sleep 1000; :' & (sleep 1000 &); echo ready; wait";
        try (Ns.Running running = ns().start("run", "--", "sh", "-c", script)) {
            running.awaitOut("ready\n");
            Deadline.await("sh, two more, and four that sleep", () -> running.descendants().count() == 7
                    && running.descendants().filter(handle -> Ns.name(handle).equals("sleep")).count() == 4);
            List<Long> family = running.descendants().map(ProcessHandle::pid).toList();
            running.signal("TERM");
            assertEquals(143, running.end().status());
            assertEquals(List.of(), family.stream().filter(Ns::isRunning).toList());
        }
    }

    @Test
    void nsEndedByTermHasReapedTheCommand() throws Exception {
        // The outer process 1 becomes one that reaps nobody: what the inner ns left to it would stay a zombie.
        String script = "\"$0\" run tail -f /dev/null & exec sleep 1000";
        try (Ns.Running outer = ns().start("run", "--", "sh", "-c", script, Ns.HOME.resolve("bin/ns").toString())) {
            outer.awaitDescendant("sleep");
            ProcessHandle command = outer.awaitDescendant("tail");
            ProcessHandle inner = command.parent().orElseThrow();
            assertEquals("ns", Ns.name(inner)); // what waits in the place of a JVM
            Ns.signal("TERM", inner.pid());
            Deadline.await("the end of the inner ns", () -> !Ns.isRunning(inner.pid()));
            assertTrue(Files.exists(Path.of("/proc", Long.toString(inner.pid()))), "a zombie itself");
            assertFalse(Files.exists(Path.of("/proc", Long.toString(command.pid()))));
            outer.signal("TERM");
            assertEquals(143, outer.end().status());
        }
    }
}
