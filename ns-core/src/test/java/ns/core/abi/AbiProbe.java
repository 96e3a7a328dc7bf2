package ns.core.abi;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Compares generated bindings with what the C compiler of this system says.
 *
 * <p>The symbol list that jextract read decides what is compared, so no symbol can be bound and left out here. Of a constant, value and
 * size are compared; of a struct or union, size, alignment, and offset and size of each member, nested ones included; of a function
 * only that it is there, for its prototype is jextract's affair.
 */
public final class AbiProbe {

    private static final Path LISTS = Path.of("..", "jextract");

    /** One argument of jextract, such as {@code --include-constant EPERM}. */
    private static final Pattern ARGUMENT = Pattern.compile("--include-(constant|function|struct|union|typedef) (\\w+)");

    enum Kind { CONSTANT, FUNCTION, STRUCT, UNION, TYPEDEF }

    record Symbol(Kind kind, String name) {
        @Override
        public String toString() {
            return kind.name().toLowerCase(Locale.ROOT) + " " + name;
        }
    }

    private final String list;
    private final Class<?> bindings;

    /**
     * Prepares the comparison of one list.
     *
     * @param list the name of the symbol list and of the wrapper header, less the extension
     * @param bindings the generated header class
     */
    public AbiProbe(String list, Class<?> bindings) {
        this.list = list;
        this.bindings = bindings;
    }

    /**
     * Asks the compiler about every symbol of the list.
     *
     * @param temp a directory for the program that asks
     * @return one test for each symbol
     * @throws IOException if the list cannot be read or the program cannot be written
     */
    public List<DynamicTest> tests(Path temp) throws IOException {
        List<Symbol> symbols = symbols(Files.readAllLines(LISTS.resolve(list + ".symbols")));
        List<List<Fact>> facts = symbols.stream().map(this::facts).toList();
        List<String> values = ask(facts.stream().flatMap(List::stream).toList(), temp);

        List<DynamicTest> tests = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < symbols.size(); i++) {
            List<Fact> claimed = facts.get(i);
            List<String> answers = values.subList(next, next + claimed.size());
            tests.add(dynamicTest(symbols.get(i).toString(), () -> compare(claimed, answers)));
            next += claimed.size();
        }
        return tests;
    }

    static List<Symbol> symbols(List<String> lines) {
        List<Symbol> symbols = new ArrayList<>();
        for (String line : lines) {
            String argument = line.replaceFirst("#.*", "").strip();
            Matcher matcher = ARGUMENT.matcher(argument);
            if (matcher.matches()) {
                symbols.add(new Symbol(Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)), matcher.group(2)));
            } else if (!argument.isEmpty()) {
                throw new AssertionError("no symbol that can be compared: " + line);
            }
        }
        return symbols;
    }

    /** Returns what the bindings claim about a symbol. */
    List<Fact> facts(Symbol symbol) {
        try {
            return switch (symbol.kind()) {
                case CONSTANT -> constant(symbol.name());
                case FUNCTION -> function(symbol.name());
                case STRUCT -> group("struct " + symbol.name(), symbol.name());
                case UNION -> group("union " + symbol.name(), symbol.name());
                case TYPEDEF -> group(symbol.name(), symbol.name());
            };
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(list + ".symbols lists " + symbol + ", which the bindings lack: run jextract/generate.sh", e);
        }
    }

    /** Asks the compiler, in a program that includes the header the bindings were generated from. */
    List<String> ask(List<Fact> facts, Path temp) throws IOException {
        return CProgram.values(LISTS.resolve(list + ".h"), facts, temp);
    }

    static void compare(List<Fact> facts, List<String> answers) {
        assertEquals(facts.size(), answers.size(), "answers");
        assertAll(IntStream.range(0, facts.size()).mapToObj(i -> () -> compare(facts.get(i), answers.get(i))));
    }

    private static void compare(Fact fact, String answer) {
        assertEquals(answer, Long.toString(fact.bound()), fact.expression() + " (expected is C, actual Java)");
    }

    private List<Fact> constant(String name) throws ReflectiveOperationException {
        Object value = bindings.getMethod(name).invoke(null);
        return switch (value) {
            // The same 32 bits: Java has no unsigned int, and -1 stands for 4294967295.
            case Integer i -> constant(name, "(int) (" + name + ")", i, Integer.BYTES);
            case Long l -> constant(name, name, l, Long.BYTES);
            default -> throw new AssertionError("no integer: " + name + " is " + value);
        };
    }

    private static List<Fact> constant(String name, String expression, long value, int size) {
        return List.of(new Fact(expression, value), new Fact("sizeof(" + name + ")", size));
    }

    /** A function has an address method, or a class of its own if it is variadic. */
    private List<Fact> function(String name) throws ReflectiveOperationException {
        if (Arrays.stream(bindings.getClasses()).noneMatch(c -> c.getSimpleName().equals(name))) {
            bindings.getMethod(name + "$address");
        }
        return List.of();
    }

    private List<Fact> group(String type, String name) throws ReflectiveOperationException {
        Class<?> generated = Class.forName(bindings.getPackageName() + "." + name);
        GroupLayout layout = (GroupLayout) generated.getMethod("layout").invoke(null);
        Stream<Fact> whole = Stream.of(
                new Fact("sizeof(" + type + ")", layout.byteSize()), new Fact("_Alignof(" + type + ")", layout.byteAlignment()));
        return Stream.concat(whole, members(type, List.of(), layout, 0)).toList();
    }

    private static Stream<Fact> members(String type, List<String> path, GroupLayout group, long base) {
        return IntStream.range(0, group.memberLayouts().size())
                .filter(i -> !(group.memberLayouts().get(i) instanceof PaddingLayout))
                .boxed()
                .flatMap(i -> member(type, path, group.memberLayouts().get(i), base + group.byteOffset(groupElement(i))));
    }

    private static Stream<Fact> member(String type, List<String> path, MemoryLayout member, long offset) {
        String name = member.name().orElseThrow();
        // Without a name in C: its members are named as if they belonged to what it is in.
        boolean anonymous = name.startsWith("$anon$");
        List<String> inner = anonymous ? path : Stream.concat(path.stream(), Stream.of(name)).toList();

        Stream.Builder<Fact> facts = Stream.builder();
        if (!anonymous) {
            String dotted = String.join(".", inner);
            facts.add(new Fact("offsetof(" + type + ", " + dotted + ")", offset, inner));
            // sizeof cannot be asked of a flexible array.
            if (member.byteSize() > 0) {
                facts.add(new Fact("sizeof(((" + type + " *) 0)->" + dotted + ")", member.byteSize(), inner));
            }
        }
        return member instanceof GroupLayout nested
                ? Stream.concat(facts.build(), members(type, inner, nested, offset))
                : facts.build();
    }
}
