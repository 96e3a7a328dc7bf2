package ns.core;

import static ns.core.Fixtures.rootIn;
import static ns.core.Fixtures.run;
import static ns.core.Fixtures.runOutside;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.BufferedReader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** UTS namespaces: host name and NIS domain name. */
class UtsTest {

    private static final String[] NAMES = sh("hostname; cat /proc/sys/kernel/domainname");

    @Test
    void hostAndDomainNameOfTheSpecificationAreSeenInsideAndNotOutside() throws Exception {
        List<String> before = runOutside(NAMES).lines();
        Isolation spec = rootIn(Namespace.UTS).hostname("bird").domainname("nest.example").build();
        try (IsolatedProcess process = spec.start("cat")) {
            assertEquals(before, runOutside(NAMES).lines());
            assertNotEquals(Namespace.UTS.currentId(), process.namespaceId(Namespace.UTS).orElseThrow());
        }
        assertEquals(List.of("bird", "nest.example"), run(spec, NAMES).lines());
        assertEquals(before, runOutside(NAMES).lines());
    }

    @Test
    void namesThatTheCommandChangesStayInside() throws Exception {
        List<String> before = runOutside(NAMES).lines();
        Isolation spec = rootIn(Namespace.UTS).build();
        String script = "hostname; hostname bird; domainname nest; hostname; domainname; read line";
        try (IsolatedProcess process = spec.start(sh(script)); BufferedReader out = process.inputReader()) {
            assertEquals(before.getFirst(), out.readLine(), "a new namespace begins with the names outside");
            assertEquals("bird", out.readLine());
            assertEquals("nest", out.readLine());
            assertEquals(before, runOutside(NAMES).lines());
        }
    }

    @Test
    void eachNameAloneLeavesTheOther() throws Exception {
        List<String> outside = runOutside(NAMES).lines();
        assertEquals(List.of("bird", outside.get(1)), run(rootIn(Namespace.UTS).hostname("bird").build(), NAMES).lines());
        assertEquals(List.of(outside.get(0), "nest"), run(rootIn(Namespace.UTS).domainname("nest").build(), NAMES).lines());
    }

    @Test
    void theLongestNameIsSeenWhole() throws Exception {
        String longest = "a".repeat(63) + "z";
        Isolation spec = rootIn(Namespace.UTS).hostname(longest).domainname(longest).build();
        assertEquals(List.of(longest, longest), run(spec, NAMES).lines());
    }
}
