package ns.core;

import static ns.core.Fixtures.outcome;
import static ns.core.Fixtures.rootIn;
import static ns.core.Fixtures.run;
import static ns.core.Fixtures.runOutside;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ns.core.process.ForkedJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mount namespaces: an own /proc, and mounts that stay inside. */
class MountTest {

    private static final Namespace[] KINDS = {Namespace.MOUNT, Namespace.PID};

    @Test
    void theOwnProcListsOnlyTheProcessesOfTheNamespace() throws Exception {
        Isolation spec = rootIn(KINDS).mountProc().build();
        assertEquals(List.of("/proc/1", "sh"), run(spec, sh("printf '%s\\n' /proc/[0-9]*; cat /proc/$$/comm")).lines());
        assertEquals(List.of("/proc/1", "/proc/2"),
                run(spec, sh("sleep 1000 & printf '%s\\n' /proc/[0-9]*")).lines());
    }

    @Test
    void withoutAnOwnProcThatOfTheMachineIsSeen() throws Exception {
        assertTrue(run(rootIn(KINDS).build(), sh("printf '%s\\n' /proc/[0-9]*")).lines()
                .contains("/proc/" + ProcessHandle.current().pid()));
    }

    @Test
    void procIsMountedWhereItIsWanted(@TempDir Path folder) throws Exception {
        Isolation spec = rootIn(KINDS).mountProc(folder).build();
        assertEquals(List.of(folder + "/1"), run(spec, sh("printf '%s\\n' " + folder + "/[0-9]*")).lines());
        try (var entries = Files.list(folder)) {
            assertEquals(0, entries.count(), "nothing is mounted outside");
        }
    }

    @Test
    void noMountProcTakesMountProcBack() throws Exception {
        String[] command = sh("test -e /proc/" + ProcessHandle.current().pid());
        assertEquals(1, run(rootIn(KINDS).mountProc().build(), command).status());
        assertEquals(0, run(rootIn(KINDS).mountProc().noMountProc().build(), command).status());
    }

    @Test
    void sysShowsTheInterfacesOfTheNewNetworkNamespace() throws Exception {
        Isolation spec = rootIn(Namespace.MOUNT, Namespace.NETWORK).mountSys().build();
        assertEquals(List.of("lo"), run(spec, "ls", "/sys/class/net").lines());
        assertEquals(runOutside("ls", "/sys/class/net").lines(), run(rootIn(Namespace.MOUNT).build(), "ls", "/sys/class/net").lines());
    }

    @Test
    void aFileAndAFolderAreSeenInOtherPlaces(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "of the host");
        Path other = Files.writeString(folder.resolve("other"), "bound");
        Path place = Files.createDirectory(folder.resolve("place"));
        Isolation spec = rootIn(Namespace.MOUNT).bind(other, file).bind(folder, place).build();
        assertEquals(List.of("boundbound"), run(spec, "cat", file.toString(), place.resolve("file").toString()).lines());
        assertEquals("of the host", Files.readString(file));
        assertFalse(Files.exists(place.resolve("file")), "nothing is mounted outside");
    }

    @Test
    void aTmpfsMountedInsideIsNotSeenOutside(@TempDir Path folder) throws Exception {
        assertMountStaysInside(rootIn(Namespace.MOUNT).build(), folder);
    }

    @Test
    void aTmpfsMountedInsideIsNotSeenOutsideWhereTheRootIsShared(@TempDir Path folder) throws Exception {
        Files.createDirectory(folder.resolve("control"));
        Files.createDirectory(folder.resolve("mount"));
        Files.createDirectory(folder.resolve("all"));
        // The machine's own mounts are left alone: what is shared is the root of a namespace in between.
        Isolation outer = rootIn(Namespace.MOUNT).build();
        String script = "mount --make-rshared / && exec \"$@\"";
        String[] jvm = ForkedJvm.command(MountTest.class, "isolateBelowSharedRoot", folder.toString());
        try (IsolatedProcess process = outer.start(shellWith(script, jvm))) {
            assertEquals(List.of("done"), outcome(process).lines());
        }
    }

    private static List<String> shellWith(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs in a JVM of its own, whose mounts are all shared. */
    static void isolateBelowSharedRoot(String... args) throws Exception {
        Path folder = Path.of(args[0]);
        Path control = folder.resolve("control");
        runOutside("unshare", "--mount", "--propagation", "unchanged", "mount", "-t", "tmpfs", "none", control.toString())
                .lines();
        assertTrue(isMountPoint(control), "without private mounts it would be seen");
        assertMountStaysInside(Isolation.builder().namespaces(Namespace.MOUNT).build(), folder.resolve("mount"));
        assertMountStaysInside(Isolation.full(), folder.resolve("all"));
        System.out.println("done");
    }

    private static void assertMountStaysInside(Isolation spec, Path folder) throws IOException {
        String script = "mount -t tmpfs none " + folder + " && : > " + folder + "/file && ls " + folder + "; read line";
        try (IsolatedProcess process = spec.start(sh(script)); BufferedReader out = process.inputReader()) {
            assertEquals("file", out.readLine());
            assertFalse(Files.exists(folder.resolve("file")));
            assertFalse(isMountPoint(folder));
        }
    }

    private static boolean isMountPoint(Path folder) throws IOException {
        return Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + folder + " ");
    }
}
