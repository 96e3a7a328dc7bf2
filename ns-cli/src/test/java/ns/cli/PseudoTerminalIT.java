package ns.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ns run --pty}: a terminal of the command's own, shown at that of ns, which script(1) makes. */
class PseudoTerminalIT {

    private static final String CTRL_C = "\3";
    private static final String CTRL_Z = "\32";
    private static final String NS = Ns.HOME.resolve("bin/ns").toString();

    @BeforeAll
    static void check() throws Exception {
        Ns.assumeNamespaces();
    }

    /** A shell script at a terminal. */
    private static Ns.Running atTerminal(String script) throws IOException {
        return new Ns("script", "-qec", script, "/dev/null").env("PS1", "prompt> ").env("TERM", "dumb").env("SHELL", "/bin/sh").start();
    }

    private static String terminalOf(long pid) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "fd", "0")).toString();
    }

    @Test
    void itIsAnotherThanThatOfNs() throws Exception {
        try (Ns.Running terminal = atTerminal("exec " + NS + " run --pty -- sh -c 'read line </dev/tty; echo got $line.; exec sleep 1000'")) {
            terminal.awaitDescendant("ns-init");
            long ns = terminal.awaitDescendant("java").pid();
            terminal.type("this\n");
            terminal.awaitOut("got this.\r\n");
            assertNotEquals(terminalOf(ns), terminalOf(terminal.awaitDescendant("sleep").pid()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uts", "pid"})
    void ctrlCEndsTheCommandAndNotMore(String shared) throws Exception {
        try (Ns.Running terminal = atTerminal(NS + " run --share " + shared + " --pty -- sleep 1000; echo status $?.")) {
            terminal.awaitDescendant("sleep");
            terminal.type(CTRL_C);
            terminal.awaitOut("status 130.");
            assertEquals(0, terminal.end().status());
        }
    }

    @Test
    void aShellHasJobControl() throws Exception {
        try (Ns.Running terminal = atTerminal("exec " + NS + " run --pty -- bash --norc")) {
            terminal.awaitOut("prompt> ");
            terminal.type("sleep 1000\n");
            ProcessHandle sleep = terminal.awaitDescendant("sleep");
            terminal.type(CTRL_Z);
            terminal.awaitOut("Stopped");
            terminal.awaitOut("prompt> ");
            terminal.type("fg\n");
            terminal.awaitOut("sleep 1000");
            terminal.type(CTRL_C);
            terminal.awaitOut("prompt> ");
            assertFalse(Ns.isRunning(sleep.pid()));
            terminal.type("exit 7\n");
            assertEquals(7, terminal.end().status());
        }
    }

    @Test
    void theTerminalOfNsIsGivenBackAsItWas() throws Exception {
        String script = "before=$(stty -g); " + NS + " run --pty -- stty raw -echo; [ \"$before\" = \"$(stty -g)\" ] && echo same.;"
                + " " + NS + " run --pty -- /none; [ \"$before\" = \"$(stty -g)\" ] && echo still.";
        try (Ns.Running terminal = atTerminal(script)) {
            terminal.awaitOut("same.");
            terminal.awaitOut("still.");
            assertEquals(0, terminal.end().status());
        }
    }

    @Test
    void aSignalThatEndsNsEndsTheCommandAndGivesTheTerminalBack() throws Exception {
        String script = "before=$(stty -g); " + NS + " run --pty -- sleep 1000; echo status $?.; [ \"$before\" = \"$(stty -g)\" ] && echo same.";
        try (Ns.Running terminal = atTerminal(script)) {
            ProcessHandle sleep = terminal.awaitDescendant("sleep");
            Ns.signal("TERM", terminal.awaitDescendant("java").pid());
            terminal.awaitOut("status 143.");
            terminal.awaitOut("same.");
            assertFalse(Ns.isRunning(sleep.pid()));
        }
    }

    @Test
    void itHasTheSizeOfTheWindowAlsoWhenThatChanges() throws Exception {
        String script = "stty rows 40 cols 120; exec " + NS + " run --pty -- sh -c 'trap \"stty size\" WINCH; stty size; while :; do sleep 0.01; done'";
        try (Ns.Running terminal = atTerminal(script)) {
            terminal.awaitOut("40 120");
            String window = terminalOf(terminal.awaitDescendant("java").pid());
            assertEquals(0, new Ns("stty", "-F", window, "rows", "50", "cols", "90").run().status());
            terminal.awaitOut("50 90");
        }
    }

    @Test
    void withoutATerminalOfNsBytesPassAllTheSame() throws Exception {
        Ns shell = new Ns("sh", "-c", "printf 'one\\ntwo' | " + NS + " run --pty -- sh -c 'stty -echo; echo ready; cat; echo; exit 4'; echo status $?");
        String out = shell.run().succeeded();
        assertEquals("status 4", out.lines().reduce((first, second) -> second).orElseThrow());
        assertEquals(1, out.split("two\r\n", -1).length - 1, out);
    }

    @Test
    void nobodyWhoReadsIsAHangup() throws Exception {
        Ns shell = new Ns("sh", "-c", NS + " run --pty -- sh -c 'trap \"exit 3\" HUP; while :; do echo y; done' | head -n 1");
        assertEquals("y\r\n", shell.run().succeeded());
    }

    @Test
    void whatIsLeftBehindAtTheTerminalIsNotWaitedFor() throws Exception {
        Ns.Result result = Ns.ns().run("run", "--share", "pid", "--no-mount-proc", "--pty", "sh", "-c", "trap '' HUP; sleep 1000 & seq 1 500; echo $!");
        List<String> lines = result.succeeded().lines().toList();
        long left = Long.parseLong(lines.getLast());
        try {
            assertEquals(501, lines.size());
        } finally {
            ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aDryRunNamesIt() throws Exception {
        String steps = Ns.ns().run("run", "--pty", "--dry-run", "true").succeeded();
        assertTrue(steps.contains("ioctl TIOCSCTTY /dev/pts/N\n"), steps);
    }
}
