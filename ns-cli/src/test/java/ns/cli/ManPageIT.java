package ns.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The manual pages of the distribution, as groff shows them. */
class ManPageIT {

    private static final Path FOLDER = Ns.HOME.resolve("share/man/man1");

    static Stream<CommandLine> commands() {
        return HelpTest.commands();
    }

    /** Its lines at their margin, where nothing is hyphenated; a warning of groff's would fail this. */
    private static String shown(String name) throws Exception {
        String text = new Ns("groff", "-man", "-Tascii", "-P-cbou", "-ww").in(FOLDER.getParent()).run("man1/" + name + ".1").succeeded();
        assertTrue(text.contains("NAME\n"), text);
        return text;
    }

    private static String withoutBlanks(String text) {
        return text.replaceAll("\\s", "");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionIsInThePageOfItsCommand(CommandLine command) throws Exception {
        String page = shown(ManPage.name(command.getCommandSpec()));
        List<String> sections = page.lines().filter(line -> line.matches("[A-Z][A-Z ]+")).toList();
        List<String> expected = Stream.of("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "ARGUMENTS", "COMMANDS", "EXIT STATUS", "NOTES",
                "EXAMPLES", "SEE ALSO").filter(sections::contains).toList();
        assertEquals(expected, sections);
        assertTrue(sections.containsAll(List.of("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES")),
                sections::toString);
        assertTrue(page.contains("SYNOPSIS\n       " + command.getCommandSpec().qualifiedName()), page);
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.hidden()) {
                String names = String.join(", ", option.names()).replaceFirst("--", option.negatable() ? "--[no-]" : "--");
                assertTrue(page.contains("\n       " + names), names + " in " + page);
                assertTrue(withoutBlanks(page).contains(withoutBlanks(String.join("", option.description()))), names + " in " + page);
            }
        }
    }

    @Test
    void whatTheHelpShowsIsShownAsItIs() throws Exception {
        String page = shown("ns-run");
        for (String text : List.of("{\"child-pid\": N, \"net-namespace\": ID, ...}", "{\"exit-code\": N}", "in which echo $$ prints 1",
                "--map-users INNER:OUTER:COUNT|auto", "--mount-proc[=PATH]", "--bind SRC DST", "sh -c 'hostname bird; hostname'",
                "   Privileges\n", "       128+n  when signal n ended it\n")) {
            assertTrue(withoutBlanks(page).contains(withoutBlanks(text)), text + " in " + page);
        }
        assertTrue(shown("ns-net-link").contains("\n       ns net link set [dev] LINK [up|down]"));
    }

    @Test
    void everyCommandHasAPageUnderEachOfItsNames() throws Exception {
        TreeSet<String> expected = new TreeSet<>();
        add(Main.allCommands(), "ns", expected);
        try (Stream<Path> pages = Files.list(FOLDER)) {
            assertEquals(expected, new TreeSet<>(pages.map(page -> page.getFileName().toString()).toList()));
        }
        assertEquals(shown("ns-enter"), shown("ns-nsenter"));
    }

    /** Below a command's own name; what is below its aliases is the same. */
    private static void add(CommandLine command, String name, TreeSet<String> pages) {
        pages.add(name + ".1");
        command.getSubcommands().forEach((each, below) -> {
            if (each.equals(below.getCommandName())) {
                add(below, name + "-" + each, pages);
            } else {
                pages.add(name + "-" + each + ".1");
            }
        });
    }
}
