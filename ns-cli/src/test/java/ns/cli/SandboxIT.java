package ns.cli;

import static ns.cli.Ns.ns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ns.core.process.Deadline;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ns run} as a sandbox. */
class SandboxIT {

    private static final List<String> PROGRAMS = List.of("--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin",
            "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64");

    @TempDir
    private Path folder;

    @BeforeAll
    static void assume() throws Exception {
        Ns.assumeNamespaces();
    }

    private static String[] words(List<String> first, List<String> second, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static Ns.Result run(List<String> options, String... command) throws Exception {
        return ns().run(words(List.of("run", "--root", "tmpfs"), words(PROGRAMS, options), command));
    }

    private static List<String> words(List<String> first, List<String> second) {
        return List.of(words(first, second, new String[0]));
    }

    private static List<String> lines(List<String> options, String script) throws Exception {
        return run(options, "sh", "-c", script).lines();
    }

    @Test
    void overlaysAreLaidInTheOrderOfTheirSources() throws Exception {
        for (String layer : List.of("one", "two")) {
            Files.writeString(Files.createDirectory(folder.resolve(layer)).resolve("file"), layer);
        }
        List<String> sources = List.of("--overlay-src", folder.resolve("one").toString(), "--overlay-src", folder.resolve("two").toString());
        assertEquals(List.of("two"), lines(words(sources, List.of("--tmp-overlay", "/x")), "cat /x/file"));
        assertEquals(List.of("two"), lines(words(sources, List.of("--ro-overlay", "/x")), "cat /x/file"));
        Path upper = Files.createDirectory(folder.resolve("upper"));
        Path work = Files.createDirectory(folder.resolve("work"));
        assertEquals(List.of("two"), lines(words(sources, List.of("--overlay", upper.toString(), work.toString(), "/x")),
                "cat /x/file; echo new > /x/new"));
        assertEquals("new\n", Files.readString(upper.resolve("new")));
    }

    @Test
    void wordsThatBelongToNothingAreRefused() throws Exception {
        run(List.of("--perms", "700"), "true").refused(2, "mount --perms: EINVAL (22): is said of what follows");
        run(List.of("--perms", "9", "--tmpfs", "/x"), "true").refused(2, "chmod '9': EINVAL");
        run(List.of("--propagation", "sideways"), "true").refused(2, "mount --propagation sideways: EINVAL");
        run(List.of("--cap-drop", "flying"), "true").refused(2, "capability 'flying': EINVAL");
        run(List.of("--rlimit", "wings=2"), "true").refused(2, "prlimit wings=2: EINVAL");
        run(List.of("--time-limit", "soon"), "true").refused(2, "wait --time-limit soon: EINVAL");
        run(List.of("--bind", "/none", "/x"), "true").refused(2, "mount /none: ENOENT (2): no such file");
        run(List.of("--info-fd", "77"), "true").refused(2, "fcntl --info-fd 77: EBADF (9): the caller has not opened it");
        run(List.of("--file", "/none", "/x"), "true").refused(2, "read /none: ENOENT");
        ns().run("run", "--read-only-root", "true").refused(2, "pivot_root --read-only-root: EINVAL");
    }

    @Test
    void theTimeLimitEndsTheCommandAndSaysSo() throws Exception {
        Ns.Result result = run(List.of("--time-limit", "300ms"), "sleep", "100");
        assertEquals(128 + 15, result.status());
        assertEquals("ns: wait sleep: ETIMEDOUT (110): told to end at its time limit\n", result.err());
    }

    @Test
    void limitsAndProcessOptionsArrive() throws Exception {
        assertEquals(List.of("32", "0027", "5", "Seccomp", "86400"), lines(List.of("--rlimit", "nofile=32:64", "--umask", "27",
                "--nice", "5", "--only", "uts,ipc,pid,mount,user,network,time", "--boottime", "86400"),
                "ulimit -n; umask; cut -d' ' -f19 /proc/self/stat; echo Seccomp; sed -n 's/boottime  *\\([0-9]*\\) .*/\\1/p' /proc/self/timens_offsets"));
    }

    @Test
    void onlyThePassedDescriptorArrives() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "passed");
        Ns shell = new Ns("sh", "-c", "exec 7< " + file + " 8< " + file + "; exec " + Ns.HOME.resolve("bin/ns") + " \"$@\"", "sh");
        assertEquals(List.of("passed", "closed"),
                shell.run("run", "--fd", "7", "sh", "-c", "cat <&7; echo; test -e /proc/self/fd/8 || echo closed").lines());
        shell.run("run", "--fd", "88", "true").refused(2, "fcntl --fd 88: EBADF (9): the caller has not opened it");
    }

    @Test
    void otherProgramsAreToldOfTheStartAndTheEnd() throws Exception {
        Path info = folder.resolve("info");
        Path status = folder.resolve("status");
        Path pidFile = folder.resolve("pid");
        Ns shell = new Ns("sh", "-c", "exec 7> " + info + " 8> " + status + "; exec " + Ns.HOME.resolve("bin/ns") + " \"$@\"", "sh");
        Ns.Result result = shell.run("run", "--info-fd", "7", "--json-status-fd", "8", "--pid-file", pidFile.toString(),
                "sh", "-c", "cat " + pidFile + "; readlink /proc/self/ns/net; exit 3");
        assertEquals(3, result.status(), result::err);
        String[] lines = result.out().split("\n");
        String network = lines[1].replaceAll("\\D", "");
        assertTrue(Files.readString(info).startsWith("{\"child-pid\":" + lines[0] + ","), Files.readString(info));
        assertTrue(Files.readString(info).contains("\"net-namespace\":" + network), Files.readString(info));
        List<String> said = Files.readAllLines(status);
        assertEquals(List.of(Files.readString(info).strip(), "{\"exit-code\":3}"), said);
        assertFalse(Files.exists(pidFile));
    }

    @Test
    void theCommandWaitsForTheBlockDescriptor() throws Exception {
        Path fifo = folder.resolve("fifo");
        new Ns("mkfifo", fifo.toString()).run().succeeded();
        Ns shell = new Ns("sh", "-c", "exec 7<> " + fifo + "; exec " + Ns.HOME.resolve("bin/ns") + " \"$@\"", "sh");
        Path pidFile = folder.resolve("pid");
        try (Ns.Running running = shell.start("run", "--block-fd", "7", "--pid-file", pidFile.toString(), "echo", "released")) {
            Deadline.await("a child that waits", () -> exists(pidFile));
            assertTrue(running.descendants().noneMatch(child -> Ns.name(child).equals("echo")));
            Files.writeString(fifo, "x");
            assertEquals("released\n", running.end().succeeded());
        }
    }

    private static boolean exists(Path file) {
        try {
            return Files.size(file) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aDryRunNamesEachStep() throws Exception {
        String steps = run(List.of("--dry-run", "--tmpfs", "/tmp", "--cap-drop", "all"), "true").succeeded();
        for (String step : List.of("pivot_root tmpfs", "mount /usr on /usr", "mount_setattr /usr ro,nodev, recursively",
                "mount tmpfs on /tmp", "umount2 the old root", "capset without any", "prctl PR_SET_NO_NEW_PRIVS")) {
            assertTrue(steps.contains(step), () -> step + " in " + steps);
        }
    }

    @Test
    void theStandardProfileAndFilesAreTaken() throws Exception {
        Ns.Result result = ns().run("run", "--seccomp", "standard", "unshare", "--user", "true");
        assertTrue(result.err().contains("Operation not permitted"), result::toString);
        ns().run("run", "--seccomp", "/none", "true").refused(125, "open /none: ENOENT (2)");
        Path bad = Files.write(folder.resolve("bad"), new byte[7]);
        ns().run("run", "--seccomp", bad.toString(), "true").refused(2, "seccomp " + bad + ", 7 bytes: EINVAL (22): a program has 1 to 4096");
    }

    @Test
    void anInitReapsAndGivesTheStatusOn() throws Exception {
        assertEquals(7, ns().run("run", "--init", "sh", "-c", "exit 7").status());
        assertEquals(137, ns().run("run", "--init", "sh", "-c", "kill -9 $$").status());
        // It has its name from itself, shortly after the command has begun.
        String named = "until grep -x ns-init /proc/1/comm; do sleep 0.01; done";
        assertEquals(List.of("ns-init"), ns().run("run", "--init", "sh", "-c", named).lines());
        ns().run("run", "--init", "/none").refused(127, "execve /none: ENOENT (2): no such file");
    }
}
