package ns.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a child would do, told without making one. */
class DescribeTest {

    private static void assertStep(List<String> steps, String operation, String subject) {
        assertTrue(steps.stream().anyMatch(step -> step.startsWith(operation + " ") && step.contains(subject)),
                () -> operation + " " + subject + " is not in " + steps);
    }

    @Test
    void eachStepOfAFullIsolationIsTold() throws Exception {
        Isolation spec = Isolation.full().toBuilder().hostname("bird").directory(Path.of("/srv")).build();
        List<String> steps = spec.describe(List.of("/bin/echo", "hello"));
        assertEquals("clone3 uts, ipc, pid, mount, user, network namespaces", steps.getFirst());
        assertStep(steps, "write", "/proc/self/uid_map");
        assertStep(steps, "write", "/proc/self/gid_map");
        assertStep(steps, "sethostname", "bird");
        assertStep(steps, "mount", "/ private, recursively");
        assertStep(steps, "mount", "proc on /proc");
        assertStep(steps, "link set", "lo up");
        assertStep(steps, "chdir", "/srv");
        assertTrue(steps.getLast().startsWith("execve /bin/echo"), steps.getLast());
    }

    @Test
    void whatIsNotAskedForIsNotTold() throws Exception {
        List<String> steps = Isolation.builder().build().describe(List.of("/bin/true"));
        assertEquals("clone3 child", steps.getFirst());
        assertTrue(steps.stream().noneMatch(step -> step.startsWith("mount ") || step.startsWith("sethostname ")
                || step.startsWith("link ") || step.startsWith("chdir ") || step.contains("_map")), steps::toString);
    }

    @Test
    void aCommandIsToldWithEachPlaceItIsSearchedIn() throws Exception {
        List<String> steps = Isolation.builder().env("PATH", "/one:/two").build().describe(List.of("tool"));
        assertStep(steps, "execve", "/one/tool");
        assertTrue(steps.getLast().startsWith("execve /two/tool"), steps.getLast());
    }

    @Test
    void nothingIsRun(@TempDir Path folder) throws Exception {
        Path trace = folder.resolve("trace");
        Isolation.full().describe(List.of("sh", "-c", "touch " + trace + "; sleep 1000"));
        assertFalse(Files.exists(trace));
        assertTrue(ProcessHandle.current().children()
                .noneMatch(child -> child.info().commandLine().orElse("").contains(trace.toString())));
    }

    @Test
    void aCopyIsTheSameAndChangingItLeavesTheOriginal() throws Exception {
        Isolation spec = Isolation.full().toBuilder().namespaces(EnumSet.allOf(Namespace.class))
                .hostname("bird").domainname("nest").mountProc(Path.of("/srv")).uid(0).gid(0)
                .env("NS_TEST", "1").clearEnv().directory(Path.of("/proc")).dieWithParent()
                .stdin(Redirect.from(Path.of("/dev/null").toFile())).stdout(Redirect.DISCARD).mergeStderr().build();
        List<String> steps = spec.describe(List.of("tool"));
        IsolationBuilder copy = spec.toBuilder();
        assertEquals(steps, copy.build().describe(List.of("tool")));
        Isolation changed = copy.namespaces(Namespace.USER, Namespace.UTS).hostname("fish").domainname("other").noMountProc()
                .loopbackDown().stdin(Redirect.PIPE).env("PATH", "/srv").build();
        assertNotEquals(steps, changed.describe(List.of("tool")));
        assertEquals(steps, spec.describe(List.of("tool")));
    }

    @Test
    void aCommandThatCannotBeStartedIsNotToldEither() {
        Isolation spec = Isolation.builder().build();
        assertThrows(IllegalArgumentException.class, () -> spec.describe(List.of()));
        assertThrows(IllegalArgumentException.class, () -> spec.describe(List.of("a\0b")));
    }
}
