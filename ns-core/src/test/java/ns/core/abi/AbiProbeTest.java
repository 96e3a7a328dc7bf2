package ns.core.abi;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import ns.core.abi.AbiProbe.Kind;
import ns.core.abi.AbiProbe.Symbol;
import ns.core.bindings.core_h;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The comparison itself: it has to notice what is wrong. */
class AbiProbeTest {

    private final AbiProbe probe = new AbiProbe("core", core_h.class);

    @Test
    void everyWrongFactIsNoticed(@TempDir Path temp) throws IOException {
        List<Fact> facts = List.of(
                new Symbol(Kind.CONSTANT, "CLONE_CLEAR_SIGHAND"),
                new Symbol(Kind.STRUCT, "ifreq"),
                new Symbol(Kind.TYPEDEF, "siginfo_t")).stream().map(probe::facts).flatMap(List::stream).toList();
        List<String> answers = probe.ask(facts, temp);

        AbiProbe.compare(facts, answers);
        for (int i = 0; i < facts.size(); i++) {
            Fact right = facts.get(i);
            List<Fact> wrong = List.of(new Fact(right.expression(), right.bound() + 1, right.members()));
            List<String> answer = List.of(answers.get(i));
            assertThrows(AssertionError.class, () -> AbiProbe.compare(wrong, answer), right.expression());
        }
    }

    @Test
    void anUnsignedConstantThatJavaReadsAsNegativeIsNoticed(@TempDir Path temp) throws IOException {
        List<Fact> facts = List.of(new Fact("0x80000000U", 0x80000000));
        List<String> answers = probe.ask(facts, temp);
        assertEquals(List.of("2147483648"), answers);
        assertThrows(AssertionError.class, () -> AbiProbe.compare(facts, answers));
    }

    @Test
    void nestedMembersAreCompared() {
        List<Fact> facts = probe.facts(new Symbol(Kind.TYPEDEF, "siginfo_t"));
        assertTrue(facts.stream().anyMatch(fact -> fact.expression().equals("offsetof(siginfo_t, _sifields._sigchld.si_status)")));
    }

    @ParameterizedTest
    @EnumSource
    void aListedSymbolThatIsNotBoundIsNoticed(Kind kind) {
        AssertionError error = assertThrows(AssertionError.class, () -> probe.facts(new Symbol(kind, "no_such")));
        assertTrue(error.getMessage().contains("no_such"), error.getMessage());
    }

    @Test
    void aSymbolThatCDoesNotKnowIsNoticed(@TempDir Path temp) {
        AssertionError error = assertThrows(AssertionError.class, () -> probe.ask(List.of(new Fact("NO_SUCH", 1)), temp));
        assertTrue(error.getMessage().contains("NO_SUCH"), error.getMessage());
    }

    @Test
    void fixedAndVariadicFunctionsAreFound() {
        assertDoesNotThrow(() -> probe.facts(new Symbol(Kind.FUNCTION, "close")));
        assertDoesNotThrow(() -> probe.facts(new Symbol(Kind.FUNCTION, "syscall")));
    }

    @Test
    void symbolsAreReadFromAList() {
        List<String> lines = List.of("# errno.h", "", "--include-constant EPERM # not permitted", "  --include-typedef siginfo_t");
        assertEquals(List.of(new Symbol(Kind.CONSTANT, "EPERM"), new Symbol(Kind.TYPEDEF, "siginfo_t")), AbiProbe.symbols(lines));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--include-var environ", "--include-constant", "EPERM", "--include-constant EPERM ENOENT"})
    void noLineOfAListIsPassedOver(String line) {
        assertThrows(AssertionError.class, () -> AbiProbe.symbols(List.of(line)));
    }
}
