package ns.cli.help;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ns.core.Capability;
import ns.core.Namespace;
import ns.core.Signal;
import ns.core.limit.Resource;
import ns.core.mount.MountFlag;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What the script of {@code ns completion} knows of each command, in functions of the shell: its subcommands, its options
 * and its arguments, with what they take. That follows from the labels of the help, as {@code FILE|standard}: words in
 * small letters stand for themselves, those in capitals for files or for one of the sets here, or for what nobody knows.
 */
final class CompletionTables {

    private static final Set<String> FILES = Set.of("FILE", "DIR", "PATH", "SRC", "DST", "UPPER", "WORK");
    private static final String OTHER = "ANY";
    private static final Map<String, Enum<?>[]> SETS = new TreeMap<>(Map.of("CAP", Capability.values(), "FLAG", MountFlag.values(),
            "KIND", Namespace.values(), "RESOURCE", Resource.values(), "SIGNAL", Signal.values()));
    private static final Pattern LIST = Pattern.compile("(\\w+)\\[,\\1\\.\\.\\.]");
    private static final Pattern SMALL = Pattern.compile("\\[?([a-z|]+)]?(?:\\.\\.\\.)?");

    private CompletionTables() {}

    static String of(CommandLine ns) {
        StringBuilder text = new StringBuilder("_ns_table() {\n    case $1 in\n");
        add(ns, List.of(ns.getCommandName()), text);
        text.append("    *)\n");
        line(text, "subcommands", Stream.of());
        line(text, "options", Stream.of());
        line(text, "arguments", Stream.of());
        text.append("        ;;\n    esac\n}\n\n_ns_set() {\n    case $1 in\n");
        SETS.forEach((name, values) -> text.append("    ").append(name).append(") set='")
                .append(Arrays.stream(values).map(CompletionTables::word).collect(Collectors.joining(" "))).append("' ;;\n"));
        return text.append("    *) set='' ;;\n    esac\n}\n").toString();
    }

    private static String word(Enum<?> value) {
        return value instanceof Signal ? value.name() : value.toString();
    }

    /** A command under all its names, and those below it. */
    private static void add(CommandLine command, List<String> names, StringBuilder text) {
        CommandSpec spec = command.getCommandSpec();
        text.append(names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(" | ", "    ", ")\n")));
        line(text, "subcommands", command.getSubcommands().keySet().stream());
        line(text, "options", spec.options().stream().filter(option -> !option.hidden()).flatMap(CompletionTables::option));
        line(text, "arguments", spec.positionalParameters().stream().map(argument -> argument(spec, argument)));
        text.append("        ;;\n");
        for (CommandLine each : new LinkedHashSet<>(command.getSubcommands().values())) {
            List<String> below = names.stream().flatMap(name -> Arrays.stream(each.getCommandSpec().names().toArray())
                    .map(own -> name + " " + own)).toList();
            add(each, below, text);
        }
    }

    private static void line(StringBuilder text, String what, Stream<String> words) {
        text.append("        _ns_").append(what).append("='").append(words.collect(Collectors.joining(" "))).append("'\n");
    }

    /** {@code --root=FILE|tmpfs}, {@code --bind=FILE+FILE} for two words, {@code --mount-proc:FILE} for one that must be attached. */
    private static Stream<String> option(OptionSpec option) {
        List<String> names = new ArrayList<>(Arrays.asList(option.names()));
        if (option.negatable()) {
            names.addAll(Arrays.stream(option.names()).map(name -> name.replaceFirst("^--", "--no-")).toList());
        }
        if (option.arity().max() == 0) {
            return names.stream();
        }
        String[] labels = option.arity().min() > 1 ? option.paramLabel().split(" ") : new String[] {option.paramLabel()};
        String takes = Arrays.stream(labels).map(CompletionTables::kind).collect(Collectors.joining("+"));
        return names.stream().map(name -> name + (option.arity().min() == 0 ? ":" : "=") + takes);
    }

    /** Words that a command knows stand in its synopsis. */
    private static String argument(CommandSpec command, PositionalParamSpec argument) {
        Set<String> words = new LinkedHashSet<>();
        boolean verbs = argument.paramLabel().equals("WORD");
        for (String form : command.usageMessage().customSynopsis()) {
            String behind = form.strip().startsWith(command.qualifiedName() + " ")
                    ? form.strip().substring(command.qualifiedName().length() + 1) : "";
            Stream<String> tokens = Arrays.stream(behind.split(" ")).limit(verbs ? 1 : Integer.MAX_VALUE)
                    .takeWhile(token -> SMALL.matcher(token).matches());
            tokens.forEach(token -> words.addAll(Arrays.asList(SMALL.matcher(token).replaceFirst("$1").split("\\|"))));
        }
        String kind = words.isEmpty() ? kind(argument.paramLabel()) : String.join("|", words);
        return kind + (argument.isMultiValue() && !verbs ? "..." : "");
    }

    private static String kind(String label) {
        String one = LIST.matcher(label).replaceAll("$1");
        String kinds = Arrays.stream(one.split("\\|")).map(part -> part(part, label.contains("|PATH")))
                .collect(Collectors.joining("|"));
        return kinds + (one.equals(label) ? "" : ",");
    }

    private static String part(String part, boolean besidePath) {
        String name = part.split("=", 2)[0];
        if (!part.equals(name)) {
            return (SETS.containsKey(name) ? name : OTHER) + "=";
        }
        if (name.equals("NETNS") || name.equals("NAME") && besidePath) {
            return "NETNS";
        }
        boolean known = SETS.containsKey(name) || name.equals("COMMAND") || name.equals(name.toLowerCase(Locale.ROOT));
        return FILES.contains(name) ? "FILE" : known ? name : OTHER;
    }
}
