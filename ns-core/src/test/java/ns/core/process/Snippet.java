package ns.core.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A piece of Java in the README: imports, and statements. */
public record Snippet(String text) {

    private static final Path README = Path.of("../README.md");
    private static final Pattern FENCED = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /** Those of the README, in their order. */
    public static List<Snippet> ofReadme() throws IOException {
        return FENCED.matcher(Files.readString(README)).results().map(match -> new Snippet(match.group(1))).toList();
    }

    /** Compiles it, runs it in a JVM of its own, and returns the lines it prints. */
    public List<String> run(Path folder) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("Snippet.java"), lines(true)
                + "\nclass Snippet {\n public static void main(String[] args) throws Exception {\n" + lines(false) + "\n }\n}\n");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        boolean compiled = compiler.getTask(messages, null, null,
                List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path")), null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source)).call();
        assertTrue(compiled, messages.toString());
        Process process = new ProcessBuilder(ForkedJvm.command(
                List.of(), folder + ":" + System.getProperty("java.class.path"), "Snippet"))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> lines = process.inputReader().lines().toList();
        assertEquals(0, process.waitFor());
        return lines;
    }

    private String lines(boolean imports) {
        return text.lines().filter(line -> line.startsWith("import ") == imports).collect(Collectors.joining("\n"));
    }
}
