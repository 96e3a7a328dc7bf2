package ns.cli;

import static ns.cli.Ns.ns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import ns.core.bindings.core_h;
import ns.core.process.Deadline;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known to go wrong between a command and the process that waits for it, and is not to go wrong here. */
class SupervisorTrapIT {

    private static final String NS = Ns.HOME.resolve("bin/ns").toString();

    /** Leaves a process in a session of its own, and waits for another. */
    private static final String FAMILY = "setsid sleep 1000 > /dev/null 2>&1 & sleep 1001; :";

    @BeforeAll
    static void assume() throws Exception {
        Ns.assumeNamespaces();
    }

    private static String[] words(String options, String script) {
        return Stream.concat(Stream.of(options.split(" ")), Stream.of("--", "sh", "-c", script)).toArray(String[]::new);
    }

    // The end of ns

    @ParameterizedTest
    @CsvSource({"TERM, 143, run", "TERM, 143, run --init", "TERM, 143, run --pty", "TERM, 143, unshare -rpf",
        "KILL, 137, run", "KILL, 137, run --init", "KILL, 137, run --pty", "KILL, 137, unshare -rpf"})
    void nothingRunsOnWhenNsIsEnded(String signal, int status, String options) throws Exception {
        try (Ns.Running running = ns().start(words(options, FAMILY))) {
            Deadline.await("two that sleep", () -> sleeping(running).count() == 2);
            List<ProcessHandle> all = running.descendants().toList();
            assertTrue(all.size() >= 3, all::toString);
            running.signal(signal);
            Deadline.await("the end of all", () -> all.stream().noneMatch(each -> Ns.isRunning(each.pid())));
            assertEquals(status, running.end().status());
        }
    }

    private static Stream<ProcessHandle> sleeping(Ns.Running running) {
        return running.descendants().filter(each -> Ns.name(each).equals("sleep"));
    }

    /** Without a PID namespace of its own the command is like any other: what it leaves behind was to be left. */
    @ParameterizedTest
    @CsvSource({"TERM, run --share pid", "TERM, unshare -r", "TERM, enter", "KILL, run --share pid", "KILL, unshare -r", "KILL, enter"})
    void withoutItsOwnPidsTheCommandEndsWithNsAndThatAlone(String signal, String options) throws Exception {
        try (Ns.Running target = ns().start("run", "sleep", "1000")) {
            String entering = "enter --user --uts -t " + target.awaitDescendant("sleep").pid();
            String script = "setsid sleep 1000 > /dev/null 2>&1 & exec tail -f /dev/null";
            try (Ns.Running running = ns().start(words(options.equals("enter") ? entering : options, script))) {
                ProcessHandle left = running.awaitDescendant("sleep");
                ProcessHandle command = running.awaitDescendant("tail");
                running.signal(signal);
                assertEquals(signal.equals("KILL") ? 137 : 143, running.end().status());
                Deadline.await("the end of the command", () -> !Ns.isRunning(command.pid()));
                assertTrue(Ns.isRunning(left.pid()));
                left.destroyForcibly();
            }
        }
    }

    @Test
    void whatMayOutliveNsDoes() throws Exception {
        try (Ns.Running running = ns().start("run", "--no-die-with-parent", "sh", "-c", "exec sleep 1000 > /dev/null 2>&1")) {
            ProcessHandle command = running.awaitDescendant("sleep");
            running.signal("KILL");
            assertEquals(137, running.end().status());
            assertTrue(Ns.isRunning(command.pid()));
            command.destroyForcibly();
        }
    }

    // The end of the command

    @ParameterizedTest
    @ValueSource(strings = {"run", "run --init", "run --pty", "unshare -rpf"})
    void descendantsInTheBackgroundEndWithTheCommand(String options) throws Exception {
        try (Ns.Running running = ns().start(words(options, "setsid sleep 1000 & read line"))) {
            ProcessHandle left = running.awaitDescendant("sleep");
            running.type("\n");
            assertEquals(0, running.end().status());
            Deadline.await("its end", () -> !Ns.isRunning(left.pid()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"run --share pid --no-mount-proc", "unshare -r"})
    void withoutItsOwnPidsTheyGoOn(String options) throws Exception {
        long left = Long.parseLong(ns().run(words(options, "setsid sleep 1000 > /dev/null 2>&1 & echo $!")).succeeded().strip());
        assertTrue(Ns.isRunning(left));
        ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
    }

    // The process group

    @ParameterizedTest
    @CsvSource({"run, 0", "run --init, 137", "run --pty, 137", "run --new-session --init, 137", "run --share pid, 137",
        "unshare -rpf, 0", "unshare -r, 137"})
    void aCommandThatKillsItsProcessGroupKillsNoCaller(String options, int status) throws Exception {
        // A command that is process 1 itself cannot kill itself, but the rest of its group.
        Ns script = new Ns("setsid", "sh", "-c", "\"$@\"; echo the caller saw $?", "sh", NS);
        assertEquals("the caller saw " + status + "\n", script.run(words(options, "kill -9 0")).out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "run --init", "unshare -rpf --mount-proc"})
    void aCommandThatKillsAllItSeesKillsNoCaller(String options) throws Exception {
        Ns script = new Ns("setsid", "sh", "-c", "\"$@\"; echo the caller saw $?", "sh", NS);
        String out = script.run(words(options, "sleep 1000 & kill -9 -1; wait $!; exit 7")).out();
        assertTrue(out.equals("the caller saw 7\n") || out.equals("the caller saw 137\n"), out);
    }

    @Test
    void aCommandInANamespaceThatExistsKillsNoCallerEither() throws Exception {
        try (Ns.Running target = ns().start("run", "sleep", "1000")) {
            String[] enter = words("enter --all -t " + target.awaitDescendant("sleep").pid(), "kill -9 0");
            Ns script = new Ns("setsid", "sh", "-c", "\"$@\"; echo the caller saw $?", "sh", NS);
            assertEquals("the caller saw 137\n", script.run(enter).out());
        }
    }

    // SIGCHLD

    @ParameterizedTest
    @ValueSource(strings = {"run", "run --init", "run --pty", "run --share pid", "unshare -r", "unshare -rpf"})
    void aCallerThatIgnoresTheEndOfItsChildrenGetsTheStatusAllTheSame(String options) throws Exception {
        Ns ignoring = new Ns("env", "--ignore-signal=CHLD", NS);
        assertEquals(7, ignoring.run(words(options, "true; sh -c 'exit 7'")).status());
        assertEquals(128 + 9, ignoring.run(words(options, "sh -c 'kill -9 $$'; exit $?")).status());
    }

    /** And may wait for its own, as with other tools. */
    @Test
    void theCommandDoesNotIgnoreTheEndOfItsChildren() throws Exception {
        assertTrue(ignoresChildren(""));
        for (String tool : List.of(NS + " run", NS + " run --init", NS + " unshare -r", "unshare -rf")) {
            assertFalse(ignoresChildren(tool), tool);
        }
    }

    private static boolean ignoresChildren(String tool) throws Exception {
        String line = new Ns(("env --ignore-signal=CHLD " + tool).split(" ")).run("grep", "SigIgn", "/proc/self/status").succeeded();
        return (Long.parseUnsignedLong(line.strip().replaceAll(".*\t", ""), 16) & 1L << core_h.SIGCHLD() - 1) != 0;
    }
}
