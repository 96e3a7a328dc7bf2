package ns.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import ns.core.Namespace;
import ns.core.bindings.core_h;
import ns.core.engine.ProgramLayout.CloneCall;
import ns.core.engine.Spawner.ParentWork;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.process.Deadline;
import ns.core.process.Leftovers;
import ns.core.syscall.NativeText;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Children of this JVM, made by either call: what they are born with, and what becomes of them. */
@ParameterizedClass
@EnumSource(CloneCall.class)
class SpawnerTest {

    private static final int LINK_SIZE = 64;

    /** Which the kernel refuses together with a new mount namespace. */
    private static final long CLONE_FS = 0x200;

    private static final String NO_SIGNALS = "0000000000000000";

    /** All but SIGKILL and SIGSTOP. */
    private static final String ALL_SIGNALS = "fffffffffffbfeff";

    @Parameter
    private CloneCall call;

    @TempDir
    private Path temp;

    private Leftovers leftovers;

    @BeforeEach
    void noteWhatThereIs() throws IOException {
        leftovers = Leftovers.before();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        leftovers.assertNone();
    }

    private Child spawn(long flags, ParentWork work, Step... steps) throws Exception {
        return Spawner.clone(new Program(flags, List.of(steps)), work, call);
    }

    private static Step waitForParent() {
        return Step.of("wait", "for the parent", SystemCall.FUTEX,
                Arg.Header.GO, Arg.of(core_h.FUTEX_WAIT()), Arg.of(0), Arg.of(0)).untilError();
    }

    private static Step execute(String script) {
        return Step.of("execve", "sh", SystemCall.EXECVE, Arg.of("/bin/sh"),
                new Arg.Pointers(Stream.of("sh", "-c", script).map(Arg::of).toList()), new Arg.Pointers(List.of()));
    }

    private static Step chdir(Path path) {
        return Step.of("chdir", path.toString(), SystemCall.CHDIR, Arg.of(path.toString()));
    }

    private static Step readlink(String link, Arg.Buffer buffer) {
        return Step.of("readlink", link, SystemCall.READLINKAT, Arg.of(core_h.AT_FDCWD()), Arg.of(link), buffer,
                Arg.of(buffer.size() - 1));
    }

    private static String status(String pid, String field) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", pid, "status"))) {
            return lines.filter(line -> line.startsWith(field + ":\t")).findFirst().orElseThrow()
                    .substring(field.length() + 2);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(String expected, String field, long pid) {
        try {
            Deadline.await(field + " " + expected, () -> status(Long.toString(pid), field).equals(expected));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theChildHasNamespacesOfItsOwnAndBecomesTheCommand() throws Exception {
        long flags = 0;
        Map<Namespace, Arg.Buffer> links = new EnumMap<>(Namespace.class);
        for (Namespace kind : Namespace.ALL) {
            flags |= kind.cloneFlag();
            links.put(kind, new Arg.Buffer(LINK_SIZE));
        }
        Step getpid = Step.of("getpid", "", SystemCall.GETPID);
        Stream<Step> readlinks = links.entrySet().stream()
                .map(link -> readlink("/proc/self/ns/" + link.getKey().procName(), link.getValue()));
        Step[] steps = Stream.of(Stream.of(getpid), readlinks, Stream.of(execute("exit $(($$ + 40))")))
                .flatMap(each -> each).toArray(Step[]::new);
        Child child = spawn(flags, ParentWork.NONE, steps);
        assertEquals(41, child.pidfd().reap());
        assertEquals(1, child.answers().of(getpid));
        assertEquals(Optional.empty(), child.answers().failed());
        for (Namespace kind : Namespace.ALL) {
            String link = NativeText.text(child.answers().of(links.get(kind)));
            assertTrue(link.matches(kind.procName() + ":\\[\\d+]"), link);
            assertNotEquals(kind.procName() + ":[" + kind.currentId() + "]", link);
        }
    }

    /** Not looked for in the command: execve would have reset the handlers anyway. */
    @Test
    void theChildHasNoHandlerOfTheJvmAndAllSignalsBlocked() throws Exception {
        String handled = status("self", "SigCgt");
        String blocked = status("thread-self", "SigBlk");
        assertNotEquals(NO_SIGNALS, handled, "this JVM handles no signal: the test would show nothing");
        Child child = spawn(0, pid -> {
            await(NO_SIGNALS, "SigCgt", pid);
            await(ALL_SIGNALS, "SigBlk", pid);
        }, waitForParent(), execute("exit 0"));
        assertEquals(0, child.pidfd().reap());
        assertEquals(handled, status("self", "SigCgt"));
        assertEquals(blocked, status("thread-self", "SigBlk"));
    }

    @Test
    void theChildWaitsUntilTheParentHasDoneItsWork() throws Exception {
        Path file = temp.resolve("made by the parent");
        Child child = spawn(0, pid -> {
            await("S (sleeping)", "State", pid);
            try {
                Files.createDirectory(file);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }, waitForParent(), chdir(file), execute("exit 7"));
        assertEquals(7, child.pidfd().reap());
    }

    static Stream<Exception> failures() {
        return Stream.of(new NamespaceException("write", "map", Errno.EPERM), new IllegalStateException("as tested"));
    }

    @Test
    void workThatThrowsEndsTheChild() {
        for (Exception failure : failures().toList()) {
            AtomicReference<Long> born = new AtomicReference<>();
            Exception thrown = assertThrows(Exception.class, () -> spawn(core_h.CLONE_NEWUSER() | core_h.CLONE_NEWPID(), pid -> {
                born.set(pid);
                switch (failure) {
                    case NamespaceException e -> throw e;
                    case RuntimeException e -> throw e;
                    default -> throw new AssertionError(failure);
                }
            }, waitForParent(), execute("exec sleep 1000")));
            assertSame(failure, thrown);
            assertTrue(Files.notExists(Path.of("/proc", born.get().toString())), "the child is still there");
        }
    }

    @Test
    void aStepThatFailsIsNamedAndTheChildReaped() {
        Arg.Buffer buffer = new Arg.Buffer(LINK_SIZE);
        Step before = readlink("/proc/self/ns/uts", buffer);
        Step fails = chdir(temp.resolve("missing"));
        Step after = execute("exit 0");
        SpawnException e = assertThrows(SpawnException.class, () -> spawn(0, ParentWork.NONE, before, fails, after));
        assertSame(fails, e.step().orElseThrow());
        assertEquals("chdir", e.step().get().operation());
        assertEquals(temp.resolve("missing").toString(), e.step().get().subject());
        assertEquals(Errno.ENOENT, e.errno());
        assertEquals("chdir " + temp.resolve("missing") + ": ENOENT (2)", e.getMessage());
        assertEquals(NativeText.text(e.answers().of(buffer)).length(), e.answers().of(before));
        assertEquals(0, e.answers().of(after));
    }

    @Test
    void aCallThatFailsIsNamed() {
        SpawnException e = assertThrows(SpawnException.class, () -> spawn(core_h.CLONE_NEWNS() | CLONE_FS, ParentWork.NONE, execute("exit 0")));
        assertTrue(e.step().isEmpty());
        assertEquals(call.name().toLowerCase(Locale.ROOT), e.call());
        assertEquals(Errno.EINVAL, e.errno());
        assertEquals(call.name().toLowerCase(Locale.ROOT) + ": EINVAL (22)", e.getMessage());
    }

    @Test
    void aChildKilledDuringSetUpIsNoCommandThatWasKilled() {
        Step waits = waitForParent();
        SpawnException e = assertThrows(SpawnException.class, () -> spawn(0, pid -> {
            await("S (sleeping)", "State", pid);
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        }, chdir(temp).optional(), chdir(temp).orElse(1), chdir(temp), waits, execute("exit 0")));
        assertSame(waits, e.step().orElseThrow());
        assertEquals(OptionalInt.of(core_h.SIGKILL()), e.signal());
        assertEquals(Errno.EINTR, e.errno());
    }

    @Test
    void aCommandThatIsKilledAtOnceIsACommand() throws Exception {
        Child child = spawn(0, ParentWork.NONE, chdir(temp.resolve("missing")).optional(), execute("kill -9 $$"));
        assertEquals(Pidfd.SIGNALLED + core_h.SIGKILL(), child.pidfd().reap());
    }

    @Test
    void aProgramThatEndsWithoutACommandIsAChildThatHasEnded() throws Exception {
        Child child = spawn(0, ParentWork.NONE, chdir(temp));
        assertEquals(0, child.pidfd().reap());
    }

    @Test
    void aReapedChildIsNotSignalled() throws Exception {
        Child child = spawn(0, ParentWork.NONE, execute("exec sleep 1000"));
        assertTrue(child.pidfd().signal(core_h.SIGKILL()));
        assertEquals(Pidfd.SIGNALLED + core_h.SIGKILL(), child.pidfd().reap());
        assertFalse(child.pidfd().signal(core_h.SIGKILL()));
    }
}
