package ns.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ns.core.process.Deadline;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ns run} at a terminal: a pseudo-terminal that script(1) makes. */
class TerminalIT {

    private static final String CTRL_C = "\3";
    private static final String CTRL_Z = "\32";

    @BeforeAll
    static void check() throws Exception {
        Ns.assumeNamespaces();
    }

    /** Starts ns at a terminal of its own, which echoes what is typed. */
    private static Ns.Running atTerminal(String... args) throws IOException {
        String line = Stream.concat(Stream.of("exec", Ns.HOME.resolve("bin/ns").toString()), Stream.of(args))
                .map(word -> "'" + word.replace("'", "'\\''") + "'").collect(Collectors.joining(" "));
        return new Ns("script", "-qec", line.replaceFirst("'exec'", "exec"), "/dev/null")
                .env("PS1", "prompt> ").env("TERM", "dumb").env("SHELL", "/bin/sh").start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--share=uts", "--share=pid", "--init"})
    void ctrlCEndsACommandWithoutAHandler(String option) throws Exception {
        Ns.assumeNotIgnored("INT");
        try (Ns.Running terminal = atTerminal("run", option, "--", "sleep", "1000")) {
            long pid = terminal.awaitDescendant("sleep").pid();
            terminal.type(CTRL_C);
            assertEquals(130, terminal.end().status());
            assertFalse(Ns.isRunning(pid));
        }
    }

    @ParameterizedTest
    @CsvSource({"--share=uts, ns", "--share=pid, java", "--init, java"})
    void ctrlCRunsAHandlerExactlyOnce(String option, String supervisor) throws Exception {
        Ns.assumeNotIgnored("INT");
        String script = "sleep 1000 & n=0; trap 'n=$((n+1)); echo caught $n.' INT;"
                + " trap 'kill $!; echo total $n.; exit 9' TERM; echo ready; while :; do wait; done";
        try (Ns.Running terminal = atTerminal("run", option, "--", "sh", "-c", script)) {
            terminal.awaitOut("ready");
            for (int n = 1; n <= 3; n++) {
                terminal.type(CTRL_C);
                terminal.awaitOut("caught " + n + ".");
            }
            Ns.signal("TERM", terminal.awaitDescendant(supervisor).pid()); // behind all that ns may have forwarded
            terminal.awaitOut("total 3.");
            assertEquals(9, terminal.end().status());
        }
    }

    @Test
    void aRunningShellKeepsJobControl() throws Exception {
        Ns.assumeNotIgnored("INT");
        try (Ns.Running terminal = atTerminal("run", "--", "bash", "--norc")) {
            terminal.awaitOut("prompt> ");
            terminal.type("sleep 1000\n");
            long pid = terminal.awaitDescendant("sleep").pid();
            terminal.type(CTRL_Z);
            terminal.awaitOut("Stopped");
            terminal.awaitOut("prompt> ");
            assertEquals('T', state(pid));
            terminal.type("jobs\n");
            terminal.awaitOut("Stopped");
            terminal.awaitOut("prompt> ");
            terminal.type("fg\n");
            Deadline.await("sleep to go on", () -> state(pid) == 'S');
            terminal.type(CTRL_C);
            terminal.awaitOut("prompt> ");
            assertFalse(Ns.isRunning(pid));
            terminal.type("exit 7\n");
            assertEquals(7, terminal.end().status());
        }
    }

    @Test
    void theCommandHasTheTerminalOfNs() throws Exception {
        String script = "readlink /proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2; read line </dev/tty; echo \"got $line.\"";
        try (Ns.Running terminal = atTerminal("run", "--", "sh", "-c", script)) {
            long ns = terminal.awaitDescendant("java").pid();
            String name = Files.readSymbolicLink(Path.of("/proc", Long.toString(ns), "fd", "0")).toString();
            for (int fd = 0; fd <= 2; fd++) {
                terminal.awaitOut(name + "\r\n");
            }
            terminal.type("this\n");
            terminal.awaitOut("got this.\r\n");
            assertEquals(0, terminal.end().status());
        }
    }

    /** {@code T} for a process that is stopped, {@code S} for one that sleeps; see proc_pid_stat(5). */
    static char state(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return 'X'; // it has ended
        }
    }

    /** Whether the process's group is that of its terminal. */
    static boolean isInForeground(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[2].equals(fields[5]);
        } catch (IOException e) {
            return false; // it has ended
        }
    }
}
