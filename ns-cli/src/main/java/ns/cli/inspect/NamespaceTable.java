package ns.cli.inspect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ns.cli.process.StandardOutput;
import ns.core.inspect.Holder;
import ns.core.inspect.NamespaceInfo;
import ns.core.inspect.ProcessInfo;

/** Namespaces in lines of columns, those of lsns first. */
final class NamespaceTable {

    private static final List<String> HEADER =
            List.of("NS", "TYPE", "NPROCS", "PID", "USER", "PNS", "ONS", "OUID", "COMMAND [KEPT BY]");

    /** Those of text; numbers stand at the right. */
    private static final List<Integer> LEFT = List.of(1, 4, 8);

    /** What has no value: an empty cell would make the next column look like this one. */
    private static final String NONE = "-";

    /** So much of a command goes on a terminal, where longer lines would wrap. */
    private static final int TERMINAL_COMMAND = 60;

    private NamespaceTable() {}

    static List<String> lines(List<NamespaceTree.Branch> branches) {
        if (branches.isEmpty()) {
            return List.of();
        }
        int limit = StandardOutput.isTerminal() ? TERMINAL_COMMAND : Integer.MAX_VALUE;
        boolean tree = branches.stream().anyMatch(branch -> !branch.prefix().isEmpty());
        List<List<String>> rows = new ArrayList<>(List.of(HEADER));
        branches.forEach(branch -> rows.add(row(branch, limit)));
        int[] widths = IntStream.range(0, HEADER.size())
                .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElseThrow()).toArray();
        return rows.stream().map(row -> IntStream.range(0, row.size())
                .mapToObj(column -> cell(row.get(column), widths[column], LEFT.contains(column) || tree && column == 0))
                .collect(Collectors.joining(" ")).stripTrailing()).toList();
    }

    private static String cell(String text, int width, boolean left) {
        String blanks = " ".repeat(width - text.length());
        return left ? text + blanks : blanks + text;
    }

    private static List<String> row(NamespaceTree.Branch branch, int limit) {
        NamespaceInfo namespace = branch.namespace();
        return List.of(
                branch.prefix() + namespace.id(),
                namespace.kind().procName(),
                Integer.toString(namespace.processes().size()),
                namespace.first().map(first -> Long.toString(first.pid())).orElse(NONE),
                namespace.first().map(ProcessInfo::user).map(NamespaceTable::printable).orElse(NONE),
                number(namespace.parentId()),
                number(namespace.ownerId()),
                number(namespace.ownerUid()),
                (namespace.first().map(first -> cut(printable(first.command()), limit)).orElse("") + " "
                        + kept(namespace)).strip());
    }

    private static String number(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : NONE;
    }

    private static String cut(String text, int limit) {
        return text.codePointCount(0, text.length()) <= limit
                ? text : text.substring(0, text.offsetByCodePoints(0, limit - 1)) + "…";
    }

    /** A file is its name; other things matter where there is no process. */
    private static String kept(NamespaceInfo namespace) {
        List<String> holders = namespace.holders().stream()
                .filter(holder -> namespace.processes().isEmpty() || holder instanceof Holder.File)
                .map(NamespaceTable::text).toList();
        return switch (holders.size()) {
            case 0 -> "";
            case 1 -> "[" + holders.getFirst() + "]";
            default -> "[" + holders.getFirst() + " and " + (holders.size() - 1) + " more]";
        };
    }

    private static String text(Holder holder) {
        return switch (holder) {
            case Holder.File(Path path) -> "file " + printable(path.toString());
            case Holder.Descriptor(long pid, int fd) -> "descriptor " + fd + " of process " + pid;
            case Holder.Thread(long pid, long tid) -> "thread " + tid + " of process " + pid;
            case Holder.Unsharer(long pid) -> "next children of process " + pid;
            case Holder.Descendant(long id) -> "namespace " + id;
        };
    }

    /** A name of a process or a file is anybody's text: it must not change the terminal, or look like two lines. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                printable.append(String.format("\\x%02x", c));
            } else {
                printable.appendCodePoint(c);
            }
        });
        return printable.toString();
    }
}
