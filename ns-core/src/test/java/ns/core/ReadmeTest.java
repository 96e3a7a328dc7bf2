package ns.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import ns.core.process.ForkedJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says holds. */
class ReadmeTest {

    private static final Path README = Path.of("../README.md");
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void theJavaSnippetCompilesAndPrintsWhatItSays(@TempDir Path folder) throws Exception {
        Matcher matcher = SNIPPET.matcher(Files.readString(README));
        assertTrue(matcher.find(), "the README has a Java snippet");
        Path source = Files.writeString(folder.resolve("Snippet.java"), program(matcher.group(1)));

        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        boolean compiled = compiler.getTask(messages, null, null,
                List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path")), null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source)).call();
        assertTrue(compiled, messages.toString());

        assertEquals(List.of("bird", "0", "1"), run(folder));
    }

    private static String program(String snippet) {
        String imports = lines(snippet, true);
        return imports + "\nclass Snippet {\n public static void main(String[] args) throws Exception {\n"
                + lines(snippet, false) + "\n }\n}\n";
    }

    private static String lines(String snippet, boolean imports) {
        return snippet.lines().filter(line -> line.startsWith("import ") == imports).collect(Collectors.joining("\n"));
    }

    private static List<String> run(Path classes) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(ForkedJvm.command(
                List.of(), classes + ":" + System.getProperty("java.class.path"), "Snippet"))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> lines = process.inputReader().lines().toList();
        assertEquals(0, process.waitFor());
        return lines;
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
