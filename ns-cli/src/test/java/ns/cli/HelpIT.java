package ns.cli;

import static ns.cli.Ns.ns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ns help}, which tells what {@code --help} does, and colours. */
class HelpIT {

    @Test
    void helpIsThatOfTheCommand() throws Exception {
        String overview = ns().run("--help").succeeded();
        assertEquals(overview, ns().run("help").succeeded());
        assertEquals(ns().run("run", "--help").succeeded(), ns().run("help", "run").succeeded());
        String link = ns().run("net", "link", "--help").succeeded();
        assertTrue(link.startsWith("Usage: ns net link "), link);
        assertEquals(link, ns().run("help", "net", "link").succeeded());
        assertEquals(link, ns().run("net", "link", "help").succeeded(), "as ip has it");
        assertTrue(ns().run("run", "--help-all").succeeded().contains("SIGKILL follows a second after"));
    }

    @Test
    void whatThereIsNoHelpForIsSaid() throws Exception {
        ns().run("help", "bogus").refused(2, "usage of ns: EINVAL (22): There is no command 'bogus'; see 'ns --help'");
        ns().run("help", "net", "bogus").refused(2, "usage of ns net: EINVAL (22): There is no command 'bogus'; see 'ns net --help'");
        ns().run("net").refused(2, "usage of ns net: EINVAL (22): Missing command; see 'ns net --help'");
    }

    // Colours

    /** ns at a terminal that knows colours. */
    private static Ns atTerminal(String command) {
        return new Ns("script", "-qec", Ns.HOME.resolve("bin/ns") + " " + command, "/dev/null").env("TERM", "xterm-256color");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "help run", "run --help-all", "help net link", "doctor"})
    void thereAreColoursAtATerminalOnly(String command) throws Exception {
        String words = atTerminal(command).env("NO_COLOR", "1").run().out().replaceAll("\r", "");
        assertFalse(words.contains("\u001b"), words);
        String coloured = atTerminal(command).env("NO_COLOR", "").run().out();
        assertTrue(coloured.contains("\u001b[") && coloured.contains("m"), coloured);
        assertFalse(atTerminal(command).env("TERM", "dumb").run().out().contains("\u001b"));
        String piped = ns().env("TERM", "xterm-256color").env("CLICOLOR_FORCE", "1").run(command.split(" ")).out();
        assertFalse(piped.contains("\u001b"), piped);
        // Only standard output counts: here it is a pipe while the input is a terminal.
        String half = atTerminal(command + " | cat").run().out();
        assertFalse(half.contains("\u001b"), half);
        if (!command.equals("doctor")) { // which may find another thing a moment later
            assertEquals(words, piped);
            assertEquals(words, coloured.replaceAll("\u001b\\[[0-9;]*m", "").replaceAll("\r", ""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bogus", "run --bogus", "run --uid x true", "net", "ls 4194304", "--version", "ls --type uts", "completion"})
    void nothingElseIsColoured(String command) throws Exception {
        String out = atTerminal(command).env("CLICOLOR_FORCE", "1").run().out();
        assertFalse(out.contains("\u001b"), out);
    }
}
