package ns.core;

import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import ns.core.bindings.core_h;
import ns.core.process.ForkedJvm;
import ns.core.syscall.ProcStatus;
import org.junit.jupiter.api.Test;

/** A JVM whose parent had it ignore SIGCHLD, which execve does not change: the kernel would reap its children unasked. */
class IgnoredChildTest {

    @Test
    void theStatusIsTheCommandsAndNoZombieIsLeft() throws Exception {
        Stream<String> ignoring = Stream.of("env", "--ignore-signal=CHLD");
        assertEquals(List.of("true", "done"), Fixtures.runOutside(Stream.concat(ignoring,
                Stream.of(ForkedJvm.command(IgnoredChildTest.class, "waitForCommands"))).toArray(String[]::new)).lines());
    }

    static void waitForCommands(String... args) throws Exception {
        System.out.println(ProcStatus.ofSelf().ignores(core_h.SIGCHLD()));
        for (Isolation spec : List.of(Isolation.builder().build(), Isolation.full(), Isolation.full().toBuilder().init().build())) {
            for (int status = 0; status < 5; status++) {
                assertEquals(status, run(spec, sh("true; sh -c 'exit " + status + "'")).status());
            }
            String ignored = run(spec, "grep", "SigIgn", "/proc/self/status").lines().getFirst().replaceAll(".*\t", "");
            assertEquals(0, Long.parseUnsignedLong(ignored, 16) & 1L << core_h.SIGCHLD() - 1, ignored);
        }
        assertEquals(7, new ProcessBuilder("sh", "-c", "exit 7").start().waitFor());
        assertEquals(0, ProcessHandle.current().children().count());
        System.out.println("done");
    }
}
