package ns.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import ns.core.Isolation;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.process.ForkedJvm;
import ns.core.process.Leftovers;
import ns.core.process.Tool;
import org.junit.jupiter.api.Test;

/** Where executable memory is denied, each start says so. */
class ExecutableMemoryTest {

    @Test
    void aStubThatCannotBeMappedIsAnErrorEachTime() throws IOException {
        Tool.Result result = Tool.run("a JDK", ForkedJvm.ofMain(List.of(), ExecutableMemoryTest.class));
        assertEquals(0, result.status(), result.text() + result.err());
    }

    /** Run in a JVM of its own: a filter cannot be taken away again. */
    public static void main(String[] args) throws Exception {
        Seccomp.denyExecutableMemory();
        assertDenied();
        Leftovers leftovers = Leftovers.before();
        assertDenied();
        leftovers.assertNone();
    }

    private static void assertDenied() {
        NamespaceException e = assertThrows(NamespaceException.class, () -> Isolation.full().start("true").close());
        assertEquals(List.of("mprotect", "stub", Errno.EACCES), List.of(e.operation(), e.subject(), e.errno()));
        assertTrue(e.getMessage().contains("SELinux"), e.getMessage());
    }
}
