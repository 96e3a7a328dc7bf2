package ns.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ns.cli.demo.Lesson.Seen;
import org.junit.jupiter.api.Test;

/** How the tutorial is laid out. */
class LayoutTest {

    private static final String MANY = IntStream.range(1, 200).mapToObj(String::valueOf).collect(Collectors.joining(" "));

    @Test
    void columnsLineUp() {
        assertEquals(List.of(
                "                   host  inside",
                "     short         x     (nothing)",
                "     a long label  -     1.5",
                "                         2"),
                Layout.table(seen(Map.of("short", "x"), "short", "", "a long label", "1.5\n2")));
    }

    private static Seen seen(Map<String, String> host, String... inside) {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < inside.length; i += 2) {
            all.put(inside[i], inside[i + 1]);
        }
        return new Seen(host, all);
    }

    @Test
    void longListsAreShortenedToTheWidthOfAScreen() {
        List<String> host = Layout.table(seen(Map.of("ls", MANY), "ls", "1 2"));
        assertTrue(host.stream().allMatch(line -> line.length() <= 80), host::toString);
        assertTrue(host.getLast().matches(" {5}ls  1 2 3 .* \\.\\.\\. 199 +1 2"), host::toString);
        List<String> both = Layout.table(seen(Map.of("ls", MANY), "ls", MANY));
        assertTrue(both.stream().allMatch(line -> line.length() <= 80), both::toString);
        assertTrue(both.getLast().matches(" {5}ls  1 2 3 .* \\.\\.\\. 199 +1 2 3 .* \\.\\.\\. 199"), both::toString);
    }

    @Test
    void nothingElseIsShortened() {
        String id = "user:[" + "4".repeat(80) + "]";
        assertTrue(Layout.table(seen(Map.of("id", id), "id", id)).getLast().endsWith(id + "  " + id));
    }

    @Test
    void ofManyLinesTheFirstAreShown() {
        String links = IntStream.range(0, 200).mapToObj(i -> "veth" + i + " UP").collect(Collectors.joining("\n"));
        List<String> lines = Layout.table(seen(Map.of("ip link", links), "ip link", "lo DOWN"));
        assertEquals(7, lines.size());
        assertTrue(lines.get(1).matches(" +ip link  veth0 UP +lo DOWN"), lines::toString);
        assertTrue(lines.getLast().endsWith(" ... (195 more)"), lines::toString);
    }

    @Test
    void namesChangeNoTerminal() {
        assertTrue(Layout.table(seen(Map.of("ls", "a\u001b[31m"), "ls", "")).getLast().contains("a?[31m"));
    }

    @Test
    void sentencesAreWrapped() {
        assertEquals("  1. one two", Layout.paragraph("  1.", "one two", 5));
        String text = Layout.paragraph("  1.", "word ".repeat(40), 5);
        assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
        assertTrue(text.lines().skip(1).allMatch(line -> line.startsWith("     word")), text);
        assertEquals(40, text.split("word", -1).length - 1);
    }
}
