package ns.core;

import static ns.core.process.Deadline.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import ns.core.limit.CgroupLimits;
import ns.core.process.ForkedJvm;
import ns.core.syscall.ProcStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands that a static executable starts and supervises, and no JVM. */
class ExecutableTest {

    private static final List<String> OTHERWISE = List.of("/bin/sh", "-c", "echo otherwise $0 $MARK; exit 42", "argument");
    private static final Isolation FULL = Isolation.full().toBuilder().inheritIO().dieWithParent().build();

    /** More than its pages are, and less than half of what one supervisor of bubblewrap holds. */
    private static final long FEW_KILOBYTES = 300;

    @TempDir
    private Path temp;

    private Path write(Isolation spec, String... command) throws IOException {
        Path file = temp.resolve("executable");
        Files.write(file, spec.executable(List.of(command), OTHERWISE, file).orElseThrow());
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private ProcessBuilder builder(Isolation spec, String... command) throws IOException {
        return new ProcessBuilder(write(spec, command).toString());
    }

    private Fixtures.Outcome run(Isolation spec, String... command) throws Exception {
        Process process = builder(spec, command).start();
        try {
            return Fixtures.outcome(process);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theCommandIsIsolatedAsAnyOtherIs() throws Exception {
        String script = "echo $$; id -u; hostname; ls /proc | grep -c '^[0-9]'; readlink /proc/self/ns/*; cat /proc/self/uid_map";
        Isolation spec = FULL.toBuilder().hostname("bird").build();
        List<String> lines = run(spec, "sh", "-c", script).lines();
        assertEquals(List.of("1", "0", "bird"), lines.subList(0, 3));
        for (Namespace kind : Namespace.ALL) {
            String here = Files.readSymbolicLink(Path.of("/proc/self/ns", kind.procName())).toString();
            assertTrue(lines.stream().anyMatch(line -> line.startsWith(kind.procName() + ":")), kind + " in " + lines);
            assertFalse(lines.contains(here), here);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, exit 0", "7, exit 7", "143, kill -TERM $$; exit 3", "130, trap 'exit 130' INT; kill -INT $$"})
    void itEndsWithTheCommandsStatus(int status, String script) throws Exception {
        Isolation spec = FULL.toBuilder().loopbackDown().build();
        // As process 1 the shell does not end by its own signal, but one that it has started does.
        assertEquals(status, run(spec, "sh", "-c", "sh -c '" + script.replace("'", "'\\''") + "'").status());
    }

    @Test
    void itRemovesItsFile() throws Exception {
        assertEquals(List.of(), run(FULL, "true").lines());
        assertFalse(Files.exists(temp.resolve("executable")));
    }

    @Test
    void whereTheCommandCannotBeStartedAnotherTakesItsPlace() throws Exception {
        ProcessBuilder missing = builder(FULL, "/nowhere/nothing");
        Process process = missing.start();
        assertEquals(new Fixtures.Outcome(42, "otherwise argument\n", ""), Fixtures.outcome(process));
        Isolation impossible = FULL.toBuilder().directory(Path.of("/nowhere")).build();
        assertEquals(new Fixtures.Outcome(42, "otherwise argument\n", ""), run(impossible, "true"));
    }

    /** It has the signal mask and the descriptors that the executable has got. */
    @Test
    void theOtherFindsAllAsItWas() throws Exception {
        Path file = temp.resolve("executable");
        List<String> look = List.of("/bin/sh", "-c", "grep -E 'SigBlk|SigIgn' /proc/self/status; ls /proc/$$/fd");
        Files.write(file, FULL.executable(List.of("/nowhere/nothing"), look, file).orElseThrow());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        Process expected = new ProcessBuilder(look).start();
        assertEquals(Fixtures.outcome(expected), Fixtures.outcome(new ProcessBuilder(file.toString()).start()));
    }

    @Test
    void nothingButTheStandardStreamsIsPassedOn() throws Exception {
        String look = "for n in 0 1 2 3 4 5 6 7 8 9; do if [ -e /proc/$$/fd/$n ]; then echo $n; fi; done";
        String starting = "exec 7</dev/null 8>/dev/null; exec " + write(FULL, "sh", "-c", look);
        assertEquals(List.of("0", "1", "2"), Fixtures.runOutside("sh", "-c", starting).lines());
    }

    @Test
    void whoReadsWhatTheCommandWritesSeesItsEndWhenTheCommandClosesIt() throws Exception {
        Process process = builder(FULL, "sh", "-c", "echo out; exec >&- 2>&-; read line").start();
        try {
            assertEquals("out\n", new String(process.getInputStream().readAllBytes()));
            assertEquals("", new String(process.getErrorStream().readAllBytes()));
            assertTrue(process.isAlive());
        } finally {
            process.destroyForcibly();
        }
    }

    /** Its handler runs, and for one without a handler SIGKILL comes in the place of what the kernel would drop. */
    @ParameterizedTest
    @CsvSource({"TERM, 143", "HUP, 129", "INT, 130"})
    void signalsArePassedOn(Signal signal, int status) throws Exception {
        assumeFalse(ProcStatus.ofSelf().ignores(signal.number()), "whoever started the tests ignores SIG" + signal);
        assertEquals(9, statusAfter(signal, "trap 'exit 9' " + signal + "; echo ready; while :; do sleep 0.01; done"));
        // Not a loop: while a shell forks it blocks all signals, which looks as if it waited for them.
        assertEquals(status, statusAfter(signal, "echo ready; read line"));
    }

    private int statusAfter(Signal signal, String script) throws Exception {
        Process process = builder(FULL, "sh", "-c", script).start();
        try {
            assertEquals("ready", process.inputReader().readLine());
            Fixtures.runOutside("kill", "-" + signal, Long.toString(process.pid()));
            return Fixtures.statusOf(process);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aCallerThatIgnoresItsChildrenDoesNotBreakWaiting() throws Exception {
        Path file = write(FULL, "sh", "-c", "exit 7");
        assertEquals(7, Fixtures.runOutside("sh", "-c", "trap '' CHLD; exec " + file).status());
    }

    /** As under nohup(1), which the JVM that writes the executable is under too. The command handles it all the same. */
    @Test
    void whatTheCallerIgnoresIsNotPassedOn() throws Exception {
        Path file = temp.resolve("executable");
        String jvm = String.join("' '", ForkedJvm.command(ExecutableTest.class, "writePerl", file.toString()));
        Process process = new ProcessBuilder("sh", "-c", "trap '' HUP; '" + jvm + "' && exec " + file).start();
        try {
            assertEquals("ready", process.inputReader().readLine());
            Fixtures.runOutside("kill", "-HUP", Long.toString(process.pid()));
            process.getOutputStream().close();
            assertEquals(3, Fixtures.statusOf(process));
        } finally {
            process.destroyForcibly();
        }
    }

    /** A shell can set no trap for a signal that was ignored when it began. */
    static void writePerl(String... args) throws IOException {
        Path file = Path.of(args[0]);
        String script = "$SIG{HUP} = sub { exit 9 }; $| = 1; print \"ready\\n\"; <STDIN>; exit 3";
        Files.write(file, FULL.executable(List.of("perl", "-e", script), OTHERWISE, file).orElseThrow());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void theCommandDiesWithItsSupervisor() throws Exception {
        Process process = builder(FULL, "sh", "-c", "echo ready; sleep 1000").start();
        List<ProcessHandle> below;
        try {
            assertEquals("ready", process.inputReader().readLine());
            below = process.descendants().toList();
            assertFalse(below.isEmpty());
        } finally {
            process.destroyForcibly();
        }
        await("the end of all below", () -> below.stream().noneMatch(each -> Fixtures.isRunning(each.pid())));
    }

    /** At whatever moment it is killed: that is in its set-up as often as not. */
    @Test
    void nothingOutlivesASupervisorThatIsKilledEarly() throws Exception {
        List<ProcessHandle> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Process process = builder(FULL, "sleep", "1000").start();
            try {
                Thread.sleep(Duration.ofNanos(i * 50_000L));
                process.descendants().forEach(all::add);
            } finally {
                process.destroyForcibly();
            }
            Fixtures.statusOf(process);
        }
        await("the end of all", () -> all.stream().noneMatch(each -> Fixtures.isRunning(each.pid())));
    }

    @Test
    void itHoldsAFewPages() throws Exception {
        Process process = builder(FULL, "sh", "-c", "echo ready; read line").start();
        try {
            assertEquals("ready", process.inputReader().readLine());
            await("its last step", () -> descriptors(process.pid()).equals(List.of("0", "1")));
            long kilobytes = 0;
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
                if (line.startsWith("VmRSS:") || line.startsWith("VmPTE:")) {
                    kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
            assertTrue(kilobytes > 0 && kilobytes < FEW_KILOBYTES, kilobytes + " kB");
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> descriptors(long pid) {
        try (Stream<Path> each = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return each.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    static List<Isolation> thoseThatNeedAJvm() {
        return List.of(
                Isolation.full(),
                FULL.toBuilder().init().build(),
                FULL.toBuilder().timeLimit(Duration.ofSeconds(1)).build(),
                FULL.toBuilder().cgroup(CgroupLimits.none()).build(),
                FULL.toBuilder().passDescriptor(3).build(),
                FULL.toBuilder().prepare(pid -> { }).build(),
                FULL.toBuilder().keep(Namespace.UTS, Path.of("/nowhere")).build(),
                FULL.toBuilder().namespaces(EnumSet.allOf(Namespace.class)).build(),
                FULL.toBuilder().setgroups(true).build(),
                FULL.toBuilder().stdout(ProcessBuilder.Redirect.DISCARD).build(),
                Isolation.builder().namespaces(Namespace.UTS, Namespace.USER).mapRootUser().inheritIO().build());
    }

    @ParameterizedTest
    @MethodSource
    void thoseThatNeedAJvm(Isolation spec) {
        assertEquals(Optional.empty(), spec.executable(List.of("true"), OTHERWISE, Path.of("/nowhere")));
    }
}
