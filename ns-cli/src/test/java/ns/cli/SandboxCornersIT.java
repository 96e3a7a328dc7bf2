package ns.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Odd arguments of a sandbox: what is meant is done, or what is wrong is said. */
class SandboxCornersIT {

    private static Ns.Result run(String... words) throws Exception {
        return Ns.ns().run(words);
    }

    /** Of a variable that is not set: the working directory was not meant. */
    @ParameterizedTest
    @ValueSource(strings = {"--bind", "--ro-bind-try", "--dev-bind", "--overlay-src", "--file"})
    void anEmptySourceIsRefused(String option) throws Exception {
        String[] words = option.equals("--overlay-src") ? new String[] {"run", option, "", "--tmp-overlay", "/mnt", "true"}
                : new String[] {"run", option, "", "/mnt", "true"};
        run(words).refused(2, "mount " + option + " '': ENOENT (2): the path is empty");
    }

    @Test
    void anEmptyRootIsRefused() throws Exception {
        run("run", "--root", "", "true").refused(2, "mount --root '': ENOENT (2): the path is empty");
    }

    @Test
    void aFileThatCannotBeReadIsToldWithItsError(@TempDir Path folder) throws Exception {
        run("run", "--root", "tmpfs", "--file", folder.toString(), "/x", "true")
                .refused(2, "read " + folder + ": EISDIR (21): is a directory");
        run("run", "--seccomp", folder.toString(), "true").refused(125, "open " + folder + ": EISDIR (21): is a directory");
        run("run", "--pid-file", folder.toString(), "true")
                .refused(125, "write --pid-file " + folder + ": EISDIR (21): is a directory");
        Path below = folder.resolve("none/pid");
        run("run", "--pid-file", below.toString(), "true")
                .refused(125, "write --pid-file " + below + ": ENOENT (2): no such file or directory");
    }

    @Test
    void permissionsAreTheOnesAskedForWithTheirSpecialBits() throws Exception {
        Ns.Result result = run("run", "--tmpfs", "/mnt", "--perms", "2750", "--dir", "/mnt/d", "--perms", "4711", "--file", "/etc/passwd",
                "/mnt/f", "--perms", "1777", "--dir", "/mnt/t", "--", "stat", "-c", "%a", "/mnt/d", "/mnt/f", "/mnt/t");
        assertEquals(List.of("2750", "4711", "1777"), result.out().lines().toList(), result::toString);
    }

    /** Some of which are open without being closed on execve. */
    @Test
    void noDescriptorOfTheJvmCanBePassedOn() throws Exception {
        for (int descriptor = 3; descriptor < 9; descriptor++) {
            Ns.Result result = run("run", "--fd", Integer.toString(descriptor), "--", "readlink", "/proc/self/fd/" + descriptor);
            result.refused(2, "fcntl --fd " + descriptor + ": EBADF (9): the caller has not opened it");
        }
    }

    @Test
    void anOverlayThatTheKernelRefusesIsExplained(@TempDir Path folder) throws Exception {
        String lower = Files.createDirectory(folder.resolve("lower")).toString();
        String upper = Files.createDirectory(folder.resolve("upper")).toString();
        Ns.Result result = run("run", "--overlay-src", lower, "--overlay", upper, upper, "/mnt", "true");
        result.refused(125, "mount overlay of " + lower + ": EINVAL (22): its upper and work directory must be two of one file system");
    }

    @Test
    void theStatusIsTheCommandsAlsoWhereNobodyListensToItsEnd() throws Exception {
        String script = "{ \"$0\" run --json-status-fd 8 sh -c 'sleep 1; exit 3' 8>&1; echo status $? >&2; } | head -n 1 > /dev/null";
        Ns.Result result = new Ns("sh", "-c", script, Ns.HOME.resolve("bin/ns").toString()).run();
        assertEquals("ns: write descriptor 8: EPIPE (32): broken pipe\nstatus 3\n", result.err());
    }
}
