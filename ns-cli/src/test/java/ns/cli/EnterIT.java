package ns.cli;

import static ns.cli.Ns.ns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ns enter} and {@code ns nsenter}, beside nsenter(1). */
class EnterIT {

    private static final String[] TARGET =
            {"run", "--only=uts,ipc,pid,mount,user,network,cgroup", "--hostname", "wren", "--cwd", "/usr", "sleep", "1000"};

    private static final String LOOK = "for kind in uts ipc mnt user net pid cgroup time; do readlink /proc/self/ns/$kind; done; id -u; id -g;"
            + " uname -n; pwd; grep -sE 'Groups|Cap(Prm|Eff|Amb)' /proc/self/status; ls -di /";

    @TempDir
    private static Path folder;

    private static Unprivileged nobody;

    private Ns.Running target;
    private String pid;

    @BeforeAll
    static void install() throws Exception {
        Ns.assumeNamespaces();
        nobody = new Unprivileged(folder);
    }

    @BeforeEach
    void start() throws Exception {
        target = ns().start(TARGET);
        pid = Long.toString(target.awaitDescendant("sleep").pid());
    }

    @AfterEach
    void end() {
        if (target != null) {
            target.close();
        }
    }

    private static String[] words(String options, String pid, String... first) {
        List<String> words = new ArrayList<>(List.of(first));
        words.addAll(List.of(options.replace("PID", pid).split(" ")));
        words.addAll(List.of("--", "sh", "-c", LOOK));
        return words.toArray(String[]::new);
    }

    /** Where the tool fails although what was asked for can be done, it is told to do what ns does. */
    private static void compare(Ns theirs, Ns ours, String options, String pid) throws Exception {
        String same = options;
        Ns.Result expected = theirs.run(words(same, pid));
        if (expected.err().contains("ns/time")) { // in which the target does not differ, and which a user may not enter
            same = options.replaceAll("-a\\b|--all", "-U -m -u -i -n -p -C");
            expected = theirs.run(words(same, pid));
        }
        if (expected.err().contains("setgroups")) { // which a user may not call in its own namespaces
            expected = theirs.run(words(same + " --preserve-credentials", pid));
        }
        Ns.Result found = ours.run(words(options, pid, "nsenter"));
        if (expected.status() == 0) {
            assertEquals(expected.succeeded(), found.succeeded());
        } else {
            found.refused(found.status() == 2 ? 2 : 125, "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t PID -U -m -u -i -n -p", "--target PID --user --uts", "-t PID -U -n", "-t PID -U -m -r -w", "-tPID -a",
        "--target=PID --all", "-t PID --user --pid --mount --preserve-credentials", "-t PID -U -C", "-t PID -U -S 0 -G 0", "-t PID -a -w",
        "-t PID -U -m -r/ -w/usr", "-t PID -U --root=/ --wd=/tmp", "-t PID -U -m --wdns=/usr", "-t PID -U -W /usr", "-t PID -U -S 5",
        "-U/proc/PID/ns/user -u/proc/PID/ns/uts", "--user=/proc/PID/ns/user --net=/proc/PID/ns/net", "-t PID -U -u -F",
        "-t PID -U -m/proc/PID/ns/mnt", "-t PID -a --uts=/proc/self/ns/uts", "-t PID -n", "-u/proc/PID/ns/mnt", "-t PID -w -U", "-t 0 -U",
        "-n/none",        "-t PID -U -W /usr -w /usr"})
    void theOutcomeIsThatOfNsenterForAnyUser(String options) throws Exception {
        compare(new Ns("nsenter"), ns(), options, pid);
        try (Ns.Running theirs = nobody.ns().start(TARGET)) {
            compare(nobody.as("nsenter"), nobody.ns(), options, Long.toString(theirs.awaitDescendant("sleep").pid()));
        }
    }

    // What nsenter has since 2.39

    private String link(String kind) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc", pid, "ns", kind)).toString();
    }

    @Test
    void aProcessIsNamedByTheInodeOfItsDescriptorToo() throws Exception {
        String refused = ns().run("enter", "-t", pid + ":1", "--all", "true").refused(125, "pidfd_open process " + pid + ":1: ESRCH (3): ");
        String inode = refused.strip().replaceAll(".* ", "");
        assertEquals("wren\n", ns().run("enter", "-t", pid + ":" + inode, "--all", "uname", "-n").succeeded());
        ns().run("enter", "-t", "x", "--all", "true").refused(2, "setns --target x: EINVAL (22): must be PID, or PID:INODE");
    }

    @Test
    void theNamespaceOfASocketIsEntered() throws Exception {
        Ns.assumeRoot("the socket of another");
        try (Ns.Running other = ns().start("run", "--only=network", "bash", "-c", "exec 5<>/dev/udp/127.0.0.1/9; echo open;"
                + " exec -a holder sleep 1000")) {
            other.awaitOut("open");
            long holder = other.awaitDescendant("sleep").pid();
            String net = Files.readSymbolicLink(Path.of("/proc", Long.toString(holder), "ns/net")).toString();
            assertEquals(net + "\n", ns().run("enter", "-t", holder + "", "-N", "5", "readlink", "/proc/self/ns/net").succeeded());
            ns().run("enter", "-t", holder + "", "--net-socket=1", "true").refused(125, "ioctl descriptor 1 of process " + holder);
            ns().run("enter", "-t", holder + "", "--net-socket=77", "true")
                    .refused(125, "pidfd_getfd descriptor 77 of process " + holder + ": EBADF (9)");
        }
    }

    @Test
    void theOwnerIsEntered() throws Exception {
        String script = "readlink /proc/self/ns/user /proc/self/ns/uts; id -u";
        assertEquals(List.of(link("user"), link("uts"), "0"),
                ns().run("enter", "--uts=/proc/" + pid + "/ns/uts", "--user-parent", "sh", "-c", script).lines());
        assertEquals(List.of(link("user"), link("uts"), "0"), ns().run("enter", "-t", pid, "-u", "--user-parent", "sh", "-c", script).lines());
        // The parent of the target's is the caller's own.
        assertEquals(Ns.namespace("user") + "\n",
                ns().run("enter", "-t", pid, "-U", "--user-parent", "readlink", "/proc/self/ns/user").succeeded());
    }

    @Test
    void idsFollowTheTarget() throws Exception {
        Ns.assumeRoot("a command of other ids");
        try (Ns.Running other = ns().start("run", "--map-users=0:100000:10", "--map-groups=0:200000:10", "--uid=3", "--gid=4",
                "sleep", "1000")) {
            String process = Long.toString(other.awaitDescendant("sleep").pid());
            assertEquals(List.of("3", "4"),
                    ns().run("enter", "-t", process, "-U", "-S", "follow", "-G", "follow", "sh", "-c", "id -u; id -g").lines());
            assertEquals(List.of("100003", "200004"),
                    ns().run("enter", "-t", process, "-u/proc/self/ns/uts", "-Sfollow", "-Gfollow", "sh", "-c", "id -u; id -g").lines());
        }
        ns().run("enter", "-t", pid, "-U", "-S", "wren", "true").refused(2,
                "setns --setuid wren: EINVAL (22): must be a number, or follow");
    }

    @Test
    void capabilitiesAreKept() throws Exception {
        String script = "grep CapEff /proc/self/status | cut -f 2";
        Ns.Result plain = ns().run("enter", "-t", pid, "-U", "-S", "0", "--keep-caps", "sh", "-c", script);
        assertTrue(Long.parseLong(plain.succeeded().strip(), 16) != 0);
        try (Ns.Running other = ns().start("run", "--map-current-user", "sleep", "1000")) {
            String process = Long.toString(other.awaitDescendant("sleep").pid());
            String kept = ns().run("enter", "-t", process, "-U", "--keep-caps", "sh", "-c", script).succeeded();
            assertTrue(Long.parseLong(kept.strip(), 16) != 0, kept);
        }
    }

    @Test
    void theCgroupIsJoined() throws Exception {
        Ns.assumeRoot("a cgroup");
        Optional<String> mount = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream().filter(line -> line.contains(" - cgroup2 "))
                .map(line -> line.split(" ")[4]).findFirst();
        assumeTrue(mount.isPresent(), "no cgroup2 is mounted");
        try (Ns.Running other = ns().start("run", "--cgroup-parent", mount.orElseThrow(), "sleep", "1000")) {
            String process = Long.toString(other.awaitDescendant("sleep").pid());
            String expected = Files.readString(Path.of("/proc", process, "cgroup")).lines()
                    .filter(line -> line.startsWith("0::/ns-")).findFirst().orElseThrow();
            assertTrue(ns().run("enter", "-t", process, "-u", "--join-cgroup", "cat", "/proc/self/cgroup").lines().contains(expected));
        }
    }

    @Test
    void aTimeNamespaceIsEntered() throws Exception {
        Ns.assumeRoot("a time namespace alone");
        try (Ns.Running other = ns().start("run", "--only=time", "--boottime=1000", "sleep", "1000")) {
            String process = Long.toString(other.awaitDescendant("sleep").pid());
            String time = Files.readSymbolicLink(Path.of("/proc", process, "ns/time")).toString();
            for (String option : List.of("-T", "--all", "--time=/proc/" + process + "/ns/time")) {
                assertEquals(time + "\n", ns().run("enter", "-t", process, option, "readlink", "/proc/self/ns/time").succeeded());
            }
        }
    }

    // What is ours

    @Test
    void shortOptionsAreClustered() throws Exception {
        assertEquals(List.of("wren", "/usr"), ns().run("nsenter", "-t", pid, "-Umuinpw", "sh", "-c", "uname -n; pwd").lines());
    }

    @Test
    void allIsEnteredAndTheStatusIsTheCommands() throws Exception {
        assertEquals(List.of("wren", "0"), ns().run("enter", "-t", pid, "--all", "--", "sh", "-c", "uname -n; id -u").lines());
        assertEquals(7, ns().run("enter", "-t", pid, "--all", "sh", "-c", "exit 7").status());
        ns().run("enter", "-t", pid, "--all", "/none").refused(127, "execve /none: ENOENT (2): no such file");
    }

    @Test
    void environmentAndFilesAreTaken() throws Exception {
        assertEquals(List.of("sleep"), ns().env("BIRD", "wren").run("enter", "-t", pid, "--all", "--env", "sh", "-c",
                "echo $BIRD$(cat /proc/1/comm)").lines());
        assertEquals(List.of("wren"), ns().run("enter", "--user=/proc/" + pid + "/ns/user", "--uts=/proc/" + pid + "/ns/uts",
                "uname", "-n").lines());
    }

    @Test
    void whatIsAmissIsSaid() throws Exception {
        ns().run("enter", "true").refused(2, "setns nothing: EINVAL (22): needs --target PID with --all");
        ns().run("enter", "-t", pid, "true").refused(2, "setns --target " + pid + ": EINVAL (22): which namespaces?");
        ns().run("enter", "-n", "true").refused(2, "setns --network: EINVAL (22): needs --target PID");
        ns().run("enter", "-t", pid, "-p", "-F", "true").refused(2, "setns --no-fork: EINVAL (22): only a child");
        ns().run("enter", "-t", pid, "-Z", "true").refused(2, "setns --follow-context: EINVAL (22): ");
        ns().run("enter", "--net=:4711", "true").refused(2, "setns --network=:4711: EINVAL (22): a namespace is named by a file");
        ns().run("enter", "-N", "3", "true").refused(2, "setns --net-socket: EINVAL (22): needs --target PID");
        ns().run("enter", "-t", "4194304", "-n", "true").refused(125, "pidfd_open process 4194304: ESRCH (3): there is no such process");
        ns().run("release", "/none").refused(125, "release /none: ENOENT (2): no such file");
        ns().run("run", "--keep", "uts", "true").refused(2, "keep 'uts': EINVAL (22): must be KIND=FILE");
    }

    @Test
    void helpNamesTheDifferences() throws Exception {
        String help = ns().run("enter", "--help").succeeded();
        assertTrue(help.contains("nsenter(1)") && help.contains("--follow-context is refused"), help);
        assertEquals(help, ns().run("help", "nsenter").succeeded());
        assertEquals(0, ns().in(Path.of("/")).run("help", "release").status());
    }
}
