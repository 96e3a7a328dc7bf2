package ns.core.engine;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static ns.core.engine.StubHarness.BASE;
import static ns.core.engine.StubHarness.say;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ns.core.bindings.core_h;
import ns.core.engine.ProgramLayout.CloneCall;
import ns.core.engine.StubHarness.Run;
import ns.core.error.Errno;
import ns.core.syscall.Architecture;
import ns.core.syscall.NativeText;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Both stubs run programs of real system calls: this machine's natively, the other one's under qemu-user. */
@ParameterizedClass
@EnumSource(Architecture.class)
class StubExecutionTest {

    private static final int FAILED = 127;

    /** Writes an int through a pointer: 0, the parent death signal of a child that has asked for none. */
    private static final int PR_GET_PDEATHSIG = 2;

    private static final int PR_GET_NO_NEW_PRIVS = 39;

    /** Which the kernel refuses together with a new mount namespace. */
    private static final long CLONE_FS = 0x200;

    private static final int FUTEX_WAIT_BITSET = 9;
    private static final int SIGSET_SIZE = 8;

    @Parameter
    private Architecture architecture;

    @TempDir
    private Path temp;

    private Run run(Step... steps) throws IOException {
        return new StubHarness(architecture, temp).run(steps);
    }

    private static Step getpid() {
        return Step.of("getpid", "", SystemCall.GETPID);
    }

    private static Step open(Path path, int flags) {
        return Step.of("open", path.toString(), SystemCall.OPENAT, Arg.of(core_h.AT_FDCWD()), Arg.of(path.toString()),
                Arg.of(flags), Arg.of(0600));
    }

    private static Step close(Step opened) {
        return Step.of("close", "", SystemCall.CLOSE, new Arg.Answer(opened));
    }

    /** Fails with EBADF. */
    private static Step closeNothing() {
        return Step.of("close", "-1", SystemCall.CLOSE, Arg.of(-1));
    }

    private static Step execve(String file, String... argv) {
        List<Arg.Data> arguments = Stream.of(argv).map(Arg::of).toList();
        return Step.of("execve", file, SystemCall.EXECVE, Arg.of(file), new Arg.Pointers(arguments),
                new Arg.Pointers(List.of(Arg.of("COLOUR=blue"))));
    }

    @Test
    void theChildRunsEveryStepInOrderAndTheParentIsToldItsPid() throws IOException {
        Step getpid = getpid();
        Step second = say("world\n");
        Run run = run(getpid, say("hello "), second);
        assertEquals("hello world\n", run.output());
        assertEquals(0, run.status());
        assertEquals(run.spawned(), run.answers().of(getpid));
        assertEquals("world\n".length(), run.answers().of(second));
        assertEquals(Optional.empty(), run.answers().failed());
    }

    @Test
    void aStepUsesTheAnswersOfEarlierOnes() throws IOException {
        Path file = temp.resolve("written");
        byte[] text = NativeText.bytes("by the child");
        Step open = open(file, core_h.O_WRONLY() | core_h.O_CREAT() | core_h.O_CLOEXEC());
        Step write = Step.of("write", "", SystemCall.WRITE, new Arg.Answer(open), new Arg.Data(text), Arg.of(text.length));
        Step close = close(open);
        Step again = close(open).optional();
        Run run = run(open, write, close, again);
        assertEquals(0, run.status());
        assertArrayEquals(text, Files.readAllBytes(file));
        assertEquals(text.length, run.answers().of(write));
        assertEquals(Errno.EBADF, run.answers().errno(again));
    }

    @Test
    void anAnswerCanBeAnyOfTheSixArguments() throws IOException {
        Step zero = Step.of("write", "nothing", SystemCall.WRITE, Arg.of(1), Arg.of(0), Arg.of(0));
        Step eight = say("8 bytes\n");
        Step open = open(Path.of("/dev/null"), core_h.O_RDONLY());
        Step first = close(open);
        Step second = Step.of("dup3", "", SystemCall.DUP3, Arg.of(1), new Arg.Answer(eight), Arg.of(0));
        Step third = Step.of("write", "", SystemCall.WRITE, Arg.of(1), Arg.of("12345678"), new Arg.Answer(eight));
        Step fourth = Step.of("mask", "", SystemCall.RT_SIGPROCMASK, Arg.of(core_h.SIG_BLOCK()), Arg.of(0), Arg.of(0),
                new Arg.Answer(eight));
        Step fifthZero = noNewPrivileges(zero);
        Step fifthEight = noNewPrivileges(eight).optional();
        Step sixthZero = waitBitset(zero).optional();
        Step sixthEight = waitBitset(eight).optional();
        Run run = run(zero, eight, open, first, second, third, fourth, fifthZero, fifthEight, sixthZero, sixthEight);
        assertEquals(0, run.status());
        assertEquals("8 bytes\n12345678", run.output());
        assertEquals(8, run.answers().of(second));
        assertEquals(0, run.answers().of(fourth));
        assertEquals(0, run.answers().of(fifthZero));
        assertEquals(Errno.EINVAL, run.answers().errno(fifthEight));
        assertEquals(Errno.EINVAL, run.answers().errno(sixthZero), "an empty bit set");
        assertEquals(Errno.EAGAIN, run.answers().errno(sixthEight), "another value");
    }

    /** The kernel wants every argument but the first to be 0. */
    private static Step noNewPrivileges(Step fifth) {
        return Step.of("prctl", "", SystemCall.PRCTL, Arg.of(PR_GET_NO_NEW_PRIVS), Arg.of(0), Arg.of(0), Arg.of(0),
                new Arg.Answer(fifth));
    }

    /** The sixth argument is the bit set; 1 is not what GO holds. */
    private static Step waitBitset(Step sixth) {
        return Step.of("futex", "", SystemCall.FUTEX, Arg.Header.GO, Arg.of(FUTEX_WAIT_BITSET), Arg.of(1), Arg.of(0),
                Arg.of(0), new Arg.Answer(sixth));
    }

    @Test
    void theKernelFillsABuffer() throws IOException {
        Arg.Buffer buffer = new Arg.Buffer(64);
        Files.createSymbolicLink(temp.resolve("link"), Path.of("where/it/leads"));
        Step readlink = Step.of("readlink", "", SystemCall.READLINKAT, Arg.of(core_h.AT_FDCWD()),
                Arg.of(temp.resolve("link").toString()), buffer, Arg.of(buffer.size() - 1));
        Run run = run(readlink);
        assertEquals("where/it/leads", NativeText.text(run.answers().of(buffer)));
        assertEquals("where/it/leads".length(), run.answers().of(readlink));
    }

    @Test
    void anErrorStopsTheProgram() throws IOException {
        Step before = say("before\n");
        Step fails = open(temp.resolve("missing"), core_h.O_RDONLY());
        Step after = say("after\n");
        Run run = run(before, fails, after);
        assertEquals(FAILED, run.exitStatus());
        assertEquals("before\n", run.output());
        assertEquals(Optional.of(fails), run.answers().failed());
        assertEquals(Errno.ENOENT, run.answers().errno(fails));
        assertEquals(0, run.answers().of(after));
    }

    @Test
    void theVeryLastStepCanFail() throws IOException {
        Step fails = closeNothing();
        Run run = run(say("before\n"), fails);
        assertEquals(FAILED, run.exitStatus());
        assertEquals(Optional.of(fails), run.answers().failed());
    }

    @Test
    void anOptionalStepMayFail() throws IOException {
        Step fails = closeNothing().optional();
        Run run = run(fails, say("after\n"));
        assertEquals(0, run.status());
        assertEquals("after\n", run.output());
        assertEquals(Errno.EBADF, run.answers().errno(fails));
        assertEquals(Optional.empty(), run.answers().failed());
    }

    @Test
    void successSkipsTheAlternatives() throws IOException {
        Step skipped = say("second\n");
        Run run = run(say("first\n").orElse(2), skipped, say("third\n"), say("after\n"));
        assertEquals("first\nafter\n", run.output());
        assertEquals(0, run.answers().of(skipped));
    }

    @Test
    void anErrorTriesTheNextAlternative() throws IOException {
        Run run = run(closeNothing().orElse(2), closeNothing().orElse(1), say("third\n"), say("after\n"));
        assertEquals("third\nafter\n", run.output());
        assertEquals(0, run.status());
    }

    @Test
    void theLastAlternativesErrorStopsTheProgram() throws IOException {
        Step last = open(temp.resolve("missing"), core_h.O_RDONLY());
        Run run = run(closeNothing().orElse(1), last, say("after\n"));
        assertEquals("", run.output());
        assertEquals(FAILED, run.exitStatus());
        assertEquals(Optional.of(last), run.answers().failed());
    }

    @Test
    void successMaySkipTheRestOfTheProgram() throws IOException {
        Run run = run(say("only\n").orElse(1), closeNothing());
        assertEquals("only\n", run.output());
        assertEquals(0, run.status());
    }

    @Test
    void aStepIsRepeatedUntilItErrs() throws IOException {
        Step open = open(Path.of("/dev/null"), core_h.O_RDONLY()).untilError();
        Run run = run(open, say("after\n"));
        assertEquals(Errno.EMFILE, run.answers().errno(open), "the harness limits descriptors");
        assertEquals("after\n", run.output());
        assertEquals(0, run.status());
    }

    @Test
    void manyStepsAreWalked() throws IOException {
        Step[] steps = IntStream.range(0, 600).mapToObj(i -> say(i + " ")).toArray(Step[]::new);
        Run run = run(steps);
        assertEquals(String.join("", IntStream.range(0, 600).mapToObj(i -> i + " ").toList()), run.output());
    }

    @Test
    void severalHundredAlternativesAreSkipped() throws IOException {
        Step[] steps = IntStream.range(0, 600).mapToObj(i -> say("wrong ")).toArray(Step[]::new);
        steps[0] = say("first ").orElse(598);
        steps[599] = say("last");
        assertEquals("first last", run(steps).output());
    }

    @Test
    void theProgramBecomesAnother() throws IOException {
        Step missing = execve(temp.resolve("missing").toString(), "sh").orElse(1);
        Step found = execve("/bin/sh", "sh", "-c", "echo \"$# $0 $1 $COLOUR\"; exit 7", "zero", "one");
        Run run = run(missing, found);
        assertEquals("1 zero one blue\n", run.output());
        assertEquals(7, run.exitStatus());
        assertEquals(Errno.ENOENT, run.answers().errno(missing));
        assertEquals(Optional.empty(), run.answers().failed());
    }

    @Test
    void withoutACommandToExecuteTheErrorIsTold() throws IOException {
        Step first = execve(temp.resolve("missing").toString(), "sh").orElse(1);
        Step last = execve(temp.toString(), "sh");
        Run run = run(first, last);
        assertEquals(FAILED, run.exitStatus());
        assertEquals(Errno.ENOENT, run.answers().errno(first));
        assertEquals(Errno.EACCES, run.answers().errno(last));
        assertEquals(Optional.of(last), run.answers().failed());
    }

    @Test
    void theChildHasAllSignalsBlockedAndCanRestoreTheCallersMask() throws IOException {
        Arg.Buffer born = new Arg.Buffer(SIGSET_SIZE);
        Arg.Buffer restored = new Arg.Buffer(SIGSET_SIZE);
        Run run = run(
                mask("born", Arg.of(0), born),
                mask("restore", Arg.Header.OLD_MASK, new Arg.Buffer(SIGSET_SIZE)),
                mask("look", Arg.of(0), restored));
        long unblockable = 1L << core_h.SIGKILL() - 1 | 1L << core_h.SIGSTOP() - 1;
        long ofQemu = 0b11L << 62; // it keeps signals 63 and 64 for itself
        assertEquals(~unblockable & ~ofQemu, number(run.answers().of(born)) & ~ofQemu);
        assertEquals(StubHarness.MASK, number(run.answers().of(restored)));
    }

    private static Step mask(String subject, Arg set, Arg old) {
        return Step.of("rt_sigprocmask", subject, SystemCall.RT_SIGPROCMASK,
                Arg.of(core_h.SIG_SETMASK()), set, old, Arg.of(SIGSET_SIZE));
    }

    private static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    @Test
    void theCallerGetsItsSignalMaskBack() throws IOException {
        Run run = run(say(""));
        assertEquals(StubHarness.MASK, run.mask());
        assertEquals(StubHarness.MASK, run.memory().get(JAVA_LONG_UNALIGNED, ProgramLayout.HEADER_OLD_MASK));
    }

    @Test
    void clone3MakesTheChildWhereThereIsClone3() throws IOException {
        StubHarness harness = new StubHarness(architecture, temp);
        Run run = harness.run(CloneCall.CLONE3, StubHarness.VFORK, false, say("cloned\n"));
        if (harness.isEmulated()) {
            assertEquals(-Errno.ENOSYS.number(), run.spawned(), "qemu-user has no clone3");
            assertEquals("", run.output());
        } else {
            assertTrue(run.spawned() > 0, "answer " + run.spawned());
            assertEquals("cloned\n", run.output());
        }
        assertEquals(StubHarness.MASK, run.mask());
    }

    @Test
    void anErrorOfCloneIsTheAnswer() throws IOException {
        long flags = core_h.CLONE_NEWNS() | CLONE_FS;
        Run run = new StubHarness(architecture, temp).run(CloneCall.CLONE, flags, false, say("cloned\n"));
        assertEquals(-Errno.EINVAL.number(), run.spawned());
        assertEquals("", run.output());
        assertEquals(StubHarness.MASK, run.mask());
    }

    /** qemu-user does not clear the word behind CLONE_CHILD_CLEARTID, so the child does, as the kernel would. */
    @Test
    void finishLetsTheChildGoOnAndWaitsUntilItHasLeft() throws IOException {
        Step wait = Step.of("wait", "for the parent", SystemCall.FUTEX,
                Arg.Header.GO, Arg.of(core_h.FUTEX_WAIT()), Arg.of(0), Arg.of(0)).untilError();
        Arg alive = Arg.of(BASE + ProgramLayout.HEADER_ALIVE);
        Step clear = Step.of("prctl", "clear ALIVE", SystemCall.PRCTL, Arg.of(PR_GET_PDEATHSIG), alive);
        Step wake = Step.of("futex", "wake the parent", SystemCall.FUTEX, alive, Arg.of(core_h.FUTEX_WAKE()), Arg.of(1));
        Run run = new StubHarness(architecture, temp)
                .run(CloneCall.CLONE, 0, true, wait, say("went on\n"), clear, wake);
        assertEquals(0, run.status());
        assertEquals("went on\n", run.output());
        assertEquals(Errno.EAGAIN, run.answers().errno(wait), "the word had changed");
    }
}
