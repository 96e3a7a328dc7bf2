package ns.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ns run} by a user without any privilege: another one where root runs the tests. */
class UnprivilegedIT {

    @TempDir
    private static Path folder;

    private static Unprivileged user;
    private static int uid;
    private static int gid;

    @BeforeAll
    static void install() throws Exception {
        user = new Unprivileged(folder);
        uid = user.uid();
        gid = user.gid();
    }

    private static Ns ns() {
        return user.ns();
    }

    @Test
    void theUserIsRootInsideAndItselfOutside() throws Exception {
        String script = "id -u; id -g; echo $$; hostname x; hostname; read line";
        try (Ns.Running running = ns().start("run", "--", "sh", "-c", script)) {
            running.awaitOut("0\n0\n1\nx\n");
            String status = Files.readString(Path.of("/proc", Long.toString(running.awaitDescendant("sh").pid()), "status"));
            assertTrue(status.contains("\nUid:\t" + uid + "\t" + uid + "\t" + uid + "\t" + uid + "\n"), status);
            assertTrue(status.contains("\nGid:\t" + gid + "\t" + gid + "\t" + gid + "\t" + gid + "\n"), status);
            running.type("\n");
            assertEquals(0, running.end().status());
        }
    }

    @Test
    void theSixNamespacesAreNew() throws Exception {
        String script = "for kind in " + String.join(" ", Ns.SIX) + "; do readlink /proc/self/ns/$kind; done";
        List<String> inside = ns().run("run", "sh", "-c", script).lines();
        assertEquals(Ns.SIX.size(), inside.size());
        for (int i = 0; i < inside.size(); i++) {
            assertTrue(inside.get(i).startsWith(Ns.SIX.get(i) + ":["), inside::toString);
            assertNotEquals(Ns.namespace(Ns.SIX.get(i)), inside.get(i));
        }
    }

    @Test
    void procLoopbackAndNamesAreSetUp() throws Exception {
        String script = "hostname; cat /proc/sys/kernel/domainname; echo /proc/[0-9]*; (: </dev/tcp/127.0.0.1/9) 2>&1";
        Ns.Result result = ns().run("run", "--hostname", "bird", "--domainname", "nest", "bash", "-c", script);
        assertTrue(result.out().startsWith("bird\nnest\n/proc/1"), result::toString);
        assertTrue(result.out().contains("Connection refused"), result::toString);
    }

    @Test
    void theUserIsMappedToItself() throws Exception {
        assertEquals(List.of(uid + "", gid + ""), ns().run("run", "--map-current-user", "sh", "-c", "id -u; id -g").lines());
    }

    @Test
    void theUserIsMappedToAnother() throws Exception {
        assertEquals(List.of("1000", "1001"), ns().run("run",
                "--map-users=1000:" + uid + ":1", "--map-groups=1001:" + gid + ":1", "--uid=1000", "--gid=1001", "sh", "-c", "id -u; id -g").lines());
    }

    @Test
    void withoutAUserNamespaceTheOthersAreRefused() throws Exception {
        String line = ns().run("run", "--share", "user", "id")
                .refused(125, "clone3 uts, ipc, pid, mount, network namespaces: EPERM (1): ");
        assertTrue(line.contains("CAP_SYS_ADMIN") && line.contains("root") && line.contains("user namespace"), line);
        ns().run("run", "--only", "uts", "id").refused(125, "clone3 uts namespace: EPERM (1): ");
    }

    @Test
    void dryRunMakesNothingThatCouldBeRefused() throws Exception {
        assertEquals("clone3 uts namespace", ns().run("run", "--dry-run", "--only", "uts", "id").lines().getFirst());
    }

    @Test
    void rangesThatAreNotGrantedAreRefused() throws Exception {
        boolean tool = user.as("sh", "-c", "command -v newuidmap").run().status() == 0;
        for (String map : new String[] {"0:100000:10", "0:0:1"}) {
            String line = ns().run("run", "--map-users", map, "id")
                    .refused(125, "newuidmap " + map + ": " + (tool ? "EPERM (1): " : "ENOENT (2): "));
            assertTrue(line.contains(tool ? "/etc/subuid" : "uidmap"), line);
        }
    }

    @Test
    void usersAndGroupsOfOthersAreRefused() throws Exception {
        String all = "--share=uts,ipc,pid,mount,user,network";
        ns().run("run", all, "--groups=0", "id").refused(125, "setgroups 0: EPERM (1): ");
        ns().run("run", all, "--uid=0", "id").refused(125, "setresuid 0: EPERM (1): ");
        ns().run("run", all, "--gid=0", "id").refused(125, "setresgid 0: EPERM (1): ");
        String groups = ns().run("run", "--groups=0", "id").refused(125, "");
        assertTrue(groups.contains("EPERM (1)") || groups.contains("install the package uidmap"), groups);
    }

    @Test
    void aFolderOfOthersIsRefused() throws Exception {
        Ns.assumeRoot("a folder of somebody else");
        Path secret = Files.createDirectory(folder.resolve("secret"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwx------"));
        ns().run("run", "--cwd", secret.toString(), "id").refused(125, "chdir " + secret + ": EACCES (13): ");
        Path program = Files.writeString(secret.resolve("program"), "#!/bin/sh\n");
        ns().run("run", program.toString()).refused(126, "execve " + program + ": EACCES (13): ");
    }

    @Test
    void termEndsTheCommand() throws Exception {
        try (Ns.Running running = ns().start("run", "--", "sleep", "1000")) {
            long pid = running.awaitDescendant("sleep").pid();
            running.signal("TERM");
            assertEquals(new Ns.Result(143, "", ""), running.end());
            assertFalse(Ns.isRunning(pid));
        }
    }
}
