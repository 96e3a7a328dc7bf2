package ns.cli;

import static ns.cli.Ns.ns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import ns.core.process.Deadline;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ns unshare} beside unshare(1): the same words, the same outcome. */
class UnshareIT {

    private static final List<String> KINDS = List.of("uts", "ipc", "mnt", "user", "net", "pid", "cgroup", "time");

    private static final String LOOK = "id -u; id -g; sed 's/  */ /g' /proc/self/uid_map /proc/self/gid_map; cat /proc/self/setgroups;"
            + " for kind in uts ipc mnt user net pid cgroup time; do readlink /proc/self/ns/$kind; done; pwd; echo $$ | grep -x 1;"
            + " grep -E 'NoNewPrivs|Groups|Cap(Prm|Eff|Bnd|Amb)' /proc/self/status; "
            + " grep ' / / ' /proc/self/mountinfo | grep -o 'shared:\\|master:'; :";

    @TempDir
    private static Path folder;

    private static Unprivileged nobody;

    @BeforeAll
    static void assume() throws Exception {
        Ns.assumeNamespaces();
        nobody = new Unprivileged(folder);
    }

    private static String[] words(String options, String script, String... first) {
        List<String> words = new ArrayList<>(List.of(first));
        words.addAll(List.of(options.split(" ")));
        words.addAll(List.of("--", "sh", "-c", script));
        return words.toArray(String[]::new);
    }

    /** The lines, with each namespace that is not the caller's own as "new". */
    private static List<String> look(Ns.Result result) throws Exception {
        List<String> lines = new ArrayList<>(result.lines());
        List<String> own = new ArrayList<>();
        for (String kind : KINDS) {
            own.add(Ns.namespace(kind));
        }
        lines.replaceAll(line -> line.matches("\\w+:\\[\\d+]") && !own.contains(line) ? "new " + line.replaceAll(":.*", "") : line);
        return lines;
    }

    /** What the tool does and what ns does: the same, and where the tool fails, ns fails in one line. */
    private static void compare(Ns theirs, Ns ours, String options) throws Exception {
        Ns.Result expected = theirs.run(words(options, LOOK));
        Ns.Result found = ours.run(words(options, LOOK, "unshare"));
        if (expected.status() == 0) {
            assertEquals(look(expected), look(found));
        } else {
            found.refused(expected.status() == 1 && found.status() == 2 ? 2 : 125, "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-r", "-U", "-c", "-U -f", "-U -r -u -i -n -m", "-rumin", "-muinpUCf", "-muin", "-Urpf --mount-proc",
        "-r -p -f --mount-proc=/proc", "--user --map-current-user", "-c -C", "-r -r -U", "-m", "-m --propagation unchanged",
        "-r --mount --propagation slave", "-m --propagation=shared", "--map-root-user --uts --ipc --net --cgroup",
        "--map-user=7 --map-group=8", "--map-user=daemon --map-group=daemon", "--map-user=7", "--map-group 8 -c",
        "-U --keep-caps", "-c --keep-caps", "-U --setgroups=deny", "-U --setgroups=allow", "-w /usr", "-r -w /usr", "-rm -R / -w /usr",
        "-S 0", "-G 0 -S 0", "-T -f --boottime 100", "-rT -f", "--kill-child -u", "--kill-child=TERM -r -f", "--map-user=nobodyatall",
        "--propagation slave", "-u --fork --kill-child=SIGHUP", "--kill-child=NONE"})
    void theOutcomeIsThatOfUnshareForAnyUser(String options) throws Exception {
        compare(new Ns("unshare"), ns(), options);
        compare(nobody.as("unshare"), nobody.ns(), options);
    }

    @Test
    void clocksAreSetAhead() throws Exception {
        String script = "sed 's/  */ /g' /proc/self/timens_offsets";
        assertEquals(new Ns("unshare").run(words("-r -f -T --monotonic 100 --boottime 200", script)).lines(),
                ns().run(words("-r -f -T --monotonic 100 --boottime 200", script, "unshare")).lines());
    }

    // Ranges of ids

    /** As root, with ranges granted to root, in a mount namespace of its own. */
    private static Ns granted(String... tool) throws Exception {
        Ns.assumeRoot("ranges to be granted");
        Path ranges = Files.writeString(folder.resolve("ranges"), "root:100000:65536\n");
        String script = "mount --bind \"$0\" /etc/subuid && mount --bind \"$0\" /etc/subgid && exec \"$@\"";
        Stream<String> first = Stream.of("unshare", "-m", "sh", "-c", script, ranges.toString());
        return new Ns(Stream.concat(first, Stream.of(tool)).toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--map-auto", "--map-users=auto --map-groups=auto", "--map-users=100000,0,65536 --map-groups=100000,0,65536",
        "--map-user=7 --map-users=100000,0,100 --map-group=9 --map-groups 100000,0,50", "--map-user=3 --map-group=3 --map-auto",
        "--map-users=100000,1,10 --map-groups=100000,1,10 -r", "-S 5 -G 6 --map-users=100000,0,65536 --map-groups=100000,0,65536"})
    void rangesAreMappedAsByUnshare(String options) throws Exception {
        compare(granted("unshare"), granted(Ns.HOME.resolve("bin/ns").toString()), options);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', value = {
        "-r --map-auto                             > 0 0 1|1 100000 65536", // unshare(1) leaves out the last
        "--map-subids                              > 100000 100000 65536",
        "--map-users=subids --map-groups=auto      > 100000 100000 65536",
        "--map-users=0:100000:10 --map-users 20:100020:5 --map-groups=0:100000:1 > 0 100000 10|20 100020 5",
        "-r --map-users=0:100000:10                > 0 0 1|1 100000 9"})
    void formsThatAreNewerAreKnown(String options, String map) throws Exception {
        String ns = Ns.HOME.resolve("bin/ns").toString();
        List<String> lines = granted(ns).run(words(options, "sed 's/^ *//; s/  */ /g' /proc/self/uid_map", "unshare")).lines();
        assertEquals(List.of(map.split("\\|")), lines);
    }

    @Test
    void allIdsAreMappedToThemselves() throws Exception {
        Ns.assumeRoot("mapping all ids");
        assertEquals(Files.readAllLines(Path.of("/proc/self/uid_map")),
                ns().run("unshare", "--map-users=all", "--map-groups=all", "cat", "/proc/self/uid_map").lines());
    }

    // What else is there

    @Test
    void namespacesAreKept() throws Exception {
        Ns.assumeRoot("keeping a namespace");
        for (String[] tool : new String[][] {{"unshare"}, {Ns.HOME.resolve("bin/ns").toString(), "unshare"}}) {
            Path file = Files.createFile(folder.resolve("uts" + tool.length));
            try {
                new Ns(tool).run("--uts=" + file, "hostname", "wren").succeeded();
                assertEquals("wren\n", new Ns("nsenter").run("--uts=" + file, "uname", "-n").succeeded());
            } finally {
                new Ns("umount").run(file.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unshare", "ns"})
    void theChildGetsTheSignalThatWasChosen(String tool) throws Exception {
        Path told = folder.resolve("told by " + tool);
        String script = "trap 'echo told >\"$0\"; exit' TERM; echo ready; while :; do sleep 0.1; done";
        Ns command = tool.equals("ns") ? new Ns(Ns.HOME.resolve("bin/ns").toString(), "unshare") : new Ns("unshare");
        try (Ns.Running running = command.start("-r", "--fork", "--kill-child=TERM", "sh", "-c", script, told.toString())) {
            running.awaitOut("ready");
            running.signal("KILL");
            Deadline.await("SIGTERM", () -> Files.exists(told));
        }
    }

    @Test
    void theEnvironmentIsThatOfTheCallerOrLess() throws Exception {
        Ns ns = ns().env("BIRD", "wren").env("LC_ALL", "C");
        assertTrue(ns.run("unshare", "-r", "env").lines().containsAll(List.of("BIRD=wren", "LC_ALL=C")));
        assertFalse(ns.run("unshare", "-r", "env").out().contains("NS_LC_ALL"));
        assertEquals(List.of("BIRD=wren", "LC_ALL=C"),
                ns.run("unshare", "--whitelist-env=BIRD,LC_ALL,NONE", "env").lines().stream().sorted().toList());
        assertEquals("", ns.run("unshare", "--clear-env", "/usr/bin/env").succeeded());
    }

    @Test
    void withoutACommandItIsTheLoginShell() throws Exception {
        for (Ns tool : new Ns[] {new Ns("unshare", "-r"), new Ns(Ns.HOME.resolve("bin/ns").toString(), "unshare", "-r")}) {
            try (Ns.Running shell = tool.env("SHELL", "/bin/sh").start()) {
                shell.type("echo $0; exit 4\n");
                shell.awaitOut("-sh\n");
                assertEquals(4, shell.end().status());
            }
        }
    }

    @Test
    void interpretersAreRegistered() throws Exception {
        Ns.Result mounted = ns().run("unshare", "--mount-binfmt", "-r", "cat", "/proc/sys/fs/binfmt_misc/status");
        assumeTrue(mounted.status() == 0, () -> "this kernel has no binfmt_misc for user namespaces: " + mounted.err());
        assertEquals("enabled\n", mounted.succeeded());
        Path program = Files.writeString(folder.resolve("program"), "WREN sings\n");
        assertTrue(program.toFile().setExecutable(true));
        assertEquals("WREN sings\n", ns().run("unshare", "-r", "-l", ":wren:M::WREN::/bin/cat:", program.toString()).succeeded());
        ns().run("unshare", "-r", "-l", "nonsense", "true")
                .refused(125, "write /proc/sys/fs/binfmt_misc/register nonsense: EINVAL (22): ");
    }

    @Test
    void theStatusIsTheCommandsAndMistakesAreSaid() throws Exception {
        assertEquals(5, ns().run("unshare", "-r", "sh", "-c", "exit 5").status());
        ns().run("unshare", "-r", "/none").refused(127, "execve /none: ENOENT (2): no such file");
        ns().run("unshare", "--wings").refused(2, "usage of ns unshare: EINVAL (22): Unknown option: '--wings'");
        ns().run("unshare", "--monotonic", "5", "true").refused(2, "timens_offsets monotonic 5: EINVAL (22): needs a new time namespace");
        ns().run("unshare", "--owner", "1:1", "true").refused(2, "clone3 --owner 1:1: EINVAL (22): ");
        ns().run("unshare", "--map-user", "nobodyatall", "true")
                .refused(2, "open /etc/passwd: EINVAL (22): --map-user nobodyatall is no id");
        ns().run("unshare", "-r", "--mount-proc", "true").refused(2, "mount proc on /proc: EINVAL (22): needs a new pid namespace");
        assertTrue(ns().run("unshare", "-V").succeeded().startsWith("ns "));
        String help = ns().run("unshare", "--help").succeeded();
        assertTrue(help.contains("unshare(1)") && help.contains("--owner is refused"), help);
    }
}
