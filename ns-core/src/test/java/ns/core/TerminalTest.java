package ns.core;

import static ns.core.Fixtures.rootIn;
import static ns.core.Fixtures.sh;
import static ns.core.Fixtures.statusOf;
import static ns.core.process.Deadline.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import ns.core.mount.Mount;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A pseudo-terminal of a command's own. */
class TerminalTest extends Refusals {

    static final Isolation TERMINAL = Isolation.full().toBuilder().terminal(30, 100).build();

    @BeforeAll
    static void openTheInit() throws Exception {
        shown(TERMINAL, ":");
    }

    /** With a PID namespace, where there is an init, and without one. */
    static Stream<Isolation> specs() {
        return Stream.of(TERMINAL, rootIn(Namespace.UTS).terminal(30, 100).build());
    }

    private static void type(IsolatedProcess process, String keys) throws IOException {
        OutputStream keyboard = process.getOutputStream();
        keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    private static List<String> shown(Isolation spec, String script) throws Exception {
        try (IsolatedProcess process = spec.start(sh(script)); BufferedReader screen = process.inputReader()) {
            List<String> lines = screen.lines().toList();
            assertEquals(0, statusOf(process));
            return lines;
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void itControlsASessionOfItsOwn(Isolation spec) throws Exception {
        String script = "tty | sed 's/[0-9]*$//'; for fd in 0 1 2; do test -t $fd && echo terminal; done; stty size; : < /dev/tty && echo controls;"
                + " [ $(ps -o sess= -p $$) != " + ProcessHandle.current().pid() + " ] && ls /proc/self/fd | wc -l";
        assertEquals(List.of("/dev/pts/", "terminal", "terminal", "terminal", "30 100", "controls", "4"), shown(spec, script));
    }

    @Test
    void aDevOfItsOwnHasItAsItsConsole() throws Exception {
        Isolation spec = Sandbox.empty().mount(Mount.dev(Path.of("/dev"))).terminal(24, 80).build();
        assertEquals(List.of("/dev/console", "again"), shown(spec, "tty; echo again > /dev/console"));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void whatIsTypedIsEchoedAndRead(Isolation spec) throws Exception {
        try (IsolatedProcess process = spec.start(sh("read line; echo \"got $line\"")); BufferedReader screen = process.inputReader()) {
            type(process, "bird\n");
            assertEquals("bird", screen.readLine());
            assertEquals("got bird", screen.readLine());
            assertEquals(0, statusOf(process));
            assertEquals(-1, process.getErrorStream().read());
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void ctrlCEndsTheCommand(Isolation spec) throws Exception {
        try (IsolatedProcess process = spec.start(sh("echo ready; exec sleep 1000")); BufferedReader screen = process.inputReader()) {
            assertEquals("ready", screen.readLine());
            type(process, "\3");
            assertEquals(130, statusOf(process));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "line\n", "midst"})
    void closingTheInputIsItsEnd(String typed) throws Exception {
        try (IsolatedProcess process = TERMINAL.start(sh("stty -echo; echo ready; cat")); BufferedReader screen = process.inputReader()) {
            assertEquals("ready", screen.readLine());
            type(process, typed);
            process.getOutputStream().close();
            assertEquals(typed.strip(), String.join("", screen.lines().toList()));
            assertEquals(0, statusOf(process));
        }
    }

    @Test
    void bytesPassUnchangedOnceItIsRaw() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        try (IsolatedProcess process = TERMINAL.start(sh("stty raw -echo; printf .; exec head -c 256"))) {
            assertEquals('.', process.getInputStream().read());
            process.getOutputStream().write(all);
            process.getOutputStream().flush();
            assertArrayEquals(all, process.getInputStream().readAllBytes());
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void whatWasShownCanBeReadAfterTheEnd(Isolation spec) throws Exception {
        try (IsolatedProcess process = spec.start(sh("seq 1 300"))) {
            assertEquals(0, statusOf(process));
            List<String> lines = process.inputReader().lines().toList();
            assertEquals(300, lines.size());
            assertEquals("300", lines.getLast());
        }
    }

    @Test
    void muchIsShown() throws Exception {
        assertEquals(50_000, shown(TERMINAL, "seq 1 50000").size());
    }

    @Test
    void theCommandIsToldOfANewSize() throws Exception {
        String script = "trap 'stty size; exit 0' WINCH; echo ready; while :; do sleep 0.01; done";
        try (IsolatedProcess process = TERMINAL.start(sh(script)); BufferedReader screen = process.inputReader()) {
            assertEquals("ready", screen.readLine());
            process.resizeTerminal(50, 132);
            assertEquals("50 132", screen.readLine());
            assertEquals(0, statusOf(process));
            process.resizeTerminal(1, 1); // nobody looks any more
        }
    }

    @Test
    void theCommandIsHungUpOnWhenTheTerminalIsClosed() throws Exception {
        IsolatedProcess process = TERMINAL.start(sh("trap '' HUP; sleep 1000"));
        process.close();
        assertEquals(137, process.exitValue());
        assertThrows(IOException.class, () -> process.getInputStream().read());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void nothingIsLeftBehind(Isolation spec) throws Exception {
        for (int i = 0; i < 30; i++) {
            IsolatedProcess process = spec.start("true");
            statusOf(process); // not closed
        }
        assertThrows(IOException.class, () -> spec.start("/none"));
    }

    @Test
    void aDescendantThatHoldsItDoesNotKeepTheDescriptor() throws Exception {
        Isolation spec = rootIn(Namespace.UTS).terminal(24, 80).build();
        try (IsolatedProcess process = spec.start(sh("trap '' HUP; sleep 1000 & echo $!")); BufferedReader screen = process.inputReader()) {
            long left = Long.parseLong(screen.readLine());
            try {
                assertEquals(0, statusOf(process));
            } finally {
                ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
            }
            await("its end", () -> !Fixtures.isRunning(left));
        }
    }

    @Test
    void onlyATerminalThatIsThereIsResized() throws Exception {
        try (IsolatedProcess process = Isolation.full().start("cat")) {
            assertThrows(IllegalStateException.class, () -> process.resizeTerminal(24, 80));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    void badSizesAreRefused(int side) {
        assertInvalid("terminal " + side + " rows, 80 columns", "must be 1 to 65535 each", Isolation.builder().terminal(side, 80)::build);
        assertInvalid("terminal 24 rows, " + side + " columns", "must be 1 to 65535 each", Isolation.builder().terminal(24, side)::build);
    }

    @Test
    void redirectionsBesideItAreRefused() {
        assertInvalid("terminal standard streams", "are those of the terminal, and cannot be redirected as well",
                Isolation.builder().terminal(24, 80).stdout(Redirect.DISCARD)::build);
    }

    @Test
    void itsStepsAreDescribed() {
        List<String> steps = TERMINAL.describe(List.of("true"));
        assertEquals(List.of("setsid", "ioctl TIOCSCTTY /dev/pts/N", "dup3 stdin to /dev/pts/N", "dup3 stdout to /dev/pts/N",
                "dup3 stderr to /dev/pts/N"), steps.subList(2, 7));
    }
}
