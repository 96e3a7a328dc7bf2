package ns.core;

import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import ns.core.error.NamespaceException;
import ns.core.limit.CgroupLimits;
import ns.core.process.Deadline;
import org.junit.jupiter.api.Test;

/** Control groups that a test makes below that of the JVM, where the kernel and the permissions let it. */
class CgroupTest {

    private static IsolationBuilder in(CgroupLimits limits) {
        return Isolation.builder().cgroup(limits);
    }

    /** The folder of the process's own control group of version 2. */
    private static Path groupOf(IsolatedProcess process) throws Exception {
        String own = Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "cgroup")).stream()
                .filter(line -> line.startsWith("0::")).findFirst().orElseThrow().substring("0::".length());
        String mount = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream().filter(line -> line.contains(" - cgroup2 "))
                .map(line -> line.split(" ")[4]).findFirst().orElseThrow();
        return Path.of(mount + own);
    }

    private static void assumeCgroups() throws Exception {
        Optional<String> mount = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream().filter(line -> line.contains(" - cgroup2 "))
                .map(line -> line.split(" ")[4]).findFirst();
        assumeTrue(mount.isPresent(), "no cgroup2 is mounted");
        assumeTrue(Fixtures.isRoot(), "making a control group needs root, or a delegated one");
        assumeTrue(Files.getFileStore(Path.of(mount.get())).isReadOnly() == false, mount.get() + " is read-only");
    }

    @Test
    void aCommandIsBornInOneOfItsOwnWhichGoesWithIt() throws Exception {
        assumeCgroups();
        Path group;
        try (IsolatedProcess process = in(CgroupLimits.none()).build().start("sleep", "1000")) {
            group = groupOf(process);
            assertTrue(group.getFileName().toString().startsWith("ns-" + ProcessHandle.current().pid() + "-"), group::toString);
            assertEquals(List.of(Long.toString(process.pid())), Files.readAllLines(group.resolve("cgroup.procs")));
        }
        assertFalse(Files.exists(group));
    }

    @Test
    void whatTheCommandLeavesBehindIsKilled() throws Exception {
        assumeCgroups();
        try (IsolatedProcess process = in(CgroupLimits.none()).build().start(sh("setsid sleep 1000 > /dev/null 2>&1 & echo $!"))) {
            long left = Long.parseLong(process.inputReader().readLine());
            assertEquals(0, process.waitFor());
            Deadline.await("the end of " + left, () -> !Fixtures.isRunning(left));
        }
    }

    @Test
    void aControllerThatIsNotThereIsNamed() throws Exception {
        assumeCgroups();
        NamespaceException e = assertThrows(NamespaceException.class,
                () -> in(CgroupLimits.none().setting("wings.max", "1")).build().start("true").close());
        assertTrue(e.getMessage().startsWith("cgroup wings.max: ENOENT (2): neither "), e::getMessage);
    }

    @Test
    void badLimitsAreRefused() {
        for (Runnable bad : List.<Runnable>of(() -> CgroupLimits.none().memory(0), () -> CgroupLimits.none().pids(-1),
                () -> CgroupLimits.none().cpus(0), () -> CgroupLimits.none().io("8:0"), () -> CgroupLimits.none().setting("../x", "1"),
                () -> CgroupLimits.none().setting("cgroup.procs", "1"), () -> CgroupLimits.none().setting("memory.max", " "))) {
            assertTrue(assertThrows(IllegalArgumentException.class, bad::run).getMessage().startsWith("cgroup "));
        }
        CgroupLimits limits = CgroupLimits.none().memory(1 << 20).pids(9).cpus(1.5).io("8:0 rbps=5 wiops=max");
        assertEquals("{memory.max=1048576, pids.max=9, cpu.max=150000 100000, io.max=8:0 rbps=5 wiops=max}", limits.settings().toString());
        assertEquals(List.of("cpu", "io", "memory", "pids"), List.copyOf(limits.controllers()));
    }
}
