package ns.core.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ns.core.engine.Seccomp;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.process.ForkedJvm;
import ns.core.process.Leftovers;
import ns.core.process.Tool;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What works is told from what is hidden, and trying changes nothing of the process that tries. */
class KernelFeatureTest {

    private static final List<Path> MINE = List.of(Path.of("/proc/self/mountinfo"), Path.of("/proc/self/cgroup"),
            Path.of("/proc/self/uid_map"), Path.of("/proc/self/status"));

    @Test
    void aTrialChangesNothing() throws Exception {
        for (KernelFeature feature : KernelFeature.values()) {
            tell(feature); // loads what a JVM loads only once
        }
        Leftovers leftovers = Leftovers.before();
        List<String> before = mine();
        for (KernelFeature feature : KernelFeature.values()) {
            tell(feature);
        }
        assertEquals(before, mine());
        leftovers.assertNone();
    }

    /** A refusal is of a kind that an old kernel or a container gives, and never one of a trial that is wrong. */
    private static void tell(KernelFeature feature) {
        try {
            feature.check();
        } catch (NamespaceException e) {
            List<Errno> possible = List.of(Errno.ENOSYS, Errno.EPERM, Errno.EACCES, Errno.ENOSPC, Errno.ENODEV);
            assertTrue(possible.contains(e.errno()) || e.getMessage().contains("needs Linux"), e::getMessage);
        }
    }

    private static List<String> mine() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : MINE) {
            Files.readAllLines(file).stream()
                    .filter(line -> !file.endsWith("status") || line.matches("(Cap|Sec|NoNew|Uid|Gid|Umask).*")).forEach(lines::add);
        }
        return lines;
    }

    @ParameterizedTest
    @CsvSource({"CLONE3, CLONE3", "CLONE_INTO_CGROUP, CLONE3", "CLOSE_RANGE, CLOSE_RANGE", "PIDFD, PIDFD_OPEN",
        "OPENAT2, OPENAT2", "FSOPEN, FSOPEN", "OPEN_TREE, OPEN_TREE", "MOVE_MOUNT, MOVE_MOUNT",
        "MOUNT_SETATTR, MOUNT_SETATTR", "OVERLAY, MOUNT", "SECCOMP, SECCOMP", "MEMFD_EXEC, MEMFD_CREATE"})
    void whatAFilterHidesIsNamed(KernelFeature feature, SystemCall hidden) throws Exception {
        Tool.Result result = Tool.run("a JDK", ForkedJvm.ofMain(List.of(), KernelFeatureTest.class, feature.name(), hidden.name()));
        assertEquals(0, result.status(), result.text() + result.err());
    }

    /** Run in a JVM of its own: a filter cannot be taken away again. */
    public static void main(String[] args) throws Exception {
        KernelFeature feature = KernelFeature.valueOf(args[0]);
        tell(feature);
        Seccomp.hide(SystemCall.valueOf(args[1]));
        NamespaceException e = assertThrows(NamespaceException.class, feature::check);
        assertEquals(Errno.ENOSYS, e.errno(), e::getMessage);
        assertTrue(e.getMessage().endsWith("a seccomp filter is in force and hides it: relax the profile of the container")
                || e.getMessage().contains("needs Linux"), e::getMessage);
    }

    @Test
    void aFilterThatKillsDoesNotKillWhoTries() throws Exception {
        Tool.Result result = Tool.run("a JDK", List.of(ForkedJvm.command(KernelFeatureTest.class, "survive")));
        assertEquals(0, result.status(), result.text() + result.err());
    }

    static void survive(String... args) throws Exception {
        tell(KernelFeature.OPENAT2);
        Seccomp.killOn(SystemCall.OPENAT2);
        NamespaceException e = assertThrows(NamespaceException.class, KernelFeature.OPENAT2::check);
        assertTrue(e.getMessage().startsWith("openat2 /: EINTR (4): signal 31 killed the child"), e::getMessage);
    }

    @Test
    void versionsAreComparedByNumber() {
        assertTrue(KernelFeature.isAtLeast("6.1.0-31-amd64", "5.12"));
        assertTrue(KernelFeature.isAtLeast("5.12", "5.12"));
        assertTrue(KernelFeature.isAtLeast("5.12.3", "5.9"));
        assertFalse(KernelFeature.isAtLeast("5.9.16", "5.12"));
        assertFalse(KernelFeature.isAtLeast("4.19.0+", "5.3"));
    }
}
