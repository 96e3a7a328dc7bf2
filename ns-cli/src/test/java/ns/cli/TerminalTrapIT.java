package ns.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import ns.core.process.Deadline;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command could do to the terminal of its caller, a pseudo-terminal that script(1) makes. */
class TerminalTrapIT {

    private static final String CTRL_C = "\3";
    private static final String CTRL_Z = "\32";
    private static final String NS = Ns.HOME.resolve("bin/ns").toString();

    /**
     * Types a line into the terminal, by TIOCSTI, and has it paste its selection, by TIOCLINUX; prints both error numbers, of
     * which 1 is EPERM. perl is in every Debian.
     */
    private static final String TYPE = "perl -e 'for my $c (split //, qq(echo typed\\n)) { $! = 0; ioctl(STDIN, 0x5412, $c) } $a = $! + 0;"
            + " $c = chr 3; $! = 0; ioctl(STDIN, 0x541c, $c); print qq(<$a ), $! + 0, qq(>)'";

    @BeforeAll
    static void assume() throws Exception {
        Ns.assumeNamespaces();
    }

    private static Ns.Running atTerminal(String program, String... args) throws Exception {
        return new Ns("script", "-qec", program, "/dev/null").env("PS1", "prompt> ").env("TERM", "dumb").env("SHELL", "/bin/sh").start(args);
    }

    /** Runs a script with bash, at a terminal. */
    private static Ns.Running bashAtTerminal(String script) throws Exception {
        return new Ns("script", "-qec", "bash --norc -c \"$SCRIPT\"", "/dev/null").env("SCRIPT", script).env("TYPE", TYPE)
                .env("SHELL", "/bin/sh").env("TERM", "dumb").start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--init", "--share pid", "--share user,pid,mount,uts,ipc,network", "--pty"})
    void nothingIsTypedIntoTheTerminalOfTheCaller(String options) throws Exception {
        // What was typed would be a line that the caller can read.
        String script = NS + " run " + options + " -- sh -c \"$TYPE\"; read -t 0 && echo 'a line is there' || echo 'no line'";
        try (Ns.Running terminal = bashAtTerminal(script)) {
            terminal.awaitOut("<1 1>");
            terminal.awaitOut("no line");
            assertEquals(0, terminal.end().status());
        }
    }

    @Test
    void itIsTheFilterThatDeniesIt() throws Exception {
        // Where the kernel denies it too (dev.tty.legacy_tiocsti=0), that is EIO.
        String script = NS + " run --share user --allow-new-privs -- sh -c \"$TYPE\"; read -t 0 && echo 'a line is there' || echo 'no line'";
        try (Ns.Running terminal = bashAtTerminal(script)) {
            terminal.awaitOut("line");
            String out = terminal.end().out();
            assertTrue(out.contains("<0 25>") && out.contains("a line is there") || out.contains("<5 25>") && out.contains("no line"), out);
        }
    }

    @Test
    void aShellThatMayNotTypeHasJobControlAllTheSame() throws Exception {
        Ns.assumeNotIgnored("INT");
        try (Ns.Running terminal = atTerminal("exec " + NS + " run -- bash --norc -i")) {
            terminal.awaitOut("prompt> ");
            terminal.type(TYPE + "\n");
            terminal.awaitOut("<1 1>");
            terminal.awaitOut("prompt> ");
            terminal.type("sleep 1000 &\n");
            terminal.awaitOut("prompt> ");
            long pid = terminal.awaitDescendant("sleep").pid();
            terminal.type("jobs\n");
            terminal.awaitOut("Running");
            terminal.awaitOut("prompt> ");
            terminal.type("fg\n");
            terminal.awaitOut("sleep 1000");
            Deadline.await("sleep in the foreground", () -> TerminalIT.isInForeground(pid));
            terminal.type(CTRL_Z);
            terminal.awaitOut("Stopped");
            terminal.awaitOut("prompt> ");
            assertEquals('T', TerminalIT.state(pid));
            terminal.type("bg\n");
            Deadline.await("sleep to go on", () -> TerminalIT.state(pid) == 'S');
            terminal.awaitOut("prompt> ");
            terminal.type("fg\n");
            Deadline.await("sleep in the foreground", () -> TerminalIT.isInForeground(pid));
            terminal.type(CTRL_C);
            terminal.awaitOut("prompt> ");
            assertFalse(Ns.isRunning(pid));
            terminal.type("exit 7\n");
            assertEquals(7, terminal.end().status());
        }
    }

    /** A shell at the terminal gives each of its commands a group. */
    @ParameterizedTest
    @ValueSource(strings = {"run", "run --init", "run --share pid", "run --pty", "unshare -r"})
    void aCommandThatKillsItsProcessGroupLeavesTheShellThatRunsIt(String options) throws Exception {
        try (Ns.Running terminal = atTerminal("exec bash --norc -i")) {
            terminal.awaitOut("prompt> ");
            terminal.type(NS + " " + options + " -- sh -c 'kill -9 0'\n");
            terminal.awaitOut("prompt> ");
            terminal.type("echo alive $((40 + 2))\n");
            terminal.awaitOut("alive 42");
            terminal.type("exit 7\n");
            assertEquals(7, terminal.end().status());
        }
    }

    /** A script does not, and then the command must not be in that of the terminal. */
    @ParameterizedTest
    @ValueSource(strings = {"--pty", "--new-session --init"})
    void aCommandThatKillsItsProcessGroupLeavesTheScriptThatRunsIt(String options) throws Exception {
        try (Ns.Running terminal = bashAtTerminal(NS + " run " + options + " -- sh -c 'kill -9 0'; echo \"the caller saw $?.\"")) {
            terminal.awaitOut("the caller saw 137.");
            assertEquals(0, terminal.end().status());
        }
    }

    @Test
    void aSessionOfItsOwnHasNoTerminal() throws Exception {
        try (Ns.Running terminal = bashAtTerminal(NS + " run --new-session -- sh -c 'cut -d\" \" -f5-7 /proc/self/stat; : < /dev/tty'; echo end")) {
            terminal.awaitOut("1 1 0\r\n");
            terminal.awaitOut("/dev/tty");
            terminal.awaitOut("end");
            assertEquals(List.of(), terminal.descendants().toList());
        }
    }
}
