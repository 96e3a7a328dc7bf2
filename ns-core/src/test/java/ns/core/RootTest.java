package ns.core;

import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import ns.core.error.NamespaceException;
import ns.core.mount.Mount;
import ns.core.mount.Propagation;
import ns.core.mount.Root;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** New roots. */
class RootTest {

    private static final List<String> CONTENT = List.of("/bin", "/lib", "/lib64", "/proc", "/sbin", "/usr");

    @Test
    void anEmptyRootHasOnlyWhatIsPutIntoIt() throws Exception {
        assertEquals(CONTENT, run(Sandbox.empty().build(), sh("printf '%s\\n' /*")).lines());
    }

    @Test
    void theOldRootIsGone() throws Exception {
        Isolation spec = Sandbox.empty().build();
        assertEquals(Set.of("/", "/usr", "/proc"),
                Set.copyOf(run(spec, sh("cut -d' ' -f5 /proc/self/mountinfo | grep -v ^/proc/")).lines()));
        assertEquals(CONTENT, run(spec, sh("cd /; cd ..; printf '%s\\n' /../../*; test . -ef /")).lines().stream()
                .map(line -> line.substring("/../..".length())).toList());
        assertEquals(List.of("/"), run(spec, "readlink", "/proc/self/cwd").lines());
        assertEquals(List.of("/"), run(spec, "readlink", "/proc/self/root").lines());
    }

    @Test
    void nothingOpenLeadsToTheOldRoot() throws Exception {
        assertEquals(List.of("0", "1", "2", "3"), run(Sandbox.empty().build(), "ls", "/proc/self/fd").lines()); // 3 is ls's own
    }

    /** The kernel lets the owner write there, and the root of the host is root inside too. Opening alone changes nothing. */
    @Test
    void whatIsOfAllTheMachineIsReadOnlyForRoot() throws Exception {
        Fixtures.assumeRoot("a caller whose files in /proc/sys are");
        String script = "for file in sys/kernel/core_pattern sys/vm/swappiness sysrq-trigger irq/default_smp_affinity sys/net/ipv4/ip_forward; do"
                + " test -e /proc/$file && (: >> /proc/$file) && echo $file; done 2>&-";
        for (IsolationBuilder builder : List.of(Sandbox.empty(), Sandbox.empty().noMountProc().mount(Mount.proc(Path.of("/proc"))))) {
            assertEquals("sys/net/ipv4/ip_forward\n", run(builder.dropCapabilities(Capability.parse("all")).build(), sh(script)).out());
        }
        Isolation sharedNetwork = Sandbox.empty().namespaces(Namespace.USER, Namespace.MOUNT, Namespace.PID).build();
        assertEquals("", run(sharedNetwork, sh(script)).out());
    }

    @Test
    void aDirectoryBecomesTheRoot(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("hello"), "there");
        assertEquals(List.of("there"), run(Sandbox.in(Root.directory(folder)).build(), "cat", "/hello").lines());
    }

    @Test
    void whatIsWrittenIntoADirectoryIsThereAfterwards(@TempDir Path folder) throws Exception {
        assertEquals(0, run(Sandbox.in(Root.directory(folder)).build(), sh("echo new > /made")).status());
        assertEquals("new\n", Files.readString(folder.resolve("made")));
        assertFalse(Files.exists(folder.resolve("usr/bin")), "nothing stays mounted in it");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReadOnlyRootIsNotWrittenTo(boolean inMemory, @TempDir Path folder) throws Exception {
        Root root = inMemory ? Root.tmpfs().readOnly() : Root.directory(folder).readOnly();
        Isolation spec = Sandbox.in(root).mount(Mount.tmpfs(Path.of("/tmp"))).build();
        Fixtures.Outcome outcome = run(spec, sh("echo x > /tmp/own && cat /tmp/own; echo x > /file"));
        assertEquals("x\n", outcome.out());
        assertTrue(outcome.err().contains("Read-only file system"), outcome::toString);
        assertFalse(Files.exists(folder.resolve("file")));
    }

    @Test
    void theRootOfTheMachineCanBeSeenReadOnly(@TempDir Path folder) throws Exception {
        Isolation spec = Isolation.builder().namespaces(Namespace.ALL).mapRootUser()
                .root(Root.directory(Path.of("/")).readOnly()).mountProc().build();
        Fixtures.Outcome outcome = run(spec, sh("test -d " + folder + " && : > " + folder + "/file"));
        assertTrue(outcome.err().contains("Read-only file system"), outcome::toString);
        // What is mounted in it is read-only as well.
        List<String> options = run(spec, "cut", "-d", " ", "-f", "5,6", "/proc/self/mountinfo").lines();
        assertEquals(List.of(), options.stream().filter(line -> line.contains(" rw") && !line.startsWith("/proc ") && !line.startsWith("/proc/sys/net ")).toList());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNCHANGED")
    void theMountsOfTheRootHaveThePropagationAskedFor(Propagation propagation) throws Exception {
        List<String> lines = run(Sandbox.empty().propagation(propagation).build(), "cat", "/proc/self/mountinfo").lines();
        assertEquals(propagation == Propagation.SHARED, lines.stream().allMatch(line -> line.contains(" shared:")), lines::toString);
    }

    @Test
    void theDirectoryCanBeSet() throws Exception {
        assertEquals(List.of("/usr/bin"), run(Sandbox.empty().directory(Path.of("/usr/bin")).build(), "pwd").lines());
        NamespaceException e = assertThrows(NamespaceException.class,
                () -> Sandbox.empty().directory(Path.of("/home")).build().start("pwd").close());
        assertEquals("chdir /home: ENOENT (2): no such directory inside", e.getMessage());
    }

    @Test
    void aCommandThatIsOnlyOutsideIsNotFound(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\n");
        assertTrue(script.toFile().setExecutable(true));
        NamespaceException e = assertThrows(NamespaceException.class,
                () -> Sandbox.empty().build().start(script.toString()).close());
        assertEquals("execve " + script + ": ENOENT (2): no such file", e.getMessage());
    }

    @Test
    void aRootThatIsNoDirectoryIsRefused(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        refused("pivot_root " + file + ": ENOTDIR (20): the new root must be a directory", Root.directory(file));
        Path missing = folder.resolve("missing");
        refused("pivot_root " + missing + ": ENOENT (2): no such file or directory", Root.directory(missing));
        refused("mount there: EINVAL (22): must be an absolute path", Root.directory(Path.of("there")));
    }

    private static void refused(String message, Root root) {
        IsolationBuilder builder = Isolation.builder().namespaces(Namespace.MOUNT).root(root);
        assertEquals(message, assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }

    @Test
    void aRootNeedsAMountNamespace() {
        IsolationBuilder builder = Isolation.builder().namespaces(Namespace.UTS).root(Root.tmpfs());
        assertEquals("pivot_root tmpfs: EINVAL (22): needs a new mount namespace, which this specification has not",
                assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }
}
