package ns.core;

import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import ns.core.error.Errno;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A time namespace is entered, by a child that shares no memory with the JVM. */
class EnterTimeTest extends Refusals {

    private static final String SECONDS = "sed -n 's/^boottime *//p' /proc/self/timens_offsets";
    private static final List<String> AHEAD = List.of("86400         0");

    @BeforeAll
    static void check() {
        assumeTrue(Files.exists(Path.of("/proc/self/ns/time")), "this kernel has no time namespaces");
    }

    /** A command whose time since boot is a day ahead. */
    private static IsolatedProcess target(Set<Namespace> kinds) throws IOException {
        Set<Namespace> all = EnumSet.copyOf(kinds);
        all.add(Namespace.TIME);
        return Isolation.builder().namespaces(all).mapRootUser().bootTimeOffset(Duration.ofDays(1)).build().start("sleep", "1000");
    }

    @Test
    void itIsEnteredWithItsUserNamespace() throws Exception {
        try (IsolatedProcess target = target(Set.of(Namespace.USER))) {
            Isolation spec = Isolation.builder().enter(NamespaceRef.of(target)).build();
            assertEquals(AHEAD, run(spec, sh(SECONDS)).lines());
            try (IsolatedProcess process = spec.start("cat")) {
                assertEquals(target.namespaceId(Namespace.TIME), process.namespaceId(Namespace.TIME));
                assertEquals(target.namespaceId(Namespace.TIME).orElseThrow(), Namespace.TIME.idOf(process.pid()));
                assertEquals(ProcessHandle.current().pid(), process.toHandle().parent().orElseThrow().pid());
            }
        }
    }

    @Test
    void itIsEnteredWithAllOthers() throws Exception {
        try (IsolatedProcess target = target(Namespace.ALL)) {
            Isolation spec = Isolation.builder().enter(NamespaceRef.of(target)).build();
            try (IsolatedProcess process = spec.start(sh(SECONDS + "; echo $$; exec cat"))) {
                assertEquals(AHEAD.getFirst(), process.inputReader().readLine());
                assertTrue(Long.parseLong(process.inputReader().readLine()) < 1000, "a small pid inside");
                for (Namespace kind : Namespace.values()) {
                    assertEquals(target.namespaceId(kind).orElseThrow(), kind.idOf(process.pid()), kind::toString);
                }
            }
            assertEquals(7, run(spec, sh("exit 7")).status());
        }
    }

    @Test
    void theStepThatFailsIsToldAlsoFromMemoryOfItsOwn() throws Exception {
        try (IsolatedProcess target = target(Set.of(Namespace.USER))) {
            Isolation spec = Isolation.builder().enter(NamespaceRef.of(target)).build();
            assertFails("execve", "/none", Errno.ENOENT, "no such file", () -> spec.start("/none"));
            assertFails("chdir", "/none", Errno.ENOENT, "no such directory",
                    () -> Isolation.builder().enter(NamespaceRef.of(target)).directory(Path.of("/none")).build().start("true"));
        }
    }

    @Test
    void oneOfTheOutsideIsEnteredByRoot() throws Exception {
        Fixtures.assumeRoot("a time namespace of the outside");
        try (IsolatedProcess target = Isolation.builder().namespaces(Namespace.TIME).bootTimeOffset(Duration.ofDays(1)).build().start("sleep", "1000");
                IsolatedProcess other = Isolation.builder().namespaces(Namespace.USER).mapRootUser().build().start("sleep", "1000")) {
            assertEquals(AHEAD, run(Isolation.builder().enter(NamespaceRef.of(target, Namespace.TIME)).build(), sh(SECONDS)).lines());
            assertEquals(AHEAD, run(Isolation.builder().enter(NamespaceRef.of(target, Namespace.TIME), NamespaceRef.of(other)).build(), sh(SECONDS)).lines());
        }
    }
}
