package ns.cli;

import static ns.cli.Ns.ns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ns run} without options: what is isolated, what is inherited, and how its command line is read. */
class RunIT {

    @BeforeAll
    static void check() throws Exception {
        Ns.assumeNamespaces();
    }

    private static Ns.Result sh(String script) throws Exception {
        return ns().run("run", "--", "sh", "-c", script);
    }

    // What is isolated

    @Test
    void aShellIsProcess1AndItsHostNameIsItsOwn() throws Exception {
        String outside = Files.readString(Path.of("/proc/sys/kernel/hostname"));
        try (Ns.Running shell = ns().start("run", "--", "sh")) {
            shell.type("echo pid $$\n");
            shell.awaitOut("pid 1\n");
            shell.type("hostname\n");
            shell.awaitOut(outside);
            shell.type("hostname x; hostname\n");
            shell.awaitOut("x\n");
            assertEquals(outside, Files.readString(Path.of("/proc/sys/kernel/hostname")));
            shell.type("exit 3\n");
            assertEquals(3, shell.end().status());
        }
        assertEquals(outside, Files.readString(Path.of("/proc/sys/kernel/hostname")));
    }

    @Test
    void sixNamespacesAreNewAndTheOthersShared() throws Exception {
        List<String> links = sh("for kind in /proc/self/ns/*; do echo ${kind##*/} $(readlink $kind); done").lines();
        for (String line : links) {
            String[] kindAndId = line.split(" ");
            String outside = Ns.namespace(kindAndId[0]);
            if (Ns.SIX.contains(kindAndId[0].replace("_for_children", ""))) {
                assertNotEquals(outside, kindAndId[1], kindAndId[0]);
            } else {
                assertEquals(outside, kindAndId[1], kindAndId[0]);
            }
        }
        assertTrue(links.size() >= Ns.SIX.size(), links::toString);
    }

    @Test
    void theCallerIsRootInsideAndItselfOutside() throws Exception {
        try (Ns.Running running = ns().start("run", "sh", "-c", "id -u; id -g; cat /proc/self/[ug]id_map; read line")) {
            running.awaitOut("0\n0\n");
            long pid = running.awaitDescendant("sh").pid();
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
            int uid = Ns.uid();
            int gid = Ns.gid();
            assertTrue(status.contains("\nUid:\t" + uid + "\t" + uid + "\t" + uid + "\t" + uid + "\n"), status);
            assertTrue(status.contains("\nGid:\t" + gid + "\t" + gid + "\t" + gid + "\t" + gid + "\n"), status);
            running.type("\n");
            List<String> maps = running.end().out().lines().skip(2).map(line -> line.strip().replaceAll(" +", " ")).toList();
            assertEquals(List.of("0 " + gid + " 1", "0 " + uid + " 1"), maps);
        }
    }

    @Test
    void procListsTheOwnProcessesOnly() throws Exception {
        assertEquals(List.of("/proc/1"), sh("for folder in /proc/[0-9]*; do echo $folder; done").lines());
    }

    @Test
    void mountsMadeInsideAreNotSeenOutside(@TempDir Path folder) throws Exception {
        Files.createFile(folder.resolve("outside"));
        String script = "mount -t tmpfs none '" + folder + "' && cd '" + folder + "' && touch inside && ls; read line";
        try (Ns.Running running = ns().start("run", "sh", "-c", script)) {
            running.awaitOut("inside\n");
            assertTrue(Files.exists(folder.resolve("outside")));
            assertFalse(Files.exists(folder.resolve("inside")));
            assertFalse(Files.readString(Path.of("/proc/self/mountinfo")).contains(folder.toString()));
            running.type("\n");
            assertEquals("inside\n", running.end().succeeded());
        }
    }

    @Test
    void theOnlyInterfaceIsLoAndItIsUp() throws Exception {
        assertEquals(List.of("lo"), sh("tail -n +3 /proc/net/dev | tr -d ' ' | cut -d: -f1").lines());
        // An interface that is down answers "Network is unreachable".
        Ns.Result connect = ns().run("run", "bash", "-c", ": </dev/tcp/127.0.0.1/9");
        assertTrue(connect.err().contains("Connection refused"), connect::toString);
    }

    @Test
    void oneRunsInAnother() throws Exception {
        String script = "echo $$; exec \"$0\" run -- sh -c 'echo $$; echo /proc/[0-9]*'";
        assertEquals(List.of("1", "1", "/proc/1"),
                ns().run("run", "--", "sh", "-c", script, Ns.HOME.resolve("bin/ns").toString()).lines());
    }

    // What is inherited

    @Test
    void standardInputOutputAndErrorAreThoseOfNs() throws Exception {
        String streams = "readlink /proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2";
        Ns shell = new Ns("sh", "-c", streams + "; exec \"$0\" run sh -c \"$1\"", Ns.HOME.resolve("bin/ns").toString());
        try (Ns.Running running = shell.start(streams + "; read line; echo \"got $line\" >&2")) {
            running.type("a line\n");
            Ns.Result result = running.end();
            List<String> lines = result.out().lines().toList();
            assertEquals(lines.subList(0, 3), lines.subList(3, lines.size()));
            assertEquals(new Ns.Result(0, result.out(), "got a line\n"), result);
        }
    }

    @Test
    void noOtherDescriptorIsInherited() throws Exception {
        assertEquals(List.of("0", "1", "2", "3"), ns().run("run", "ls", "/proc/self/fd").lines(), "3 is the folder");
    }

    @Test
    void environmentAndWorkingDirectoryAreInherited(@TempDir Path folder) throws Exception {
        Ns ns = ns().env("BIRD", "a wren = small").env("NONE", "").in(folder);
        assertEquals(List.of("a wren = small", "", folder.toRealPath().toString()),
                ns.run("run", "sh", "-c", "echo \"$BIRD\"; echo \"${NONE?}\"; pwd").lines());
    }

    @Test
    void theEnvironmentIsThatOfNsByteForByte() throws Exception {
        try (Ns.Running running = ns().start("run", "--", "sh", "-c", "cat /proc/1/environ; read line")) {
            running.awaitOut("\0");
            String outside = Files.readString(Path.of("/proc", Long.toString(running.pid()), "environ"));
            running.type("\n");
            assertEquals(outside, running.end().succeeded());
        }
    }

    // How the command line is read

    @Test
    void argumentsArePassedUnchanged() throws Exception {
        String[] odd = {"", " ", "a  b", "*", "it's", "\"q\"", "$HOME", "`id`", "\\", "@file", "-n", "--", "two\nlines"};
        String[] command = Stream.concat(Stream.of("run", "printf", "[%s]"), Stream.of(odd)).toArray(String[]::new);
        assertEquals("[" + String.join("][", odd) + "]", ns().run(command).succeeded());
    }

    @Test
    void bytesThatTheLocaleDoesNotKnowArePassedToo() throws Exception {
        String script = "e=$(printf '\\303\\251'); export E=$e; exec \"$0\" run --env \"F=$e\" -- sh -c 'echo $E $F $0' $e";
        Ns inShell = new Ns("sh", "-c", script, Ns.HOME.resolve("bin/ns").toString());
        assertEquals("\u00e9 \u00e9 \u00e9\n", inShell.env("LC_ALL", "C").run().succeeded());
    }

    @Test
    void optionsBehindTheCommandBelongToTheCommand() throws Exception {
        assertEquals("--hostname x -v --help --only -- y\n",
                ns().run("run", "echo", "--hostname", "x", "-v", "--help", "--only", "--", "y").succeeded());
        assertEquals("--share", ns().run("run", "--hostname", "bird", "printf", "%s", "--share").succeeded());
    }

    @Test
    void twoHyphensBeforeTheCommandAreOptional() throws Exception {
        assertEquals("x\n", ns().run("run", "echo", "x").succeeded());
        assertEquals("x\n", ns().run("run", "--", "echo", "x").succeeded());
        assertEquals("-- x\n", ns().run("run", "--", "echo", "--", "x").succeeded());
        ns().run("run", "--", "--help").refused(127, "execve --help: ENOENT (2): ");
    }

    // What it tells of itself

    @Test
    void helpTellsOfEachOptionAndStatus() throws Exception {
        String help = ns().run("run", "--help").succeeded();
        for (String option : List.of("--only", "--share", "--hostname", "--domainname", "--map-root-user",
                "--map-current-user", "--map-users", "--map-groups", "--uid", "--gid", "--groups", "--mount-proc[=PATH]",
                "--no-mount-proc", "--env", "--clear-env", "--cwd", "die-with-parent", "--dry-run", "-v", "--version",
                "--help", "INNER:OUTER:COUNT", "[--] COMMAND", "128+n", "127", "126", "125")) {
            assertTrue(help.contains(option), option + " in " + help);
        }
        assertEquals(help, ns().run("help", "run").succeeded());
        assertEquals(help, ns().run("run", "--help", "false").succeeded(), "the command does not run");
        String overview = ns().run("--help").succeeded();
        assertTrue(overview.contains("  run "), overview);
    }

    @Test
    void theVersionIsThatOfTheBuild() throws Exception {
        Path jar;
        try (Stream<Path> jars = Files.list(Ns.HOME.resolve("lib"))) {
            jar = jars.filter(file -> file.getFileName().toString().startsWith("ns-cli-")).findFirst().orElseThrow();
        }
        String version = jar.getFileName().toString().replaceFirst("ns-cli-(.*)\\.jar", "$1");
        assertEquals("ns " + version + "\n", ns().run("--version").succeeded());
        assertEquals("ns " + version + "\n", ns().run("run", "--version").succeeded());
    }

    @Test
    void verboseTellsEachStepOnStandardError() throws Exception {
        Ns.Result result = ns().run("run", "-v", "--hostname", "bird", "echo", "done");
        assertEquals("done\n", result.out());
        assertEquals(0, result.status());
        for (String step : List.of("sethostname bird", "mount proc on /proc", "link set lo up", "/echo")) {
            assertTrue(result.err().contains(step), step + " in " + result.err());
        }
        assertTrue(result.err().lines().allMatch(line -> line.startsWith("ns: ")), result.err());
    }

    @Test
    void argumentsThatBeginWithAtAreTheCommandsOwn(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("arguments"), "--help\n");
        assertEquals("@" + file + " @@x\n", ns().run("run", "--", "echo", "@" + file, "@@x").succeeded());
    }
}
