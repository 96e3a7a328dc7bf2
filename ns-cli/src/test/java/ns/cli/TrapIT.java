package ns.cli;

import static ns.cli.Ns.ns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ns.core.engine.Seccomp;
import ns.core.process.ForkedJvm;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tools of this field are known to stumble over: files, identities, descriptors and messages. */
class TrapIT {

    private static final String NS = Ns.HOME.resolve("bin/ns").toString();

    @TempDir
    private Path folder;

    @BeforeAll
    static void assume() throws Exception {
        Ns.assumeNamespaces();
    }

    private static String[] words(String options, String... more) {
        List<String> words = new ArrayList<>(Arrays.asList(options.split(" ")));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private Path script(String name, String text) throws Exception {
        Path script = Files.writeString(folder.resolve(name), text);
        assertTrue(script.toFile().setExecutable(true));
        return script;
    }

    // Interpreters

    @ParameterizedTest
    @ValueSource(strings = {"run", "run --init", "unshare -r"})
    void aMissingInterpreterIsNamed(String options) throws Exception {
        Path script = script("ns-script", "#!/none/perl -w\n");
        ns().run(words(options, script.toString()))
                .refused(127, "execve " + script + ": ENOENT (2): its interpreter does not exist: /none/perl");
        ns().env("PATH", System.getenv("PATH") + ":" + folder).run(words(options, "ns-script"))
                .refused(127, "execve ns-script: ENOENT (2): " + script + " is there, but its interpreter does not exist: /none/perl");
    }

    @Test
    void whatEnvDoesNotFindIsItsOwnToSay() throws Exception {
        Ns.Result result = ns().run("run", script("ns-script", "#!/usr/bin/env ns-none\n").toString());
        assertEquals(127, result.status());
        assertTrue(result.err().contains("ns-none"), result.err());
    }

    @Test
    void anInterpreterThatIsOnlyOutsideIsNamed() throws Exception {
        Path interpreter = script("interpreter", "");
        Path script = script("ns-script", "#!" + interpreter + "\n");
        String root = "run --root tmpfs --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib --symlink usr/lib64 /lib64 --ro-bind "
                + script + " /ns-script";
        ns().run(words(root, "/ns-script"))
                .refused(127, "execve /ns-script: ENOENT (2): its interpreter or the loader of that does not exist inside: " + interpreter);
        ns().run("run", "--root", "tmpfs", "--ro-bind", "/usr", "/usr", "/usr/bin/true")
                .refused(127, "execve /usr/bin/true: ENOENT (2): its loader does not exist inside: /lib");
    }

    // Mount points

    @Test
    void aMountPointThatLeadsOutOfTheNewRootIsRefused() throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        Path outside = Files.createDirectories(folder.resolve("outside/deep"));
        Files.createDirectory(root.resolve("usr"));
        Files.createSymbolicLink(root.resolve("absolute"), outside);
        Files.createSymbolicLink(root.resolve("middle"), Path.of("../outside"));
        for (String mount : List.of("--tmpfs /absolute", "--bind " + root + " /middle/deep", "--dir /middle/made")) {
            String line = ns().run(words("run --root " + root + " --ro-bind /usr /usr " + mount, "true")).refused(125, "");
            assertTrue(line.contains("EXDEV (18): a symbolic link on this path leads out of the new root: name the place it means"), line);
        }
        assertEquals(List.of(Path.of("deep")), list(outside.getParent()));
        assertEquals(List.of(), list(outside));
    }

    private static List<Path> list(Path folder) throws Exception {
        try (var entries = Files.list(folder)) {
            return entries.map(Path::getFileName).toList();
        }
    }

    @Test
    void aLinkThatStaysInsideIsFollowed() throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        for (String name : List.of("usr", "proc", "run", "var")) {
            Files.createDirectory(root.resolve(name));
        }
        Files.createSymbolicLink(root.resolve("var/run"), Path.of("../run"));
        for (String name : List.of("bin", "lib", "lib64")) {
            Files.createSymbolicLink(root.resolve(name), Path.of("usr/" + name));
        }
        assertEquals(List.of("/run/lock"), ns().run(words("run --root " + root + " --ro-bind /usr /usr --tmpfs /var/run/lock", "sh", "-c",
                "cut -d' ' -f5 /proc/self/mountinfo | grep run")).lines());
    }

    // Identities

    @Test
    void idsOf65536EntriesMapExactly() throws Exception {
        Ns.assumeRoot("mapping ranges");
        String script = "for id in 9 10 65545 65546; do setpriv --reuid $id --regid $id --clear-groups id -u 2> /dev/null || echo none; done;"
                + " cd \"$0\" && touch first last && chown 10:10 first && chown 65545:65545 last; stat -c '%u %g' below above";
        Path own = Files.createDirectory(folder.resolve("own"));
        for (int[] file : new int[][] {{99_999, 0}, {165_536, 1}}) {
            Path path = Files.createFile(own.resolve(file[1] == 0 ? "below" : "above"));
            Files.setAttribute(path, "unix:uid", file[0]);
            Files.setAttribute(path, "unix:gid", file[0]);
        }
        Files.setAttribute(own, "unix:uid", 100_000);
        Files.setAttribute(own, "unix:gid", 100_000);
        new Ns("chmod", "a+x", folder.toString()).run().succeeded();
        assertEquals(List.of("none", "10", "65545", "none", "65534 65534", "65534 65534"), ns().run("run", "--map-users", "10:100000:65536",
                "--map-groups", "10:100000:65536", "--map-users", "0:200000:1", "--map-groups", "0:200000:1", "sh", "-c", script, own.toString()).lines()
                .stream().map(String::strip).toList());
        assertEquals(List.of(100_000, 165_535), List.of(Files.getAttribute(own.resolve("first"), "unix:uid"),
                Files.getAttribute(own.resolve("last"), "unix:gid")));
    }

    @Test
    void enteringAUserNamespaceDoesNotStumbleOverGroups() throws Exception {
        new Ns("chmod", "a+x", folder.toString()).run().succeeded();
        Unprivileged user = new Unprivileged(Files.createDirectory(folder.resolve("user")));
        try (Ns.Running target = user.ns().start("run", "--hostname", "wren", "sleep", "1000")) {
            String pid = Long.toString(target.awaitDescendant("sleep").pid());
            Ns.Result theirs = user.as("nsenter").run("--user", "--uts", "-t", pid, "uname", "-n");
            assertTrue(theirs.err().contains("setgroups"), theirs::toString); // the trap
            assertEquals("wren\n", user.ns().run("enter", "--user", "--uts", "-t", pid, "uname", "-n").succeeded());
            assertEquals("wren\n", user.ns().run("nsenter", "-a", "-t", pid, "uname", "-n").succeeded());
        }
    }

    // Descriptors

    @ParameterizedTest
    @ValueSource(strings = {"run", "run --init", "run --share pid", "run --pty"})
    void aDescriptorThatIsNotPassedOnPurposeIsClosed(String options) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            // None of these is close-on-exec; the launcher of ns and its JVM inherit all.
            Ns leaking = new Ns("bash", "-c", "exec 5< /etc/passwd 6<> /dev/tcp/127.0.0.1/" + server.getLocalPort()
                    + " 77< <(sleep 0) 250<> /dev/tcp/127.0.0.1/" + server.getLocalPort() + "; ls -d /proc/self/fd/{5,6,77,250} | wc -l; exec \"$@\"",
                    "bash", NS);
            String script = "for process in 1 self; do for fd in 3 4 5 6 7 8 9 77 250; do [ -e /proc/$process/fd/$fd ] && readlink /proc/$process/fd/$fd; done;"
                    + " for fd in /proc/$process/fd/*; do readlink $fd; done | grep socket; done; echo end";
            String only = options.contains("--share pid") ? script.replace("1 self", "self") : script;
            List<String> lines = leaking.run(words(options, "sh", "-c", only)).lines().stream().map(String::strip).toList();
            assertEquals(List.of("4", "end"), lines);
            assertTrue(leaking.run(words(options + " --fd 250", "sh", "-c", "readlink /proc/self/fd/250")).out().contains("socket:"));
        }
    }

    // Messages

    @Test
    void theRestrictionOfAppArmorIsNamedWithItsSysctl() throws Exception {
        Ns.assumeRoot("files in the place of sysctls");
        // No kernel here has it: the file is the test's own, and what is denied a filter denies.
        String files = "mount -t tmpfs none /proc/sys/kernel && echo 1 > /proc/sys/kernel/apparmor_restrict_unprivileged_userns && exec \"$@\"";
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", files, "sh"));
        command.addAll(ForkedJvm.ofMain(List.of(), TrapIT.class, NS, "run", "true"));
        new Ns(command.toArray(String[]::new)).run().refused(125, "sethostname bird: EPERM (1): AppArmor takes capabilities from"
                + " unprivileged user namespaces: sysctl kernel.apparmor_restrict_unprivileged_userns=0, or a profile that allows userns");
        // That the kernel allows no /proc beside one of which a part is hidden is nothing of AppArmor's.
        new Ns("unshare", "--mount", "sh", "-c", files, "sh", NS).run("run", "true").refused(125, "mount proc on /proc: EPERM (1): the kernel allows"
                + " a new proc only where the /proc at hand is wholly visible");
    }

    /** Run in a JVM of its own: a filter cannot be taken away again. */
    public static void main(String[] args) throws Exception {
        Seccomp.deny(SystemCall.SETHOSTNAME);
        System.exit(new ProcessBuilder(args[0], args[1], "--hostname", "bird", args[2]).inheritIO().start().waitFor());
    }

    @Test
    void aMountNamespaceThatCannotBeKeptSaysWhy() throws Exception {
        Ns.assumeRoot("mounting on files");
        Path file = folder.resolve("kept");
        new Ns("unshare", "--mount", "--propagation", "shared", NS).run("run", "--share", "user", "--keep", "mount=" + file, "true")
                .refused(125, "keep mount namespace as " + file + ": EINVAL (22): a mount namespace cannot be kept on a shared mount");
    }
}
