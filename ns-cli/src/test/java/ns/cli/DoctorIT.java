package ns.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import ns.core.engine.Seccomp;
import ns.core.process.ForkedJvm;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ns doctor}, where everything works and where, by namespaces and filters of the tests' own, something does not. */
class DoctorIT {

    private static final String NS = Ns.HOME.resolve("bin/ns").toString();

    @BeforeAll
    static void check() throws Exception {
        Ns.assumeNamespaces();
    }

    /** Runs ns doctor behind a command that takes something away, all in a new user namespace. */
    private static Ns.Result without(String script, String... args) throws Exception {
        return new Ns("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script + " && exec \"$@\"", "sh", NS, "doctor")
                .run(args);
    }

    /** The line about a subject. */
    private static String line(Ns.Result result, String subject) {
        List<String> lines = result.out().lines().filter(line -> line.matches("  (ok|no|--)  \\Q" + subject + "\\E\\*? {2,}.*")).toList();
        assertFalse(lines.isEmpty(), () -> "nothing about " + subject + ": " + result);
        return lines.getFirst();
    }

    private static void assertNo(Ns.Result result, String subject, String... words) {
        String line = line(result, subject);
        assertTrue(line.startsWith("  no  "), line);
        for (String word : words) {
            assertTrue(line.contains(word), line);
        }
    }

    private static void assertOk(Ns.Result result, String subject) {
        assertTrue(line(result, subject).startsWith("  ok  "), () -> line(result, subject));
    }

    private static void assertRunFails(Ns.Result result, String cause) {
        assertEquals(new Ns.Result(125, result.out(), ""), result);
        assertNo(result, "as by default", cause);
        assertTrue(result.out().lines().toList().getLast().contains("ns run does not work as by default, for want of: "), result::out);
    }

    // where it works

    @Test
    void itTellsOfEachGroupAndThatNsRunWorks() throws Exception {
        Ns.Result result = Ns.ns().run("doctor");
        result.succeeded();
        for (String subject : List.of("version", "native access", "child process", "close_range", "pidfd", "uts", "ipc", "pid", "mount",
                "user", "network", "a new /proc", "as by default")) {
            assertOk(result, subject);
        }
        for (String heading : List.of("Java", "Kernel", "User", "Namespaces, with a user namespace",
                "Namespaces, without a user namespace", "Limits on namespaces", "Cgroups", "Network", "ns run")) {
            assertTrue(result.out().lines().anyMatch(heading::equals), heading);
        }
        assertTrue(result.out().endsWith(": ns run works for this user\n"), result.out());
        assertFalse(result.out().contains("\u001b"), "colours, and no terminal");
    }

    @Test
    void jsonHasAnObjectForEachLine() throws Exception {
        List<Object> objects = JSON.std.listFrom(Ns.ns().run("doctor", "--json").succeeded());
        long lines = Ns.ns().run("doctor").lines().stream().filter(line -> line.startsWith("  ")).count();
        assertEquals(lines, objects.size());
        for (Object each : objects) {
            Map<?, ?> object = (Map<?, ?>) each;
            assertTrue(object.keySet().containsAll(List.of("heading", "subject", "result", "needed", "found")), object::toString);
            assertTrue(List.of("ok", "no", "not applicable").contains(object.get("result")), object::toString);
            assertTrue(!object.get("result").equals("no") || !object.get("remedy").toString().isEmpty(), object::toString);
        }
    }

    @Test
    void itLeavesNothingBehind() throws Exception {
        String script = "mount -t tmpfs none /run; state() { cat /proc/self/mountinfo; find /run; cut -d: -f1 /proc/net/dev;"
                + " echo /proc/[0-9]*; hostname; }; state >/run/.before; before=$(cat /run/.before); rm /run/.before;"
                + " \"$1\" doctor | tail -n 1; sleep 0.2;"
                + " state >/run/.before; echo \"$before\" | diff - /run/.before && echo same";
        List<String> lines = new Ns("unshare", "--user", "--map-root-user", "--mount", "--net", "--pid", "--fork", "--mount-proc", "--uts")
                .run("sh", "-c", script, "sh", NS).lines();
        assertTrue(lines.getFirst().endsWith("ns run works for this user"), lines::toString);
        assertEquals(List.of("same"), lines.subList(1, lines.size()));
    }

    @Test
    void coloursAreForTerminalsAndNeverWithNoColor() throws Exception {
        Ns terminal = new Ns("script", "-qec", "'" + NS + "' doctor", "/dev/null").env("TERM", "xterm").env("SHELL", "/bin/sh");
        assertTrue(terminal.run().out().contains("\u001b[32mok\u001b[0m"));
        assertFalse(terminal.env("NO_COLOR", "1").run().out().contains("\u001b"));
    }

    // where something does not

    @ParameterizedTest
    @CsvSource({"net, network", "uts, uts", "ipc, ipc", "pid, pid", "mnt, mount", "user, user"})
    void aLimitOfNoneIsNamedWithItsSysctl(String file, String kind) throws Exception {
        // The sysctl is that of the test's own user namespace.
        Ns.Result result = without("echo 0 >/proc/sys/user/max_" + file + "_namespaces");
        assertRunFails(result, "/proc/sys/user/max_" + file + "_namespaces, now 0");
        assertNo(result, kind, "ENOSPC (28)", "max_" + file + "_namespaces");
        assertNo(result, "user.max_*_namespaces", "user.max_" + file + "_namespaces is 0", "sysctl user.max_" + file + "_namespaces=");
        assertOk(result, "child process");
    }

    @Test
    void withoutUserNamespacesAndPrivilegesNothingWorksAndThatIsSaid() throws Exception {
        Ns.Result result = without("echo 0 >/proc/sys/user/max_user_namespaces; set -- setpriv --bounding-set=-all --inh-caps=-all \"$@\"");
        assertRunFails(result, "max_user_namespaces");
        assertEquals("  ok  capabilities", line(result, "capabilities").substring(0, 18));
        assertTrue(line(result, "capabilities").endsWith(" none"), line(result, "capabilities"));
        assertNo(result, "open_tree", "cannot be tried");
        assertNo(result, "type veth", "cannot be tried");
        assertTrue(result.out().contains("  --  network  clone3 network namespace: EPERM (1): needs CAP_SYS_ADMIN"), result.out());
    }

    @Test
    void aMaskedProcIsToldWithWhatHidesIt() throws Exception {
        Ns.Result result = without("mount -t tmpfs none /proc/irq");
        assertRunFails(result, "mount proc on /proc: EPERM (1)");
        assertNo(result, "a new /proc", "EPERM (1), hidden are", "/proc/irq", "--no-mount-proc");
        assertOk(result, "pid");
    }

    @Test
    void aKernelWithoutTheFilesThatTellOfLimitsIsNoObstacle() throws Exception {
        Ns.Result result = without("mount -t tmpfs none /proc/sys/user");
        assertTrue(line(result, "user.max_*_namespaces").startsWith("  --  "), () -> line(result, "user.max_*_namespaces"));
        assertOk(result, "network");
    }

    @Test
    void aSysctlThatRestrictsIsNamedWhereItBites() throws Exception {
        // No kernel has both of them, so the files are the test's own, and the lack of user namespaces is that of a limit.
        String files = "mount -t tmpfs none /proc/sys/kernel && echo 0 >/proc/sys/kernel/unprivileged_userns_clone"
                + " && echo 1 >/proc/sys/kernel/apparmor_restrict_unprivileged_userns";
        Ns.Result harmless = without(files);
        for (String sysctl : List.of("kernel.unprivileged_userns_clone", "kernel.apparmor_restrict_unprivileged_userns")) {
            assertOk(harmless, sysctl);
            assertTrue(line(harmless, sysctl).contains("but this process may"), line(harmless, sysctl));
        }
        Ns.Result biting = without("echo 0 >/proc/sys/user/max_user_namespaces && " + files);
        assertNo(biting, "kernel.unprivileged_userns_clone", "is 0", "sysctl kernel.unprivileged_userns_clone=1");
        assertNo(biting, "kernel.apparmor_restrict_unprivileged_userns", "is 1", "sysctl kernel.apparmor_restrict_unprivileged_userns=0");
    }

    // under a filter

    @ParameterizedTest
    @CsvSource({"CLONE3, clone3, 0", "MOUNT_SETATTR, mount_setattr, 0", "OPENAT2, openat2, 0", "MEMFD_CREATE, memfd exec, 0",
        "CLOSE_RANGE, close_range, 125", "SETHOSTNAME, uts, 125"})
    void whatAFilterHidesIsNamed(SystemCall hidden, String subject, int status) throws Exception {
        Ns.Result result = filtered(hidden.name());
        assertEquals(new Ns.Result(status, result.out(), ""), result);
        assertNo(result, subject, "ENOSYS (38)");
        assertTrue(line(result, "seccomp").contains("in force"), line(result, "seccomp"));
        if (!subject.equals("uts")) {
            assertNo(result, subject, "a seccomp filter is in force and hides it");
        }
    }

    @Test
    void memoryThatMayNotBeExecutableIsNamed() throws Exception {
        Ns.Result result = filtered("");
        assertRunFails(result, "executable memory is denied");
        assertNo(result, "child process", "mprotect stub: EACCES (13)", "MemoryDenyWriteExecute");
    }

    private static Ns.Result filtered(String hidden) throws Exception {
        return new Ns(ForkedJvm.ofMain(List.of(), DoctorIT.class, hidden, NS, "doctor").toArray(String[]::new)).run();
    }

    /** Run in a JVM of its own: a filter cannot be taken away again, and all that is started has it. */
    public static void main(String[] args) throws Exception {
        if (args[0].isEmpty()) {
            Seccomp.denyExecutableMemory();
        } else {
            Seccomp.hide(SystemCall.valueOf(args[0]));
        }
        Process doctor = new ProcessBuilder(args[1], args[2]).inheritIO().start();
        System.exit(doctor.waitFor());
    }

    // Java

    @Test
    void flagsOfJavaAreToldOf() throws Exception {
        assertNo(Ns.ns().env("NS_JAVA_OPTS", "-Xrs").run("doctor"), "signals", "SIGTERM", "-Xrs");
    }

    @Test
    void nativeAccessThatIsNeitherEnabledNorDeniedIsNoObstacle() throws Exception {
        assumeTrue(Runtime.version().feature() >= 24, "Java 22 and 23 enable it for all where no flag is given");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Ns.Result result = new Ns(java, "-p", "target/ns/lib", "-m", "ns.cli/ns.cli.Main", "doctor").run();
        assertEquals(0, result.status(), result::toString);
        assertTrue(line(result, "native access").startsWith("  --  "), () -> line(result, "native access"));
        assertTrue(line(result, "native access").contains("--enable-native-access=ns.core,ns.net"), () -> line(result, "native access"));
    }

    @Test
    void withoutNativeAccessTheFlagIsNamed() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String denial = Runtime.version().feature() >= 24 ? "--illegal-native-access=deny" : "--enable-native-access=ALL-UNNAMED";
        Ns.Result result = new Ns(java, denial, "-p", "target/ns/lib", "-m", "ns.cli/ns.cli.Main", "doctor").run();
        assertEquals(new Ns.Result(125, result.out(), ""), result);
        assertNo(result, "native access", "denied", "--enable-native-access=ns.core,ns.net");
        assertTrue(result.out().contains("ns run does not work as by default, for want of: native access"), result.out());
    }

    // users

    @Test
    void aUserWithoutPrivilegesIsToldWhatItMay(@TempDir Path folder) throws Exception {
        Ns.Result result = asNobody(folder, "true");
        assertEquals(new Ns.Result(0, result.out(), ""), result);
        assertTrue(line(result, "ids").contains("uid 65534, gid 65534"), line(result, "ids"));
        assertNo(result, "/run/netns", "EPERM (1)", "needs CAP_SYS_ADMIN");
        assertOk(result, "type veth");
        assertOk(result, "mount_setattr");
        assertTrue(result.out().contains("  --  uts      clone3 uts namespace: EPERM (1): needs CAP_SYS_ADMIN"), result.out());
    }

    @Test
    void rangesOfIdsAreMappedForReal(@TempDir Path folder) throws Exception {
        assumeTrue(new Ns("newuidmap").run().status() != 127, "newuidmap is not installed: package uidmap");
        Path ranges = Files.writeString(folder.resolve("ranges"), "nobody:300000:10\n");
        String grant = "mount --bind '" + ranges + "' /etc/subuid && mount --bind '" + ranges + "' /etc/subgid";
        Ns.Result granted = asNobody(folder, grant);
        assertTrue(line(granted, "/etc/subuid").endsWith(" 300000-300009"), line(granted, "/etc/subuid"));
        assertOk(granted, "maps of several ids");

        Ns.Result none = asNobody(folder, ": >'" + ranges + "'; " + grant);
        assertNo(none, "/etc/subgid", "add the line nobody:100000:65536 to it");
        assertTrue(line(none, "maps of several ids").startsWith("  --  "), () -> line(none, "maps of several ids"));
    }

    /** In a mount namespace of the test's own, in which root has prepared something. */
    private static Ns.Result asNobody(Path folder, String preparation) throws Exception {
        Ns.assumeRoot("becoming another user");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path copy = folder.resolve("ns");
        Path launcher = (Files.exists(copy) ? copy : FormsIT.copyTo(copy)).resolve("bin/ns");
        String nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all ";
        assumeTrue(new Ns("sh", "-c", nobody + "unshare --user --map-root-user true").run().status() == 0,
                "unprivileged users may not make user namespaces");
        return new Ns("unshare", "--mount", "sh", "-c", preparation + "; exec " + nobody + "\"$@\"", "sh", launcher.toString())
                .in(folder).env("HOME", "/nonexistent").run("doctor");
    }

    // usage

    @Test
    void theHelpTellsTheStatuses() throws Exception {
        String help = Ns.ns().run("doctor", "--help").succeeded();
        assertTrue(help.startsWith("Usage: ns doctor") && help.contains("125"), help);
        assertTrue(Ns.ns().run("--help").succeeded().contains("doctor"));
        Ns.ns().run("doctor", "--bird").refused(2, "usage of ns doctor: EINVAL (22): ");
    }
}
