package ns.cli;

import static ns.cli.Ns.ns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import ns.core.process.Deadline;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each option of {@code ns run} does. */
class RunOptionsIT {

    private static final List<String> KINDS = List.of("uts", "ipc", "pid", "mnt", "user", "net", "cgroup", "time");

    @BeforeAll
    static void check() throws Exception {
        Ns.assumeNamespaces();
    }

    // Which namespaces

    @ParameterizedTest
    @CsvSource({"uts, uts", "ipc, ipc", "pid, pid", "mount, mnt", "mnt, mnt", "network, net", "NET, net",
        "cgroup, cgroup", "time, time"})
    void onlyMakesNewOnesOfThoseKinds(String name, String kind) throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/ns", kind)), "this kernel has no namespaces of kind " + kind);
        assertNew(Set.of(kind, "user"), "--only", name + ",user");
    }

    @Test
    void onlyDoesWithoutAUserNamespaceForRoot() throws Exception {
        Ns.assumeRoot("a namespace without a user namespace");
        assertNew(Set.of("uts"), "--only", "uts");
        assertNew(Set.of("pid", "mnt"), "--only=pid", "--only=mount");
    }

    @Test
    void shareMakesNoNewOnesOfThoseKinds() throws Exception {
        assertNew(Set.of("ipc", "mnt", "pid", "user"), "--share", "network,uts");
        assertNew(Set.of("ipc", "net", "uts", "user"), "--share=pid", "--share=mount");
        assertNew(Set.of(), "--share", "uts,ipc,pid,mount,user,network");
    }

    private static void assertNew(Set<String> kinds, String... options) throws Exception {
        List<String> args = new ArrayList<>(List.of("run"));
        args.addAll(List.of(options));
        args.addAll(List.of("sh", "-c", "for kind; do readlink /proc/self/ns/$kind || echo none; done", "sh"));
        List<String> existing = KINDS.stream().filter(kind -> Files.exists(Path.of("/proc/self/ns", kind))).toList();
        args.addAll(existing);
        List<String> inside = ns().run(args.toArray(String[]::new)).lines();
        for (int i = 0; i < existing.size(); i++) {
            String kind = existing.get(i);
            assertTrue(inside.get(i).startsWith(kind + ":["), inside::toString);
            assertEquals(kinds.contains(kind), !inside.get(i).equals(Ns.namespace(kind)), kind);
        }
    }

    @Test
    void withASharedPidNamespaceTheCommandSeesItsPidOutside() throws Exception {
        try (Ns.Running running = ns().start("run", "--share", "pid", "sh", "-c", "echo pid $$.; read line")) {
            long pid = running.awaitDescendant("sh").pid();
            running.awaitOut("pid " + pid + ".\n");
            running.type("\n");
            assertEquals(0, running.end().status());
        }
    }

    // Names

    @Test
    void hostnameAndDomainnameAreSetInsideOnly() throws Exception {
        Path kernel = Path.of("/proc/sys/kernel");
        String host = Files.readString(kernel.resolve("hostname"));
        String domain = Files.readString(kernel.resolve("domainname"));
        try (Ns.Running running = ns().start("run", "--hostname", "bird", "--domainname=nest.example",
                "sh", "-c", "hostname; cat /proc/sys/kernel/domainname; read line")) {
            running.awaitOut("bird\nnest.example\n");
            assertEquals(host, Files.readString(kernel.resolve("hostname")));
            assertEquals(domain, Files.readString(kernel.resolve("domainname")));
            running.type("\n");
            assertEquals(0, running.end().status());
        }
    }

    // Users and groups

    @Test
    void theCallerIsMappedToRootOrToItself() throws Exception {
        int uid = Ns.uid();
        int gid = Ns.gid();
        assertEquals(List.of("0 0", "0 " + uid + " 1", "0 " + gid + " 1"), ids("--map-root-user"));
        assertEquals(List.of(uid + " " + gid, uid + " " + uid + " 1", gid + " " + gid + " 1"), ids("--map-current-user"));
    }

    @Test
    void theCallerIsMappedToAnyUserAndGroup() throws Exception {
        int uid = Ns.uid();
        int gid = Ns.gid();
        assertEquals(List.of("1000 2000", "1000 " + uid + " 1", "2000 " + gid + " 1"),
                ids("--map-users=1000:" + uid + ":1", "--map-groups=2000:" + gid + ":1", "--uid=1000", "--gid=2000"));
    }

    @Test
    void rangesAreMappedEachByAnOption() throws Exception {
        Ns.assumeRoot("mapping ranges");
        assertEquals(List.of("0 0", "0 0 1", "1000 100000 2000", "0 0 10", "10 100010 1"),
                ids("--map-users", "0:0:1", "--map-users", "1000:100000:2000",
                        "--map-groups=0:0:10", "--map-groups=10:100010:1"));
        assertEquals(List.of("0 0", "0 100000 65536", "0 0 1"), ids("--map-users", "0:100000:65536"));
    }

    /** User and group inside, and the lines of the two maps. */
    private static List<String> ids(String... options) throws Exception {
        List<String> args = new ArrayList<>(List.of("run"));
        args.addAll(List.of(options));
        args.addAll(List.of("sh", "-c", "echo $(id -u) $(id -g); cat /proc/self/uid_map /proc/self/gid_map"));
        return ns().run(args.toArray(String[]::new)).lines().stream().map(line -> line.strip().replaceAll(" +", " ")).toList();
    }

    @Test
    void userGroupAndSupplementaryGroupsAreThoseMappedOutside() throws Exception {
        Ns.assumeRoot("mapping ranges");
        try (Ns.Running running = ns().start("run", "--map-users", "0:100000:65536", "--map-groups", "0:200000:65536",
                "--uid", "1000", "--gid", "1001", "--groups", "7,8", "sh", "-c", "id -u; id -g; id -G; read line")) {
            running.awaitOut("1000\n1001\n1001 7 8\n");
            long pid = running.awaitDescendant("sh").pid();
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
            assertTrue(status.contains("\nUid:\t101000\t101000\t101000\t101000\n"), status);
            assertTrue(status.contains("\nGid:\t201001\t201001\t201001\t201001\n"), status);
            assertTrue(status.contains("\nGroups:\t200007 200008 \n"), status);
            running.type("\n");
            assertEquals(0, running.end().status());
        }
    }

    @Test
    void withoutAUserNamespaceRootTakesOnAnyUser() throws Exception {
        Ns.assumeRoot("another user without a user namespace");
        assertEquals(List.of("1000", "1001", "1001 7 8"), ns().run("run", "--share", "user", "--uid=1000", "--gid=1001",
                "--groups=7,8", "sh", "-c", "id -u; id -g; id -G").lines());
        assertEquals(List.of("1000", "1001"), ns().run("run", "--share", "user", "--uid=1000", "--gid=1001",
                "sh", "-c", "id -u; id -G").lines(), "the caller's supplementary groups are gone");
    }

    @Test
    void groupsMayBeNone() throws Exception {
        Ns.assumeRoot("groups");
        Ns inGroups = new Ns("setpriv", "--groups", "5,6", Ns.HOME.resolve("bin/ns").toString());
        for (String[] none : new String[][] {{"--groups", ""}, {"--groups="}}) {
            String[] args = Stream.of(Stream.of("run", "--share=user"), Stream.of(none), Stream.of("id", "-G"))
                    .flatMap(each -> each).toArray(String[]::new);
            assertEquals("0\n", inGroups.run(args).succeeded());
        }
        assertEquals("0 5 6\n", inGroups.run("run", "--share=user", "id", "-G").succeeded());
    }

    // proc

    @Test
    void mountProcDoesNotTakeTheCommandForItsPath() throws Exception {
        assertEquals(List.of("/proc/1"), ns().run("run", "--mount-proc", "sh", "-c", "echo /proc/[0-9]*").lines());
        assertEquals(List.of("/proc/1"), ns().run("run", "--mount-proc", "--", "sh", "-c", "echo /proc/[0-9]*").lines());
        assertEquals(List.of("bird"), ns().run("run", "--mount-proc", "--hostname", "bird", "hostname").lines());
    }

    @Test
    void mountProcWithAPathLeavesTheOther(@TempDir Path folder) throws Exception {
        String script = "cd '" + folder + "' && echo [0-9]*; test -d /proc/" + ProcessHandle.current().pid() + " && echo both";
        assertEquals(List.of("1", "both"), ns().run("run", "--mount-proc=" + folder, "sh", "-c", script).lines());
    }

    @Test
    void noMountProcLeavesTheOneThereIs() throws Exception {
        assertEquals("", ns().run("run", "--no-mount-proc", "test", "-d", "/proc/" + ProcessHandle.current().pid()).succeeded());
    }

    // Environment and working directory

    @Test
    void envSetsVariablesBesideTheInheritedOnes() throws Exception {
        assertEquals("wren=a=b,,kept,set\n", ns().env("KEPT", "kept").env("SET", "before").run(
                "run", "--env", "BIRD=wren=a=b", "--env=EMPTY=", "--env", "SET=before", "--env", "SET=set", "--env=KEPT",
                "sh", "-c", "echo \"$BIRD,${EMPTY-unset},$KEPT,$SET\"").succeeded());
    }

    @Test
    void clearEnvLeavesOnlyWhatEnvNames() throws Exception {
        Ns ns = ns().env("KEPT", "two words").env("NOT", "x");
        assertEquals(List.of(), ns.run("run", "--clear-env", "env").lines());
        assertEquals(List.of("EMPTY=", "KEPT=two words", "NEW=1"), ns.run("run", "--env", "NEW=1", "--clear-env",
                "--env", "KEPT", "--env", "EMPTY=", "--env", "ABSENT_EVERYWHERE", "env").lines().stream().sorted().toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unset LC_ALL", "export LC_ALL=", "export LC_ALL=C", "export LC_ALL=C.UTF-8"})
    void theLocaleIsTheCallersWhateverTheLauncherNeeds(String set) throws Exception {
        String script = "unset LANG LC_CTYPE; " + set + "; echo \"<${LC_ALL-unset}>\"; for option; do \"$0\" run $option"
                + " sh -c 'echo \"<${LC_ALL-unset}>${NS_LC_ALL-}\"'; done";
        List<String> lines = new Ns("sh", "-c", script, Ns.HOME.resolve("bin/ns").toString()).run(
                "", "--env=LC_ALL", "--clear-env --env=LC_ALL", "--env=LC_ALL=x --env=LC_ALL").lines();
        String expected = lines.getFirst();
        assertEquals(List.of(expected, expected, expected, expected), lines.subList(1, lines.size()));
    }

    @Test
    void envKeepsAVariableByteForByte() throws Exception {
        String script = "V=$(printf 'a\\377z') exec \"$0\" run --clear-env --env PATH --env V --"
                + " sh -c 'printf %s \"$V\" | od -An -v -to1'";
        assertEquals(List.of(" 141 377 172"), new Ns("sh", "-c", script, Ns.HOME.resolve("bin/ns").toString()).run().lines());
    }

    @Test
    void theCommandIsSearchedInThePathItGets(@TempDir Path folder) throws Exception {
        Path only = Files.writeString(folder.resolve("only-here"), "#!/bin/sh\necho found\n");
        assertTrue(only.toFile().setExecutable(true));
        assertEquals("found\n", ns().run("run", "--env", "PATH=/nowhere:" + folder, "only-here").succeeded());
        ns().run("run", "only-here").refused(127, "execve only-here: ENOENT (2): ");
    }

    @Test
    void cwdIsWhereTheCommandStarts(@TempDir Path folder) throws Exception {
        Path inner = Files.createDirectories(folder.resolve("a folder"));
        assertEquals(inner.toRealPath() + "\n", ns().run("run", "--cwd", inner.toString(), "pwd").succeeded());
        assertEquals(inner.toRealPath() + "\n", ns().in(folder).run("run", "--cwd=a folder", "pwd").succeeded());
    }

    // Life and death

    @ParameterizedTest
    @ValueSource(strings = {"--only=uts,ipc,pid,mount,user,network", "--share=pid"})
    void dieWithParentEndsTheCommandWhenNsIsKilled(String namespaces) throws Exception {
        try (Ns.Running running = ns().start("run", "--die-with-parent", namespaces, "sleep", "1000")) {
            long pid = running.awaitDescendant("sleep").pid();
            running.signal("KILL");
            Deadline.await("the end of the command", () -> !Ns.isRunning(pid));
            assertEquals(137, running.end().status());
        }
    }

    @Test
    void withoutDieWithParentTheCommandOutlivesNs() throws Exception {
        String script = "read line; echo outlived $line; exec >&-; read line";
        try (Ns.Running running = ns().start("run", "--no-die-with-parent", "--share", "pid", "sh", "-c", script)) {
            ProcessHandle command = running.awaitDescendant("sh");
            try {
                running.signal("KILL");
                Deadline.await("the end of ns", () -> !Ns.isRunning(running.pid()));
                assertNotEquals(running.pid(), command.pid());
                running.type("ns\n");
                running.awaitOutOfOrphan("outlived ns\n");
            } finally {
                command.destroyForcibly();
            }
        }
    }

    @Test
    void dryRunPrintsTheStepsInOrderAndTakesNone(@TempDir Path folder) throws Exception {
        List<String> lines = ns().run("run", "--dry-run", "--hostname", "bird", "--domainname", "nest", "--cwd=" + folder,
                "--env", "PATH=/bin", "touch", folder.resolve("made").toString()).lines();
        List<String> expected = List.of("clone3 uts, ipc, pid, mount, user, network namespaces",
                "write /proc/self/uid_map \"0 " + Ns.uid() + " 1\"", "write /proc/self/gid_map \"0 " + Ns.gid() + " 1\"",
                "sethostname bird", "setdomainname nest", "mount / private, recursively", "mount proc on /proc",
                "link set lo up", "chdir " + folder, "execve /bin/touch");
        assertEquals(expected, lines.stream().filter(expected::contains).toList(), lines::toString);
        assertEquals(expected.getFirst(), lines.getFirst());
        assertEquals(expected.getLast(), lines.getLast());
        assertTrue(Files.notExists(folder.resolve("made")));
    }

    @Test
    void dryRunNeedsNoCommandThatExists() throws Exception {
        assertEquals("execve /no/such/command", ns().run("run", "--dry-run", "/no/such/command").lines().getLast());
    }
}
