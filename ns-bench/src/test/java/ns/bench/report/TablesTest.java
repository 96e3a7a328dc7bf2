package ns.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TablesTest {

    @Test
    void numbersHaveThreeDigitsOrAllBeforeThePoint() {
        assertEquals("0.05", Tables.number(0.05));
        assertEquals("1.50", Tables.number(1.5));
        assertEquals("12.3", Tables.number(12.345));
        assertEquals("91476", Tables.number(91476.2));
    }
}
