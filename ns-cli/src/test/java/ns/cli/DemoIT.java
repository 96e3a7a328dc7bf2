package ns.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import ns.core.process.Deadline;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ns demo}: what it says of host and inside, and that it leaves nothing behind. */
class DemoIT {

    private static final String NS = Ns.HOME.resolve("bin/ns").toString();
    private static final String JAVA_HOME = System.getProperty("java.home");
    private static final String JAVA = JAVA_HOME + "/bin/java";
    private static final List<String> KINDS = List.of("uts", "ipc", "pid", "mount", "user", "net");

    @TempDir
    private Path folder;

    @BeforeAll
    static void check() throws Exception {
        Ns.assumeNamespaces();
    }

    /** Asserts that it ends with a line of each kind, and that all are isolated. */
    private static void assertIsolated(List<String> kinds, Ns.Result result) {
        List<String> lines = result.lines();
        List<String> last = lines.subList(lines.size() - kinds.size(), lines.size());
        for (int i = 0; i < kinds.size(); i++) {
            assertTrue(last.get(i).matches(kinds.get(i) + " +isolated: \\S.*"), last::toString);
            String heading = kinds.get(i) + ": ";
            assertEquals(1, lines.stream().filter(line -> line.startsWith(heading)).count(), result::out);
        }
    }

    /** What was seen of a kind after a step, counted from 1: {@code host} or {@code inside}. */
    private static Map<?, ?> seen(Map<?, ?> kind, int step, String side) {
        Map<?, ?> taken = (Map<?, ?>) ((List<?>) kind.get("steps")).get(step - 1);
        assertFalse(taken.get("explanation").toString().isEmpty());
        assertFalse(taken.get("command").toString().isEmpty());
        return (Map<?, ?>) taken.get(side);
    }

    private static List<Map<?, ?>> json(Ns.Result result) throws Exception {
        List<Map<?, ?>> objects = new ArrayList<>();
        JSON.std.listFrom(result.succeeded()).forEach(each -> objects.add((Map<?, ?>) each));
        return objects;
    }

    // what it shows

    @Test
    void eachKindIsShownAndFoundToBeIsolated() throws Exception {
        Ns.Result result = Ns.ns().run("demo");
        assertIsolated(KINDS, result);
        assertFalse(result.out().contains("\u001b"), "colours, and no terminal");
        assertEquals(result.out().lines().filter(line -> line.matches(" +host +inside")).count(),
                result.out().lines().filter(line -> line.matches(" {2}\\d\\. .*")).count(), result::out);
        assertThatTheReadmeHas(result.out());
    }

    private static void assertThatTheReadmeHas(String out) throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String[] blocks = readme.substring(readme.indexOf("\n## ns demo\n"), readme.indexOf("\n## Namespaces\n")).split("```\n");
        assertTrue(comparable(out, hostname()).startsWith(comparable(blocks[1], "vm")), out);
        assertTrue(comparable(out, hostname()).endsWith(comparable(blocks[3], "vm")), out);
    }

    /** Without what differs from run to run, or from host to host; nor blanks, which that moves. */
    private static String comparable(String text, String hostname) {
        return text.replaceAll("\\[\\d+\\]|0x[0-9a-f]{8}|user \\d+", "?").replaceAll("\\b" + Pattern.quote(hostname) + "\\b", "HOST")
                .replaceAll("on /[a-z/]+", "on FOLDER").replaceAll("[ \n]+", " ");
    }

    private static String hostname() throws IOException {
        return Files.readAllLines(Path.of("/proc/sys/kernel/hostname")).getFirst();
    }

    @Test
    void columnsLineUpWithinAScreen() throws Exception {
        int host = 0;
        int inside = 0;
        List<String> lines = Ns.ns().run("demo", "pid", "net").lines();
        for (String line : lines) {
            assertTrue(line.length() <= 80, line);
            if (line.matches(" +host +inside")) {
                host = line.indexOf("host");
                inside = line.indexOf("inside");
            } else if (line.matches(" {5}(readlink|echo|ls|ip|ping) .*")) {
                assertTrue(line.length() > inside && line.charAt(host - 1) == ' ' && line.charAt(host) != ' '
                        && line.charAt(inside - 1) == ' ' && line.charAt(inside) != ' ', () -> String.join("\n", lines));
            }
        }
    }

    @Test
    void jsonHasWhatIsTrueOfBothSides() throws Exception {
        List<Map<?, ?>> kinds = json(Ns.ns().run("demo", "--json"));
        assertEquals(KINDS, kinds.stream().map(kind -> kind.get("kind")).toList());
        List<String> files = List.of("uts", "ipc", "pid", "mnt", "user", "net");
        for (int i = 0; i < KINDS.size(); i++) {
            Map<?, ?> kind = kinds.get(i);
            assertEquals(true, kind.get("isolated"), kind::toString);
            assertFalse(kind.containsKey("failure"), kind::toString);
            String which = "readlink /proc/self/ns/" + files.get(i);
            for (int step = 1; step <= ((List<?>) kind.get("steps")).size(); step++) {
                assertEquals(Ns.namespace(files.get(i)), seen(kind, step, "host").get(which));
                assertNotEquals(Ns.namespace(files.get(i)), seen(kind, step, "inside").get(which));
            }
        }
        assertEquals(hostname(), seen(kinds.get(0), 1, "inside").get("hostname"));
        assertEquals(hostname(), seen(kinds.get(0), 2, "host").get("hostname"));
        assertEquals("bird", seen(kinds.get(0), 2, "inside").get("hostname"));

        assertEquals("", seen(kinds.get(1), 1, "inside").get("ipcs -q"));
        assertTrue(seen(kinds.get(1), 2, "inside").get("ipcs -q").toString().matches("0x[0-9a-f]{8} id 0"), kinds.get(1)::toString);

        assertEquals("1", seen(kinds.get(2), 1, "inside").get("ls /proc"));
        assertTrue(seen(kinds.get(2), 2, "inside").get("ls /proc").toString().matches("1 \\d+"), kinds.get(2)::toString);
        String processes = " " + seen(kinds.get(2), 2, "host").get("ls /proc") + " ";
        assertTrue(processes.contains(" " + ProcessHandle.current().pid() + " "), processes);

        assertEquals(Integer.toString(Ns.uid()), seen(kinds.get(4), 1, "host").get("id -u"));
        assertEquals("0", seen(kinds.get(4), 1, "inside").get("id -u"));
        assertEquals("0 " + Ns.uid() + " 1", seen(kinds.get(4), 1, "inside").get("cat /proc/self/uid_map"));
        assertEquals("EPERM (1)", seen(kinds.get(4), 2, "inside").get("hostname $(hostname)"));
        assertEquals("bird", seen(kinds.get(4), 3, "inside").get("hostname"));

        assertEquals("", seen(kinds.get(5), 1, "inside").get("ip -4 addr"));
        assertEquals("demo0 10.77.0.1/24", seen(kinds.get(5), 2, "inside").get("ip -4 addr"));
        assertEquals("demo1 10.77.0.2/24", seen(kinds.get(5), 2, "inside").get("peer: ip -4 addr"));
        assertEquals("answers", seen(kinds.get(5), 3, "inside").get("ping -c 1 10.77.0.2"));
        assertEquals("answers", seen(kinds.get(5), 3, "inside").get("peer: ping -c 1 10.77.0.1"));
    }

    @Test
    void whatTheHostHadOfTheSameNamesIsNoFault() throws Exception {
        String script = "ipcmk -Q >/dev/null && ip link add demo0 type veth peer name other"
                + " && mount -t tmpfs ns-demo /mnt && touch /mnt/only-inside"
                + " && exec \"$@\"";
        List<Map<?, ?>> kinds = json(new Ns("unshare", "--user", "--map-root-user", "--ipc", "--net", "--mount",
                "sh", "-c", script, "sh", NS, "demo", "--json", "ipc", "mount", "net").run());
        assertTrue(seen(kinds.get(0), 1, "host").get("ipcs -q").toString().startsWith("0x"), kinds::toString);
        assertEquals("", seen(kinds.get(0), 1, "inside").get("ipcs -q"));
        assertEquals("only-inside", seen(kinds.get(1), 2, "host").get("ls /mnt"), kinds::toString);
        assertTrue(seen(kinds.get(2), 3, "host").get("ip link").toString().contains("demo0 DOWN"), kinds::toString);
        assertEquals(List.of(true, true, true), kinds.stream().map(kind -> kind.get("isolated")).toList());
    }

    @Test
    void itRunsInsideAnotherNsAndAsProcess1() throws Exception {
        assertIsolated(List.of("uts", "pid", "user"), Ns.ns().run("run", "--hostname", "bird", "--", NS, "demo", "uts", "pid", "user"));
    }

    // users

    @Test
    void aUserWithoutPrivilegesIsShownThemAll() throws Exception {
        Ns.assumeRoot("becoming another user");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        String launcher = FormsIT.copyTo(folder.resolve("ns")).resolve("bin/ns").toString();
        String[] nobody = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"};
        assumeTrue(new Ns(nobody).run("test", "-x", JAVA).status() == 0, "user 65534 may not run the Java of the tests");
        assumeTrue(new Ns(nobody).run("unshare", "--user", "--map-root-user", "true").status() == 0,
                "unprivileged users may not make user namespaces");
        List<Map<?, ?>> kinds = json(new Ns(nobody).in(folder).env("HOME", "/nonexistent").run(launcher, "demo", "all", "--json"));
        assertEquals(KINDS, kinds.stream().filter(kind -> kind.get("isolated").equals(true)).map(kind -> kind.get("kind")).toList());
        Map<?, ?> user = kinds.get(KINDS.indexOf("user"));
        assertEquals("65534", seen(user, 1, "host").get("id -u"));
        assertEquals("0", seen(user, 1, "inside").get("id -u"));
        assertEquals("0000000000000000", seen(user, 1, "host").get("grep CapEff /proc/self/status"));
        assertNotEquals("0000000000000000", seen(user, 1, "inside").get("grep CapEff /proc/self/status"));
        assertEquals("65534:65534", seen(user, 1, "inside").get("stat -c %u:%g /"));
    }

    // where a kind cannot be made

    @Test
    void aKindThatCannotBeMadeIsNotIsolatedAndTheOthersAreShown() throws Exception {
        // The sysctl is that of the test's own user namespace.
        String script = "echo 0 >/proc/sys/user/max_ipc_namespaces && exec \"$@\"";
        Ns limited = new Ns("unshare", "--user", "--map-root-user", "sh", "-c", script, "sh", NS, "demo", "ipc", "uts");
        Ns.Result result = limited.run();
        assertEquals(new Ns.Result(125, result.out(), ""), result);
        List<String> lines = result.out().lines().toList();
        assertTrue(lines.get(lines.size() - 2).matches("uts +isolated: .*"), result::out);
        assertTrue(lines.getLast().matches("ipc +NOT isolated: clone3 .*: ENOSPC \\(28\\): .*/proc/sys/user/max_ipc_namespaces, now 0"),
                result::out);

        Ns.Result objects = limited.run("--json");
        assertEquals(125, objects.status());
        List<Object> kinds = JSON.std.listFrom(objects.out());
        assertEquals(true, ((Map<?, ?>) kinds.get(0)).get("isolated"));
        assertEquals(false, ((Map<?, ?>) kinds.get(1)).get("isolated"));
        assertTrue(((Map<?, ?>) kinds.get(1)).get("failure").toString().contains("ENOSPC (28)"), objects::out);
    }

    @Test
    void whatFailsInsideIsToldInTheWordsOfNs() throws Exception {
        // Inside there may be a network namespace, but no second one.
        String script = "echo 1 >/proc/sys/user/max_net_namespaces && exec \"$@\"";
        Ns.Result result = new Ns("unshare", "--user", "--map-root-user", "sh", "-c", script, "sh", NS, "demo", "net").run();
        assertEquals(new Ns.Result(125, result.out(), ""), result);
        assertTrue(result.out().lines().toList().getLast().matches("net +NOT isolated: unshare network namespace: ENOSPC \\(28\\): .*"),
                result::out);
        assertTrue(result.out().contains("  1. "), result::out);
    }

    // nothing is left behind

    @Test
    void itLeavesNothingBehind() throws Exception {
        String script = "state() { cat /proc/self/mountinfo /proc/sysvipc/msg; ls -A /mnt; cut -d: -f1 /proc/net/dev;"
                + " set -- /proc/[0-9]*; echo $#; hostname; }; before=$(state); \"$1\" demo >/dev/null || exit; after=$(state);"
                + " [ \"$before\" = \"$after\" ] && echo same || { echo \"$before\"; echo; echo \"$after\"; }";
        assertEquals("same\n", new Ns("unshare", "--user", "--map-root-user", "--mount", "--net", "--ipc", "--pid", "--fork",
                "--mount-proc", "--uts", "sh", "-c", "mount -t tmpfs none /mnt; " + script, "sh", NS).run().succeeded());
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "KILL"})
    void nothingOutlivesIt(String signal) throws Exception {
        Ns.assumeNotIgnored("INT");
        try (Ns.Running running = Ns.ns().start("demo", "pid", "net", "mount")) {
            running.awaitOut("ls /proc");
            List<ProcessHandle> inside = running.descendants().toList();
            running.signal(signal);
            int status = running.end().status();
            assertTrue(List.of(128 + 2, 128 + 15, 128 + 9).contains(status), Integer.toString(status));
            for (ProcessHandle each : inside) {
                Deadline.await("the end of " + each.pid(), () -> !Ns.isRunning(each.pid()));
            }
        }
    }

    // ways to start it

    @Test
    void noOtherProgramIsNeeded() throws Exception {
        // There is none but Java: neither a shell nor a launcher. A proc of the sandbox's own would be read-only in parts where
        // the caller is root, and the kernel allows a new one, as the lesson mounts it, only where all of the old is visible.
        Ns sandbox = sandbox("--tmpfs", "/tmp", "--share", "pid", "--bind", "/proc", "/proc");
        sandbox.run("/bin/sh", "-c", ":").refused(127, "execve /bin/sh: ENOENT (2): ");
        assertIsolated(KINDS, sandbox.run(java("demo")));
    }

    @Test
    void aHostWithoutAFolderToMountOnIsShownTheOthers() throws Exception {
        Ns.Result result = sandbox().run(java("demo", "mount", "uts"));
        assertEquals(new Ns.Result(125, result.out(), ""), result);
        List<String> lines = result.out().lines().toList();
        assertTrue(lines.get(lines.size() - 2).matches("uts +isolated: .*"), result::out);
        assertTrue(lines.getLast().matches("mount +NOT isolated: mount tmpfs: ENOENT \\(2\\): .*"), result::out);
    }

    /** A root with Java and ns and no other program; they are where {@link #java} finds them. */
    private static Ns sandbox(String... more) {
        List<String> command = new ArrayList<>(List.of(NS, "run", "--root", "tmpfs", "--dev", "/dev", "--clear-env"));
        command.addAll(List.of(more));
        for (String library : List.of("/lib", "/lib64", "/usr/lib", "/usr/lib64")) {
            command.addAll(List.of("--ro-bind-try", library, library));
        }
        command.addAll(List.of("--ro-bind", JAVA_HOME, "/java", "--ro-bind", Ns.HOME.resolve("lib").toString(), "/ns", "--"));
        return new Ns(command.toArray(String[]::new));
    }

    private static String[] java(String... arguments) {
        List<String> command = new ArrayList<>(List.of("/java/bin/java", "--enable-native-access=ns.core,ns.net", "-p", "/ns",
                "-m", "ns.cli/ns.cli.Main"));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    @Test
    void itRunsFromARelativeModulePathWithBlanks() throws Exception {
        FormsIT.copyTo(folder.resolve("a folder of programs"));
        Ns relative = new Ns(JAVA, "--enable-native-access=ns.core,ns.net", "-p", "a folder of programs/lib",
                "-m", "ns.cli/ns.cli.Main");
        assertIsolated(List.of("mount"), relative.in(folder).run("demo", "mount"));
    }

    @Test
    void withoutModulesOrNativeAccessThatIsSaid() throws Exception {
        new Ns(JAVA, "--enable-native-access=ALL-UNNAMED", "-cp", "target/ns/lib/*", "ns.cli.Main").run("demo", "uts")
                .refused(2, "demo class path: EINVAL (22): ");
        String denial = Runtime.version().feature() >= 24 ? "--illegal-native-access=deny" : "--enable-native-access=ALL-UNNAMED";
        new Ns(JAVA, denial, "-p", "target/ns/lib", "-m", "ns.cli/ns.cli.Main").run("demo", "uts")
                .refused(125, "java native access: EPERM (1): ");
    }

    // usage

    @Test
    void kindsAreTakenInTheOrderOfTheTutorialAndOnce() throws Exception {
        assertIsolated(List.of("uts", "ipc"), Ns.ns().run("demo", "ipc", "uts", "ipc"));
    }

    @Test
    void otherWordsAreRefused() throws Exception {
        String line = Ns.ns().run("demo", "uts", "bogus").refused(2, "demo 'bogus': EINVAL (22): ");
        assertTrue(line.contains("uts, ipc, pid, mount, user, net"), line);
        Ns.ns().run("demo", "--bird").refused(2, "usage of ns demo: EINVAL (22): ");
    }

    @Test
    void theHelpFitsAScreen() throws Exception {
        String help = Ns.ns().run("help", "demo").succeeded();
        assertEquals(help, Ns.ns().run("demo", "--help").succeeded());
        assertTrue(help.startsWith("Usage: ns demo") && help.contains("125") && help.contains("Examples:"), help);
        assertTrue(help.lines().count() <= 24 && help.lines().allMatch(line -> line.length() <= 80), help);
        assertTrue(Files.readString(Ns.HOME.resolve("share/man/man1/ns-demo.1")).contains("side by side"));
    }
}
