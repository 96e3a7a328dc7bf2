package ns.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import ns.core.Signal;
import ns.core.bindings.core_h;
import ns.core.process.Tool;
import ns.core.syscall.Architecture;
import ns.core.syscall.ProcStatus;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both supervisors do their work: this machine's natively, the other one's under qemu-user. What they read as the status of the
 * command is a file of the test, so that it can say anything.
 */
@ParameterizedClass
@EnumSource(Architecture.class)
class SupervisorExecutionTest {

    private static final String PACKAGES = "qemu-user and bsdutils";
    private static final String NOTHING = status(0, 0, 0);

    @Parameter
    private Architecture architecture;

    @TempDir
    private Path temp;

    /** The lines that matter, among others. */
    private static String status(long blocked, long ignored, long caught) {
        return "Name:\tSigBlk: no\nSigQ:\t0/95000\nShdPnd:\t%016x\nSigBlk:\t%016x\nSigIgn:\t%016x\nSigCgt:\t%016x\nCapInh:\t%016x\n"
                .formatted(-1L, blocked, ignored, caught, -1L);
    }

    private static long bit(Signal signal) {
        return 1L << signal.number() - 1;
    }

    /** The command line of a supervisor, whose command is a shell that runs the script. */
    private List<String> supervisor(String status, boolean ownGroup, String script) throws IOException {
        List<Step> steps = new ArrayList<>();
        Step waited = Step.of("rt_sigprocmask", "waited for", SystemCall.RT_SIGPROCMASK, Arg.of(core_h.SIG_BLOCK()),
                new Arg.Data(longs(Supervisor.WAITED)), Arg.Header.OLD_MASK, Arg.of(Long.BYTES));
        Step clone = Step.of("clone", "command", SystemCall.CLONE, Arg.of(core_h.CLONE_VM() | core_h.CLONE_VFORK() | core_h.SIGCHLD()),
                Arg.of(0), Arg.of(0), Arg.of(0), Arg.of(0));
        Step unblocked = Step.of("rt_sigprocmask", "as before", SystemCall.RT_SIGPROCMASK, Arg.of(core_h.SIG_SETMASK()),
                Arg.Header.OLD_MASK, Arg.of(0), Arg.of(Long.BYTES));
        Step shell = Step.of("execve", "/bin/sh", SystemCall.EXECVE, Arg.of("/bin/sh"),
                new Arg.Pointers(List.of(Arg.of("sh"), Arg.of("-c"), Arg.of(script))), new Arg.Pointers(List.of(Arg.of("PATH=/usr/bin:/bin"))));
        Step group = Step.of("setpgid", "own process group", SystemCall.SETPGID, Arg.of(0), Arg.of(0));
        steps.addAll(List.of(waited, clone, Init.skipUnlessChild("parent", 3), unblocked, group, shell));
        Step pidfd = Step.of("pidfd_open", "command", SystemCall.PIDFD_OPEN, new Arg.Answer(clone), Arg.of(0));
        Path file = Files.writeString(temp.resolve("status"), status);
        Step open = Step.of("open", "status", SystemCall.OPENAT, Arg.of(core_h.AT_FDCWD()), Arg.of(file.toString()), Arg.of(0));
        steps.addAll(List.of(pidfd, open,
                Step.of("dup3", "pidfd", SystemCall.DUP3, new Arg.Answer(pidfd), Arg.of(Supervisor.COMMAND), Arg.of(0)),
                Step.of("dup3", "status", SystemCall.DUP3, new Arg.Answer(open), Arg.of(Supervisor.COMMAND_STATUS), Arg.of(0))));
        Path executable = Files.write(temp.resolve("supervisor"), Supervisor.file(architecture, steps, Supervisor.WAITED, ownGroup));
        Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwx------"));
        List<String> command = new ArrayList<>();
        if (architecture != Architecture.current()) {
            command.add("qemu-" + architecture.fileName());
        }
        command.add(executable.toString());
        return command;
    }

    private static byte[] longs(long value) {
        byte[] bytes = new byte[Long.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (value >>> i * Byte.SIZE);
        }
        return bytes;
    }

    private int run(String status, String script) throws IOException {
        return Tool.run(PACKAGES, supervisor(status, false, script)).status();
    }

    private static void assumeNotIgnored(Signal signal) throws IOException {
        assumeFalse(ProcStatus.ofSelf().ignores(signal.number()), "whoever started the tests ignores SIG" + signal);
    }

    @ParameterizedTest
    @CsvSource({"0, exit 0", "7, exit 7", "255, exit 255", "143, kill -TERM $$", "137, kill -KILL $$"})
    void itEndsWithTheCommandsStatus(int status, String script) throws IOException {
        assertEquals(status, run(NOTHING, script));
    }

    /** A shell that handles the signal ends with 9. */
    private static String handling(Signal signal) {
        return "trap 'exit 9' " + signal + "; kill -" + signal + " $PPID; while :; do sleep 0.01; done";
    }

    @ParameterizedTest
    @EnumSource(names = {"HUP", "INT", "TERM"})
    void whatTheCommandHandlesIsPassedOn(Signal signal) throws IOException {
        assumeNotIgnored(signal);
        assertEquals(9, run(status(0, 0, bit(signal)), handling(signal)));
    }

    @ParameterizedTest
    @EnumSource(names = {"HUP", "INT", "TERM"})
    void whatTheCommandWaitsForIsPassedOn(Signal signal) throws IOException {
        assumeNotIgnored(signal);
        assertEquals(9, run(status(bit(signal), 0, 0), handling(signal)));
    }

    @ParameterizedTest
    @EnumSource(names = {"HUP", "INT", "TERM"})
    void whatTheCommandIgnoresIsPassedOn(Signal signal) throws IOException {
        assumeNotIgnored(signal);
        assertEquals(9, run(status(0, bit(signal), 0), handling(signal)));
    }

    /** The kernel would drop it for process 1; the status is that of the signal all the same. */
    @ParameterizedTest
    @EnumSource(names = {"HUP", "INT", "TERM"})
    void whatTheCommandDoesNothingAboutKillsIt(Signal signal) throws IOException {
        assumeNotIgnored(signal);
        assertEquals(128 + signal.number(), run(status(~bit(signal), ~bit(signal), ~bit(signal)), handling(signal)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SigBlk:\t", "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\nSigCgt:\t000000000000"})
    void withoutAStatusAllIsPassedOn(String status) throws IOException {
        assertEquals(9, run(status, handling(Signal.TERM)));
    }

    @Test
    void theStatusMayBeLong() throws IOException {
        assertEquals(9, run("Groups:\t" + "4294967294 ".repeat(65_536) + "\n" + status(0, 0, bit(Signal.TERM)), handling(Signal.TERM)));
    }

    /** How many times a Ctrl-C reaches a command that is in another process group than its supervisor, and handles it. */
    private int interruptsByKey(boolean ownGroup) throws IOException {
        assumeNotIgnored(Signal.INT);
        List<String> supervisor = supervisor(status(0, 0, bit(Signal.INT) | bit(Signal.TERM)), ownGroup,
                "n=0; trap 'n=$((n+1))' INT; trap 'exit $n' TERM; echo $PPID ready; while :; do sleep 0.01; done");
        // The terminal shows the key when it has sent the signal; SIGTERM, of a higher number, is taken after it.
        String line = "out=$(mktemp); (until grep -q ready $out; do sleep 0.01; done; printf '\\003';"
                + " until grep -q '\\^C' $out; do sleep 0.01; done; kill -TERM $(sed -n 's/ ready.*//p' $out); sleep 1)"
                + " | script -qefc 'exec " + String.join(" ", supervisor) + "' $out >/dev/null; status=$?; rm $out; exit $status";
        return Tool.run(PACKAGES, List.of("sh", "-c", line)).status();
    }

    @Test
    void aKeyThatTheCommandHasGotIsNotPassedOn() throws IOException {
        assertEquals(0, interruptsByKey(false)); // here it has not, and would tell
    }

    @Test
    void aKeyThatTheCommandsOwnGroupHasNotGotIsPassedOn() throws IOException {
        assertEquals(1, interruptsByKey(true));
    }
}
