package ns.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import ns.core.Isolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What reads command lines without picocli means the same by them, and leaves to it what it does not understand. */
class StandaloneTest {

    private static final List<String> OTHERWISE = List.of("/bin/false");
    private static final Path FILE = Path.of("/nowhere/executable");

    @TempDir
    private Path temp;

    private static List<String> words(String line) {
        return Arrays.stream(line.split(" ")).map(word -> word.equals("''") ? "" : word).toList();
    }

    private static byte[] executable(RunCommand run) throws IOException {
        Isolation isolation = run.isolation();
        return isolation.executable(run.command(), OTHERWISE, FILE).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "true",
        "-- true",
        "sh -c exit",
        "--hostname bird -- true --hostname dog",
        "--hostname=bird --domainname example.org true",
        "--only uts,pid,user,mount true",
        "--share network,ipc -- true",
        "--map-root-user --uid 0 --gid=0 true",
        "--map-current-user true",
        "--no-mount-proc true",
        "--env A=b --env=C=d=e --env HOME true",
        "--clear-env --env A=b true",
        "--cwd / true",
        "--root tmpfs --ro-bind /usr /usr --tmpfs /tmp --proc /mnt --dev /dev --dir /a --symlink usr/bin /bin --read-only-root true",
        "--root / --bind-try /nowhere /a --perms 0700 --dir /b --perms 0755 --dir /c --size 1M --tmpfs /tmp --chmod 700 /b --remount-ro / true"
    })
    void itMeansTheSame(String line) throws IOException {
        RunCommand simple = RunCommand.readSimple(words(line));
        assertNotNull(simple);
        RunCommand full = new RunCommand();
        new CommandLine(full).setStopAtPositional(true).parseArgs(words(line).toArray(String[]::new));
        assertEquals(full.command(), simple.command());
        assertEquals(full.isolation().describe(full.command()), simple.isolation().describe(simple.command()));
        assertArrayEquals(executable(full), executable(simple));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "--", "--help", "-v true", "--init true", "--pty true", "--nonsense true", "--hostname", "--hostname --", "--hostname '' true",
        "--hostname --dry-run true", "--hostname a --hostname b true", "--only uts --share ipc true", "--only uts --only ipc true",
        "--map-root-user --map-current-user true", "--map-auto true", "--no-mount-proc=false true", "--clear-env=x true", "--bind /a", "--bind /a --b true",
        "--root tmpfs --file /a /b true", "--net host true",
        "--dry-run true", "--die-with-parent true", "--keep uts=/a true", "--root a --root b true"
    })
    void itLeavesTheRestToPicocli(String line) {
        assertNull(RunCommand.readSimple(words(line)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "ls", "run", "run --init true", "run --only nonsense true", "run --uid x true", "run --hostname a/b true", "run --only uts,user true",
        "run --perms 7 true"
    })
    void itWritesNothingWhereAJvmIsNeeded(String line) {
        Path file = temp.resolve("executable");
        assertFalse(Standalone.write(file, "/bin/false", words(line)));
        assertFalse(Files.exists(file));
    }

    @Test
    void nobodyElseMayReadOrRunTheFile() throws IOException {
        Path file = temp.resolve("executable");
        assertTrue(Standalone.write(file, "/bin/false", List.of("run", "true")));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void itOverwritesNothing() throws IOException {
        Path file = Files.writeString(temp.resolve("executable"), "mine");
        assertFalse(Standalone.write(file, "/bin/false", List.of("run", "true")));
        assertEquals("mine", Files.readString(file));
    }
}
