package ns.cli;

import static ns.cli.Ns.ns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exit status of {@code ns run}, and the one line it says where it refuses. */
class StatusIT {

    @TempDir
    private Path folder;

    @BeforeAll
    static void check() throws Exception {
        Ns.assumeNamespaces();
    }

    // The command's own

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 42, 125, 255})
    void theStatusIsThatOfTheCommand(int status) throws Exception {
        assertEquals(new Ns.Result(status, "", ""), ns().run("run", "sh", "-c", "exit " + status));
    }

    @ParameterizedTest
    @CsvSource({"HUP, 129", "INT, 130", "QUIT, 131", "ABRT, 134", "KILL, 137", "SEGV, 139", "TERM, 143"})
    void aSignalThatEndsTheCommandGives128AndItsNumber(String signal, int status) throws Exception {
        Ns.assumeNotIgnored(signal);
        assertEquals(new Ns.Result(status, "", ""),
                ns().run("run", "--share", "pid", "sh", "-c", "ulimit -c 0; kill -s " + signal + " $$; echo survived"));
    }

    @Test
    void process1KilledFromOutsideGives137() throws Exception {
        try (Ns.Running running = ns().start("run", "--", "sleep", "1000")) {
            assertTrue(running.awaitDescendant("sleep").destroyForcibly());
            assertEquals(new Ns.Result(137, "", ""), running.end());
        }
    }

    // The command cannot be run

    @ParameterizedTest
    @ValueSource(strings = {"there-is-no-such-command", "/there/is/no/such/command", "./none", "/dev/null/x"})
    void aCommandThatIsNotFoundGives127(String command) throws Exception {
        ns().run("run", command).refused(127, "execve " + command + ": E");
    }

    @Test
    void anEmptyCommandGives127() throws Exception {
        ns().run("run", "").refused(127, "execve ");
    }

    @Test
    void aCommandThatIsNotFoundTellsWhereItWasSearched() throws Exception {
        String line = ns().run("run", "--env", "PATH=/nowhere:/bin", "none").refused(127, "execve none: ENOENT (2): ");
        assertTrue(line.contains("/nowhere:/bin"), line);
    }

    @Test
    void aFileWithoutThePermissionGives126() throws Exception {
        Path file = Files.writeString(folder.resolve("plain"), "#!/bin/sh\n");
        String line = ns().run("run", file.toString()).refused(126, "execve " + file + ": EACCES (13): ");
        assertTrue(line.contains("chmod +x"), line);
    }

    @Test
    void aDirectoryGives126() throws Exception {
        String line = ns().run("run", folder.toString()).refused(126, "execve " + folder + ": EACCES (13): ");
        assertTrue(line.contains("is a directory"), line);
    }

    @Test
    void whatIsNotAProgramGives126() throws Exception {
        Path file = executable("text", "just some text\n");
        String line = ns().run("run", file.toString()).refused(126, "execve " + file + ": ENOEXEC (8): ");
        assertTrue(line.contains("not a program"), line);
    }

    @Test
    void aScriptWhoseInterpreterIsMissingGives127() throws Exception {
        Path file = executable("script", "#!/no/such/interpreter\n");
        String line = ns().run("run", file.toString()).refused(127, "execve " + file + ": ENOENT (2): ");
        assertTrue(line.contains("interpreter"), line);
    }

    private Path executable(String name, String text) throws Exception {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    // The set-up fails

    @Test
    void aMissingWorkingDirectoryGives125() throws Exception {
        Path missing = folder.resolve("missing");
        ns().run("run", "--cwd", missing.toString(), "pwd").refused(125, "chdir " + missing + ": ENOENT (2): ");
        Path file = Files.createFile(folder.resolve("file"));
        ns().run("run", "--cwd", file.toString(), "pwd").refused(125, "chdir " + file + ": ENOTDIR (20): ");
    }

    @Test
    void aMissingMountPointGives125() throws Exception {
        Path missing = folder.resolve("missing");
        ns().run("run", "--mount-proc=" + missing, "true").refused(125, "mount proc on " + missing + ": ENOENT (2): ");
    }

    @Test
    void anExhaustedLimitGives125AndNamesTheLimit() throws Exception {
        String script = "echo 0 >/proc/sys/user/max_net_namespaces && exec \"$0\" run true";
        String line = ns().run("run", "sh", "-c", script, Ns.HOME.resolve("bin/ns").toString())
                .refused(125, "clone3 uts, ipc, pid, mount, user, network namespaces: ENOSPC (28): ");
        assertTrue(line.contains("/proc/sys/user/max_net_namespaces"), line);
        assertFalse(line.contains("max_uts_namespaces"), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run --dry-run true", "run --help", "--version"})
    void outputThatCannotBeWrittenGives125(String args) throws Exception {
        String script = "exec \"$0\" " + args + " >/dev/full";
        new Ns("sh", "-c", script, Ns.HOME.resolve("bin/ns").toString()).run().refused(125, "write stdout: EIO (5): ");
    }

    // Wrong usage

    @Test
    void anUnknownOptionGives2() throws Exception {
        String line = ns().run("run", "--hostnam", "x", "true").refused(2, "usage of ns run: EINVAL (22): ");
        assertTrue(line.contains("'--hostnam'"), line);
        ns().run("--nonsense").refused(2, "usage of ns: EINVAL (22): ");
        ns().run("run", "-x", "true").refused(2, "usage of ns run: EINVAL (22): ");
    }

    @Test
    void aMissingCommandGives2() throws Exception {
        for (String[] args : new String[][] {{"run"}, {"run", "--"}, {"run", "--hostname", "bird"}, {"run", "--dry-run"}}) {
            String line = ns().run(args).refused(2, "usage of ns run: EINVAL (22): ");
            assertTrue(line.contains("COMMAND") && line.contains("--help"), line);
        }
        ns().run().refused(2, "usage of ns: EINVAL (22): ");
        String unknown = ns().run("walk", "true").refused(2, "usage of ns: EINVAL (22): ");
        assertTrue(unknown.contains("'walk'"), unknown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--only", "--hostname", "--domainname", "--map-users", "--map-groups", "--uid", "--gid",
        "--groups", "--env", "--cwd"})
    void anOptionWithoutItsValueGives2(String option) throws Exception {
        String line = ns().run("run", option).refused(2, "usage of ns run: EINVAL (22): ");
        assertTrue(line.contains("'" + option + "'"), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "", "b\u0001ird", "bird;",
        "a234567890123456789012345678901234567890123456789012345678901234x"})
    void aBadHostNameGives2(String name) throws Exception {
        ns().run("run", "--hostname", name, "true").refused(2, "sethostname '");
        ns().run("run", "--domainname", name, "true").refused(2, "setdomainname '");
    }

    @Test
    void aHostNameWithoutItsNamespaceGives2() throws Exception {
        String line = ns().run("run", "--share", "uts", "--hostname", "bird", "true").refused(2, "sethostname bird: EINVAL (22): ");
        assertTrue(line.contains("uts namespace"), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0:0", "a:0:1", "", "0:0:0", "-1:0:1", "0:4294967295:1", "0:0:4294967296",
        "99999999999999999999:0:1"})
    void aBadMapGives2(String map) throws Exception {
        ns().run("run", "--map-users", map, "true").refused(2, "uid_map ");
        ns().run("run", "--map-groups", map, "true").refused(2, "gid_map ");
    }

    @ParameterizedTest
    @CsvSource({"0:0:10, 9:100:1", "0:0:10, 100:9:1", "5:5:1, 5:5:1", "0:0:4294967295, 7:7:1"})
    void overlappingMapsGive2(String one, String other) throws Exception {
        for (String option : new String[] {"--map-users", "--map-groups"}) {
            String line = ns().run("run", option, one, option, other, "true").refused(2, "");
            assertTrue(line.contains("overlaps") && line.contains(one) && line.contains(other), line);
        }
    }

    @Test
    void anIdThatIsNotMappedGives2AndNamesTheOption() throws Exception {
        String user = ns().run("run", "--uid", "1000", "true").refused(2, "setresuid 1000: EINVAL (22): ");
        assertTrue(user.contains("not mapped") && user.contains("--map-users 1000:"), user);
        String group = ns().run("run", "--gid", "1000", "true").refused(2, "setresgid 1000: EINVAL (22): ");
        assertTrue(group.contains("not mapped") && group.contains("--map-groups 1000:"), group);
        String groups = ns().run("run", "--groups", "0,1000", "true").refused(2, "setgroups 1000: EINVAL (22): ");
        assertTrue(groups.contains("not mapped") && groups.contains("--map-groups 1000:"), groups);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "4294967295", "1.5", ""})
    void anIdThatIsNoneGives2(String id) throws Exception {
        ns().run("run", "--share", "user", "--uid=" + id, "true").refused(2, "");
        ns().run("run", "--share", "user", "--gid=" + id, "true").refused(2, "");
        ns().run("run", "--share", "user", "--groups=" + id + ",0", "true").refused(2, "");
    }

    @Test
    void anUnknownKindGives2AndNamesThoseThereAre() throws Exception {
        for (String option : new String[] {"--only", "--share"}) {
            String line = ns().run("run", option, "uts,bird", "true").refused(2, "");
            assertTrue(line.contains("'bird'") && line.contains("uts, ipc, pid, mount, user, network, cgroup, time"), line);
        }
    }

    @Test
    void optionsThatExcludeEachOtherGive2() throws Exception {
        String[][] pairs = {
            {"--only=uts", "--share=pid"}, {"--map-root-user", "--map-current-user"},
            {"--map-root-user", "--map-users=0:0:1"}, {"--mount-proc", "--no-mount-proc"}};
        for (String[] pair : pairs) {
            String line = ns().run("run", pair[0], pair[1], "true").refused(2, "usage of ns run: EINVAL (22): ");
            assertTrue(line.contains("mutually exclusive"), line);
            assertFalse(line.contains("Error"), line);
        }
    }

    @Test
    void procWithoutItsNamespacesGives2() throws Exception {
        ns().run("run", "--share", "pid", "--mount-proc", "true").refused(2, "mount proc on /proc: EINVAL (22): ");
        ns().run("run", "--share", "mount", "--mount-proc", "true").refused(2, "mount proc on /proc: EINVAL (22): ");
        ns().run("run", "--mount-proc=relative", "true").refused(2, "mount proc on relative: EINVAL (22): ");
    }

    @Test
    void aMapWithoutAUserNamespaceGives2() throws Exception {
        for (String option : new String[] {"--map-users=0:0:1", "--map-root-user", "--map-current-user"}) {
            String line = ns().run("run", "--share", "user", option, "true").refused(2, "uid_map ");
            assertTrue(line.contains("new user namespace"), line);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"=value", "="})
    void aVariableWithoutANameGives2(String variable) throws Exception {
        ns().run("run", "--env", variable, "true").refused(2, "environment '': EINVAL (22): ");
    }
}
