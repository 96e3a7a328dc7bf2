package ns.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    private static Options parse(String... arguments) {
        return Options.parse(List.of(arguments), List.of("spawn", "routes"));
    }

    @Test
    void withoutArgumentsAllIsMeasuredAndKept() {
        assertTrue(parse().isWhole());
        assertTrue(parse().selects("routes"));
        assertEquals(7, parse().effort().rounds(7, 2));
    }

    @Test
    void sectionsAreChosenByName() {
        assertTrue(parse("spawn").selects("spawn"));
        assertFalse(parse("spawn").selects("routes"));
        assertFalse(parse("spawn").isWhole());
    }

    @Test
    void aCheckMeasuresLessAndKeepsNothing() {
        assertEquals(2, parse("--check").effort().rounds(7, 2));
        assertFalse(parse("--check").isWhole());
    }

    @Test
    void roundsAreThoseAskedFor() {
        assertEquals(30, parse("--check", "--rounds", "30").effort().rounds(7, 2));
    }

    @Test
    void whatIsWrongIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> parse("--rounds"));
        assertThrows(IllegalArgumentException.class, () -> parse("--rounds", "0"));
        assertThrows(IllegalArgumentException.class, () -> parse("spwan"));
    }
}
