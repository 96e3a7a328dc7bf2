package ns.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ns.core.process.Snippet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says holds. */
class ReadmeTest {

    private static final Path README = Path.of("../README.md");

    @Test
    void theJavaSnippetCompilesAndPrintsWhatItSays(@TempDir Path folder) throws Exception {
        assertEquals(List.of("bird", "0", "1"), Snippet.ofReadme().getFirst().run(folder));
    }

    @Test
    void theSandboxShowsWhatItSays(@TempDir Path folder) throws Exception {
        assertEquals(List.of("hello", "64"), Snippet.ofReadme().get(1).run(folder));
    }

    @Test
    void theTableOfNamespacesIsThatOfTheEnum() throws IOException {
        List<String> rows = Files.readAllLines(README).stream()
                .filter(line -> line.matches("\\| [A-Z]+ \\|.*")).toList();
        assertEquals(List.of(Namespace.values()).stream().map(Namespace::name).toList(),
                rows.stream().map(row -> row.split("\\|")[1].strip()).toList());
        for (String row : rows) {
            String[] cells = row.split("\\|");
            Namespace kind = Namespace.of(cells[3].replace('`', ' ').strip());
            assertEquals(kind.since(), cells[4].strip(), kind.name());
        }
    }
}
