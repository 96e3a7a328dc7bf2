package ns.core;

import static ns.core.Fixtures.rootIn;
import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static ns.core.Fixtures.statusOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ns.core.error.Errno;
import ns.core.limit.ResourceLimit;
import ns.core.process.Deadline;
import ns.core.process.Leftovers;
import ns.core.syscall.ProcStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An init as process 1: it reaps, passes signals on, and ends as the command does. */
class InitTest extends Refusals {

    static final Isolation WITH_INIT = Isolation.full().toBuilder().init().build();

    @BeforeAll
    static void makeTheExecutable() throws Exception {
        run(WITH_INIT, "true");
    }

    @Test
    void theCommandIsAChildOfTheInit() throws Exception {
        // It names itself a moment after the command has begun.
        String script = "until grep -qx ns-init /proc/1/comm; do sleep 0.01; done; echo $$ $PPID; tr '\\0' ' ' </proc/1/cmdline; cat /proc/1/comm; readlink /proc/1/exe; read line";
        try (IsolatedProcess process = WITH_INIT.start(sh(script)); BufferedReader out = process.inputReader()) {
            assertEquals("2 1", out.readLine());
            assertEquals("ns-init ns-init", out.readLine());
            assertEquals("/memfd:ns-init (deleted)", out.readLine());
            assertEquals(2, process.pidInside());
            assertEquals(process.pid() + " 1", Fixtures.status(process.pid(), "NSpid"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 125, 126, 127, 128, 255})
    void itEndsWithTheCommandsStatus(int status) throws Exception {
        assertEquals(status, run(WITH_INIT, sh("exit " + status)).status());
    }

    @ParameterizedTest
    @CsvSource({"137, KILL", "139, SEGV", "143, TERM", "138, USR1"})
    void itEndsWith128AndTheSignalThatEndedTheCommand(int status, String signal) throws Exception {
        assertEquals(status, run(WITH_INIT, sh("ulimit -c 0; kill -s " + signal + " $$")).status());
    }

    @Test
    void whatEndsWithoutAParentIsReaped() throws Exception {
        String orphans = "for i in $(seq 50); do (sh -c 'exec sleep 0.0$1' sh $((i % 10)) &); done | cat; echo over; read line";
        try (IsolatedProcess process = WITH_INIT.start(sh(orphans))) {
            assertEquals("over", process.inputReader().readLine());
            Deadline.await("the command alone", () -> childrenOf(process.pid()).equals(List.of("sh S")));
            process.getOutputStream().close();
            assertEquals(1, statusOf(process), "read, at the end of its input");
        }
    }

    @Test
    void withoutAnInitACommandThatReapsNobodyKeepsZombies() throws Exception {
        String script = "(sleep 0.01 &); exec sleep 1000";
        try (IsolatedProcess process = Isolation.full().start(sh(script))) {
            Deadline.await("a zombie", () -> childrenOf(process.pid()).equals(List.of("sleep Z")));
        }
    }

    /** Zombies included. */
    private static List<String> childrenOf(long pid) {
        return ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children)
                .map(child -> nameAndState(child.pid())).toList();
    }

    private static String nameAndState(long pid) {
        try {
            return Fixtures.status(pid, "Name") + " " + Fixtures.status(pid, "State").charAt(0);
        } catch (IOException e) {
            return "ended";
        }
    }

    @Test
    void whatTheCommandLeavesBehindEndsWithIt() throws Exception {
        String script = "sleep 1000 & setsid sleep 1000 & (sleep 1000 &); read line; exit 3";
        try (IsolatedProcess process = WITH_INIT.start(sh(script))) {
            long namespace = process.namespaceId(Namespace.PID).orElseThrow();
            Deadline.await("the init, the command and three that sleep",
                    () -> Fixtures.processesIn(Namespace.PID, namespace).size() == 5);
            Set<Long> family = Fixtures.processesIn(Namespace.PID, namespace);
            process.getOutputStream().close();
            assertEquals(3, statusOf(process));
            assertEquals(Set.of(), family.stream().filter(Fixtures::isRunning).collect(Collectors.toSet()));
        }
    }

    @Test
    void killingItEndsAll() throws Exception {
        try (IsolatedProcess process = WITH_INIT.start(sh("sleep 1000 & sleep 1000"))) {
            long namespace = process.namespaceId(Namespace.PID).orElseThrow();
            Deadline.await("four", () -> Fixtures.processesIn(Namespace.PID, namespace).size() == 4);
            Set<Long> family = Fixtures.processesIn(Namespace.PID, namespace);
            process.destroyForcibly();
            assertEquals(137, statusOf(process));
            assertEquals(Set.of(), family.stream().filter(Fixtures::isRunning).collect(Collectors.toSet()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HUP", "INT", "QUIT", "KILL", "USR1", "USR2", "TERM"})
    void aSignalEndsACommandWithoutAHandler(Signal signal) throws Exception {
        assumeFalse(ProcStatus.ofSelf().ignores(signal.number()), "whoever started the tests ignores SIG" + signal);
        try (IsolatedProcess process = WITH_INIT.start("sleep", "1000")) {
            assertFalse(process.handles(signal));
            assertTrue(process.signal(signal));
            assertEquals(128 + signal.number(), statusOf(process));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HUP", "INT", "QUIT", "USR1", "USR2", "TERM", "CONT", "WINCH"})
    void aSignalRunsTheCommandsHandlerEachTime(Signal signal) throws Exception {
        assumeFalse(ProcStatus.ofSelf().ignores(signal.number()), "whoever started the tests ignores SIG" + signal);
        String script = "trap 'echo caught' " + signal + "; echo ready; while :; do read line && exit 7; done";
        try (IsolatedProcess process = WITH_INIT.start(sh(script)); BufferedReader out = process.inputReader()) {
            assertEquals("ready", out.readLine());
            assertTrue(process.handles(signal));
            for (int i = 0; i < 3; i++) {
                assertTrue(process.signal(signal));
                assertEquals("caught", out.readLine());
            }
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            assertEquals(7, statusOf(process));
            assertEquals(null, out.readLine(), "not once more");
        }
    }

    @Test
    void signalsFromInsideArePassedOnToo() throws Exception {
        String script = "trap 'echo caught; exit 9' TERM; (kill -TERM 1); while :; do sleep 0.01; done";
        assertEquals(new Fixtures.Outcome(9, "caught\n", ""), run(WITH_INIT, sh(script)));
    }

    @Test
    void aStoppedCommandGoesOnAgain() throws Exception {
        try (IsolatedProcess process = WITH_INIT.start(sh("kill -STOP $$; exit 4"))) {
            Deadline.await("the command to stop", () -> childrenOf(process.pid()).equals(List.of("sh T")));
            assertTrue(process.signal(Signal.CONT));
            assertEquals(4, statusOf(process));
        }
    }

    @Test
    void commandsThatCannotBeRunAreRefusedAsWithoutAnInit() throws IOException {
        Isolation searching = WITH_INIT.toBuilder().env("PATH", "/usr/bin:" + temp).build();
        assertFails("execve", "no-such-command", Errno.ENOENT, "not found in PATH (/usr/bin:" + temp + ")",
                () -> searching.start("no-such-command").close());
        assertFails("execve", temp + "/missing", Errno.ENOENT, "no such file", () -> WITH_INIT.start(temp + "/missing").close());
        String plain = file("plain", "rw-r--r--", "#!/bin/sh\n").toString();
        assertFails("execve", plain, Errno.EACCES, "chmod +x", () -> WITH_INIT.start(plain).close());
        String text = file("text", "rwxr-xr-x", "no first line\n").toString();
        assertFails("execve", text, Errno.ENOEXEC, "#!", () -> WITH_INIT.start(text).close());
        String script = file("script", "rwxr-xr-x", "#!/no/such/interpreter\n").toString();
        assertFails("execve", script, Errno.ENOENT, "its interpreter does not exist: /no/such/interpreter", () -> WITH_INIT.start(script).close());
        assertFails("execve", "true", Errno.E2BIG, "too long", () -> WITH_INIT.start("true", "a".repeat(200_000)).close());
    }

    @Test
    void aStepForTheCommandAloneIsRefusedToo() {
        Isolation spec = WITH_INIT.toBuilder().passDescriptor(1_000).build();
        assertFails("fcntl", "descriptor 1000, to be passed on", Errno.EBADF, "it is not open", () -> spec.start("true").close());
    }

    @Test
    void itNeedsAPidNamespace() {
        assertInvalid("execveat ns-init", "needs a new pid namespace", () -> rootIn(Namespace.UTS).init().build());
    }

    @Test
    void neitherHasADescriptorTooMany() throws Exception {
        try (IsolatedProcess process = WITH_INIT.start(sh("echo /proc/self/fd/*; read line"));
                BufferedReader out = process.inputReader()) {
            // The third is the folder, which the shell reads.
            assertEquals("/proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2 /proc/self/fd/3", out.readLine());
            Path ofInit = Path.of("/proc", Long.toString(process.pid()), "fd");
            Deadline.await("a pidfd alone", () -> descriptors(ofInit).equals(List.of("0 anon_inode:[pidfd]")));
        }
    }

    private static List<String> descriptors(Path folder) {
        try (var all = Files.list(folder)) {
            return all.map(fd -> {
                try {
                    return fd.getFileName() + " " + Files.readSymbolicLink(fd);
                } catch (IOException e) {
                    return "closed";
                }
            }).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theEndOfWhatTheCommandWritesIsSeenWhileItRuns() throws Exception {
        try (IsolatedProcess process = WITH_INIT.start(sh("echo x; exec >&- 2>&-; read line; exit 5"))) {
            assertEquals("x\n", new String(process.getInputStream().readAllBytes()));
            assertTrue(process.isAlive());
            process.getOutputStream().write('\n');
            process.getOutputStream().close();
            assertEquals(5, statusOf(process));
        }
    }

    @Test
    void limitsAndPassedDescriptorsAreTheCommandsAlone() throws Exception {
        Isolation spec = WITH_INIT.toBuilder().limit(ResourceLimit.parse("nofile=16")).build();
        try (IsolatedProcess process = spec.start(sh("ulimit -n; read line")); BufferedReader out = process.inputReader()) {
            assertEquals("16", out.readLine());
            String limits = Files.readString(Path.of("/proc", Long.toString(process.pid()), "limits"));
            assertFalse(limits.matches("(?s).*Max open files +16 .*"), limits);
        }
    }

    @Test
    void theCommandIsInTheTimeNamespaceAndTheGroupOfTheInit() throws Exception {
        Isolation spec = WITH_INIT.toBuilder().namespaces(Set.of(Namespace.values())).build();
        String script = "for p in 1 self; do for k in uts ipc pid mnt user net cgroup time; do readlink /proc/$p/ns/$k; done; done;"
                + " cut -d' ' -f5,6 /proc/1/stat; sh -c 'cut -d\" \" -f5,6 /proc/$PPID/stat; :'";
        List<String> lines = run(spec, sh(script)).lines();
        assertEquals(lines.subList(0, 8), lines.subList(8, 16));
        assertNotEquals(Files.readSymbolicLink(Path.of("/proc/self/ns/time")).toString(), lines.get(7));
        assertEquals(lines.get(16), lines.get(17), "process group and session");
    }

    @Test
    void twoHundredStartsAtOnceAreAllRightAndLeaveNothing() throws Exception {
        Isolation spec = WITH_INIT.toBuilder().env(Leftovers.MARK, Leftovers.MARK_VALUE).build();
        run(spec, "true");
        Leftovers before = Leftovers.before();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Fixtures.Outcome>> all = IntStream.range(0, 200).mapToObj(i -> threads.submit(
                    () -> run(spec, sh("(true &); echo " + i + " $$; exit " + i % 100)))).toList();
            for (int i = 0; i < all.size(); i++) {
                assertEquals(new Fixtures.Outcome(i % 100, i + " 2\n", ""), all.get(i).get());
            }
        }
        before.assertNone();
    }

    @Test
    void dryRunShowsIt() {
        List<String> lines = WITH_INIT.describe(List.of("/bin/true"));
        assertTrue(lines.indexOf("clone the command, and wait for its execve") > 0, lines::toString);
        assertTrue(lines.indexOf("execve /bin/true") > 0, lines::toString);
        assertEquals("execveat ns-init", lines.getLast());
    }
}
