package ns.cli.demo;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Text of the tutorial, in the width of a screen where that can be. */
final class Layout {

    private static final int WIDTH = 80;
    private static final int MARGIN = 5;
    private static final String GAP = "  ";
    /** Of more lines a cell shows the first ones. */
    private static final int MOST_LINES = 6;
    /** From so many words on, a line is a list that may be shortened. */
    private static final int LIST = 4;
    private static final String CUT = "...";
    private static final String ABSENT = "-";
    private static final String NOTHING = "(nothing)";

    private Layout() {}

    /** A sentence behind a first word, in lines of which all but the first are indented. */
    static String paragraph(String start, String sentence, int indent) {
        StringBuilder text = new StringBuilder();
        StringBuilder line = new StringBuilder(start);
        for (String word : Looks.words(sentence)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder(" ".repeat(indent - 1));
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        return text.append(line).toString();
    }

    /** What each command says on both sides. */
    static List<String> table(Lesson.Seen seen) {
        Set<String> commands = new LinkedHashSet<>(seen.host().keySet());
        commands.addAll(seen.inside().keySet());
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("", List.of("host"), List.of("inside")));
        commands.forEach(command -> rows.add(
                new Row(printable(command), cell(seen.host().get(command)), cell(seen.inside().get(command)))));

        int label = rows.stream().mapToInt(row -> row.label.length()).max().orElse(0);
        int room = WIDTH - MARGIN - label - 2 * GAP.length();
        Widths host = Widths.of(rows.stream().flatMap(row -> row.host.stream()).toList());
        Widths inside = Widths.of(rows.stream().flatMap(row -> row.inside.stream()).toList());
        int insideWidth = inside.within(Math.max(room / 2, room - host.all));
        int hostWidth = host.within(room - insideWidth);

        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            for (int i = 0; i < Math.max(row.host.size(), row.inside.size()); i++) {
                String left = padded(i == 0 ? row.label : "", label);
                String middle = padded(shortened(line(row.host, i), hostWidth), hostWidth);
                lines.add((" ".repeat(MARGIN) + left + GAP + middle + GAP + shortened(line(row.inside, i), insideWidth)).stripTrailing());
            }
        }
        return lines;
    }

    private record Row(String label, List<String> host, List<String> inside) {}

    /** How wide a column would be, and how wide it must be: a list may be shortened, all else not. */
    private record Widths(int all, int least) {

        static Widths of(List<String> lines) {
            int all = lines.stream().mapToInt(String::length).max().orElse(0);
            return new Widths(all, lines.stream().mapToInt(line -> shortened(line, 0).length()).max().orElse(0));
        }

        int within(int room) {
            return Math.min(all, Math.max(least, room));
        }
    }

    private static List<String> cell(String says) {
        if (says == null) {
            return List.of(ABSENT);
        }
        if (says.isEmpty()) {
            return List.of(NOTHING);
        }
        List<String> lines = says.lines().map(Layout::printable).toList();
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        List<String> first = new ArrayList<>(lines.subList(0, MOST_LINES - 1));
        first.add(CUT + " (" + (lines.size() - first.size()) + " more)");
        return first;
    }

    private static String line(List<String> lines, int number) {
        return number < lines.size() ? lines.get(number) : "";
    }

    /** A list that is too long keeps its first words and the last. */
    static String shortened(String line, int width) {
        List<String> words = Looks.words(line);
        if (line.length() <= width || words.size() < LIST) {
            return line;
        }
        String end = " " + CUT + " " + words.getLast();
        StringBuilder start = new StringBuilder(words.getFirst());
        for (String word : words.subList(1, words.size() - 1)) {
            if (start.length() + 1 + word.length() + end.length() > width) {
                break;
            }
            start.append(' ').append(word);
        }
        return start + end;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** A name of a file on the host must not change the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
