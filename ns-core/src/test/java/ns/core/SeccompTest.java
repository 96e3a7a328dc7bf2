package ns.core;

import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import ns.core.bindings.core_h;
import ns.core.engine.Arg;
import ns.core.engine.Program;
import ns.core.engine.SpawnException;
import ns.core.engine.Spawner;
import ns.core.engine.Step;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.process.ForkedJvm;
import ns.core.seccomp.SeccompFilter;
import ns.core.syscall.Architecture;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters of system calls. */
class SeccompTest {

    private static final int ERRNO = 0x0005_0000;
    private static final int ALLOW = 0x7fff_0000;

    /** Code, jump if true, jump if false, operand; four numbers an instruction. */
    private static byte[] program(int... words) {
        ByteBuffer code = ByteBuffer.allocate(words.length / 4 * 8).order(ByteOrder.nativeOrder());
        for (int i = 0; i < words.length; i += 4) {
            code.putShort((short) words[i]).put((byte) words[i + 1]).put((byte) words[i + 2]).putInt(words[i + 3]);
        }
        return code.array();
    }

    /** Lets one system call answer an error. */
    private static byte[] deny(SystemCall call, int errno) {
        return program(0x20, 0, 0, 0, 0x15, 0, 1, call.number(Architecture.current()), 0x06, 0, 0, ERRNO | errno, 0x06, 0, 0, ALLOW);
    }

    private static IsolationBuilder filtered(SeccompFilter... filters) {
        IsolationBuilder builder = Fixtures.rootIn(Namespace.MOUNT, Namespace.UTS);
        for (SeccompFilter filter : filters) {
            builder.seccomp(filter);
        }
        return builder;
    }

    @Test
    void aCallAnswersWhatTheFilterSays() throws Exception {
        Fixtures.Outcome outcome = run(filtered(SeccompFilter.of(deny(SystemCall.MKDIRAT, 0)),
                SeccompFilter.of(deny(SystemCall.SYMLINKAT, 28))).build(), sh("grep Seccomp_filters /proc/self/status | cut -f2; ln -s a /none/b"));
        assertEquals("2\n", outcome.out());
        assertTrue(outcome.err().contains("No space left on device") || outcome.err().contains("No such file"), outcome::toString);
    }

    @Test
    void aFilterIsReadFromAFileAsBubblewrapReadsIt(@TempDir Path folder) throws Exception {
        int uname = Architecture.current() == Architecture.X86_64 ? 63 : 160;
        Path file = Files.write(folder.resolve("filter"),
                program(0x20, 0, 0, 0, 0x15, 0, 1, uname, 0x06, 0, 0, ERRNO | 28, 0x06, 0, 0, ALLOW));
        Fixtures.Outcome ours = run(filtered(SeccompFilter.read(file)).build(), "uname");
        assertEquals("uname: cannot get system name: No space left on device\n", ours.err());
        assumeTrue(Files.exists(Path.of("/usr/bin/bwrap")), "bubblewrap is not installed");
        Fixtures.Outcome theirs = Fixtures.runOutside("sh", "-c", "exec bwrap --dev-bind / / --seccomp 7 uname 7< " + file);
        assertEquals(theirs, ours);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unshare --user true", "unshare --mount true", "mount -t tmpfs none /mnt", "umount /proc", "hostname bird",
            "nsenter --uts=/proc/self/ns/uts true", "unshare --time true"})
    void theStandardProfileDenies(String command) throws Exception {
        Isolation denied = filtered(SeccompFilter.standard()).build();
        Fixtures.Outcome outcome = run(denied, sh(command));
        assertTrue(outcome.status() != 0, outcome::toString);
        assertTrue(outcome.err().contains("Operation not permitted") || outcome.err().contains("permission denied")
                || outcome.err().contains("must be superuser") || outcome.err().contains("must be root"), outcome::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo a | cat", "sleep 0.01 & wait", "(exit 0)", "ls -l / > /dev/null", "sort < /etc/passwd > /dev/null",
            "find /proc/self/ > /dev/null", "JAVA -version", "timeout 5 true", "nice true", "setpriv --no-new-privs true",
            "dd if=/dev/zero of=/dev/null count=1"})
    void underTheStandardProfileProgramsRun(String command) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        Fixtures.Outcome outcome = run(filtered(SeccompFilter.standard()).build(), sh(command.replace("JAVA", java)));
        assertEquals(0, outcome.status(), outcome::toString);
    }

    @Test
    void nothingIsTypedIntoTheTerminal() throws Exception {
        String[] type = {"perl", "-e", "ioctl(STDIN, 0x5412, $c = 'x') or print $! + 0"};
        assertEquals(List.of(Integer.toString(core_h.ENOTTY())), run(filtered().allowNewPrivileges().build(), type).lines());
        for (SeccompFilter filter : List.of(SeccompFilter.terminal(), SeccompFilter.standard())) {
            assertEquals(List.of(Integer.toString(core_h.EPERM())), run(filtered(filter).build(), type).lines());
        }
    }

    @Test
    void theCommandsOfAJvmAtATerminalHaveThatFilter() throws Exception {
        assertEquals(1, terminalFilters(Isolation.builder().terminal(24, 80)));
        assertEquals(0, terminalFilters(Isolation.builder().newSession()), "without one there is nothing to protect");
    }

    private static long terminalFilters(IsolationBuilder jvm) throws Exception {
        try (IsolatedProcess process = jvm.build().start(ForkedJvm.command(SeccompTest.class, "describe"))) {
            long count = process.inputReader().lines().filter("seccomp terminal filter"::equals).count();
            assertEquals(0, Fixtures.statusOf(process));
            return count;
        }
    }

    static void describe(String... args) {
        Isolation.builder().build().describe(List.of("true")).forEach(System.out::println);
        assertFalse(Isolation.builder().allowNewPrivileges().build().describe(List.of("true")).contains("seccomp terminal filter"));
    }

    @Test
    void badProgramsAreRefused() {
        refused("0 bytes: EINVAL (22): a program has 1 to 4096 instructions of 8 bytes", new byte[0]);
        refused("7 bytes", new byte[7]);
        refused("32776 bytes", new byte[4097 * 8]);
        refused("instruction 0: EINVAL (22): the last one must be a return", program(0x20, 0, 0, 0));
        refused("instruction 0: EINVAL (22): jumps out of the program", program(0x15, 0, 1, 0, 0x06, 0, 0, ALLOW));
        refused("instruction 0: EINVAL (22): jumps out of the program", program(0x05, 0, 0, 1, 0x06, 0, 0, ALLOW));
        refused("instruction 0: EINVAL (22): loads from 64, which is not a word of struct seccomp_data", program(0x20, 0, 0, 64, 0x06, 0, 0, ALLOW));
        refused("instruction 0: EINVAL (22): loads from 2", program(0x20, 0, 0, 2, 0x06, 0, 0, ALLOW));
        NamespaceException e = assertThrows(NamespaceException.class,
                () -> filtered(SeccompFilter.of(program(0x30, 0, 0, 0, 0x06, 0, 0, ALLOW))).build().start("true").close());
        assertEquals("seccomp filter: EINVAL (22): the kernel does not take this program, or has no filters", e.getMessage());
    }

    private static void refused(String message, byte[] program) {
        String told = assertThrows(IllegalArgumentException.class, () -> SeccompFilter.of(program)).getMessage();
        assertTrue(told.startsWith("seccomp filter, " + message), told);
    }

    @Test
    void whatIsRefusedHereTheKernelWouldRefuseToo() throws Exception {
        Random random = new Random(4);
        int[] codes = {0x20, 0x15, 0x05, 0x06, 0x06, 0x35};
        for (int i = 0; i < 300; i++) {
            int[] words = new int[4 * (1 + random.nextInt(4))];
            for (int j = 0; j < words.length; j += 4) {
                words[j] = codes[random.nextInt(codes.length)];
                words[j + 1] = random.nextInt(3);
                words[j + 2] = random.nextInt(3);
                words[j + 3] = words[j] == 0x06 ? ALLOW : random.nextInt(70);
            }
            byte[] code = program(words);
            boolean refused = false;
            try {
                SeccompFilter.of(code);
            } catch (IllegalArgumentException e) {
                refused = true;
            }
            assertEquals(kernelRefuses(code), refused, () -> Arrays.toString(words));
        }
    }

    /** The child only installs the filter, and goes no further. */
    private static boolean kernelRefuses(byte[] code) throws Exception {
        Step privileges = Step.of("prctl", "", SystemCall.PRCTL, Arg.of(38), Arg.of(1), Arg.of(0), Arg.of(0), Arg.of(0));
        Step install = Step.of("seccomp", "", SystemCall.SECCOMP, Arg.of(1), Arg.of(0), new Arg.Filter(code));
        Step end = Step.of("close", "", SystemCall.CLOSE, Arg.of(-1));
        SpawnException e = assertThrows(SpawnException.class,
                () -> Spawner.spawn(new Program(0, List.of(privileges, install, end)), Spawner.ParentWork.NONE));
        if (e.step().orElseThrow() == end) {
            return false;
        }
        assertEquals(Errno.EINVAL, e.errno());
        return true;
    }
}
