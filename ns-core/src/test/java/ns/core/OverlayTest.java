package ns.core;

import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ns.core.mount.Mount;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Overlays, whose directories have names that mount(8) would stumble over. */
class OverlayTest {

    private static final Path POINT = Path.of("/merged");

    private Path folder;
    private Path first;
    private Path second;

    @BeforeEach
    void prepare(@TempDir Path temp) throws IOException {
        folder = Files.createDirectory(temp.resolve("a,b:c\\d e"));
        first = Files.createDirectory(folder.resolve("first"));
        second = Files.createDirectory(folder.resolve("second"));
        Files.writeString(first.resolve("both"), "first");
        Files.writeString(second.resolve("both"), "second");
        Files.writeString(second.resolve("below"), "below");
    }

    @Test
    void theTopmostIsSeenAndChangesGoToTheUpperOne() throws Exception {
        Path upper = Files.createDirectory(folder.resolve("upper"));
        Path work = Files.createDirectory(folder.resolve("work"));
        Isolation spec = Sandbox.empty().mount(Mount.overlay(POINT, List.of(first, second), upper, work)).build();
        assertEquals(List.of("firstbelow"), run(spec, sh("cat /merged/both /merged/below; echo new > /merged/new; rm /merged/below")).lines());
        assertEquals("new\n", Files.readString(upper.resolve("new")));
        assertTrue(Files.exists(second.resolve("below")), "the lower ones stay as they are");
        assertEquals(List.of("both", "new"), run(spec, "ls", "/merged").lines());
    }

    @Test
    void changesAreThrownAway() throws Exception {
        Isolation spec = Sandbox.empty().mount(Mount.throwAwayOverlay(POINT, List.of(first))).build();
        assertEquals(List.of("both", "new"), run(spec, sh("cd /merged; echo x > both; : > new; ls")).lines());
        assertEquals(List.of("both"), run(spec, "ls", "/merged").lines());
        assertEquals("first", Files.readString(first.resolve("both")));
    }

    @Test
    void aReadOnlyOneIsNotWrittenTo() throws Exception {
        Isolation spec = Sandbox.empty().mount(Mount.readOnlyOverlay(POINT, List.of(first, second))).build();
        Fixtures.Outcome outcome = run(spec, sh("cat /merged/*; : > /merged/new"));
        assertEquals("belowfirst", outcome.out());
        assertTrue(outcome.err().contains("Read-only file system"), outcome::toString);
    }

    @Test
    void itWorksWithoutANewRootAndLeavesTheLowerOnesAsTheyWere() throws Exception {
        Path point = Files.createDirectory(folder.resolve("point"));
        Isolation spec = Fixtures.rootIn(Namespace.MOUNT).mount(Mount.throwAwayOverlay(point, List.of(first, second))).build();
        assertEquals(List.of("below", "both", "both"), run(spec, "sh", "-c", "ls \"$1\"; ls \"$2\"", "sh", point.toString(), first.toString()).lines());
        assertFalse(Files.exists(first.resolve("upper")));
    }

    @Test
    void whatIsMissingIsToldBeforehand() {
        assertEquals("mount " + folder.resolve("none") + ": ENOENT (2): no such file or directory",
                refusal(Mount.throwAwayOverlay(POINT, List.of(folder.resolve("none")))));
        assertEquals("mount overlay on /merged: EINVAL (22): a read-only overlay has two lower directories or more: bind a single"
                + " one read-only instead", refusal(Mount.readOnlyOverlay(POINT, List.of(first))));
        assertEquals("mount overlay on /merged: EINVAL (22): an overlay has a lower directory at least",
                refusal(Mount.throwAwayOverlay(POINT, List.of())));
    }

    private static String refusal(Mount mount) {
        IsolationBuilder builder = Sandbox.empty().mount(mount);
        return assertThrows(IllegalArgumentException.class, builder::build).getMessage();
    }
}
