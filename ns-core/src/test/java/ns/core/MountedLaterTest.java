package ns.core;

import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ns.core.mount.Root;
import ns.core.process.ForkedJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is mounted on the host between a specification and a start. */
class MountedLaterTest {

    @Test
    void aReadOnlyRootIsReadOnlyInWhatWasMountedInItSince(@TempDir Path folder) throws Exception {
        Isolation outer = Fixtures.rootIn(Namespace.MOUNT).build();
        assertEquals(List.of("read-only"), run(outer, ForkedJvm.command(MountedLaterTest.class, "mountLater", folder.toString())).lines());
    }

    static void mountLater(String... args) throws Exception {
        Path inner = Files.createDirectory(Path.of(args[0], "inner"));
        Isolation spec = Sandbox.in(Root.directory(Path.of(args[0])).readOnly()).build();
        assertEquals(0, new ProcessBuilder("mount", "-t", "tmpfs", "late", inner.toString()).start().waitFor());
        Fixtures.Outcome outcome = run(spec, sh("echo x > /inner/file"));
        assertTrue(outcome.err().contains("Read-only file system"), outcome::toString);
        System.out.println("read-only");
    }
}
