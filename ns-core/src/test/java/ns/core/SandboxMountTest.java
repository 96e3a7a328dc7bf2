package ns.core;

import static ns.core.Fixtures.failure;
import static ns.core.Fixtures.lines;
import static ns.core.Fixtures.refusal;
import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ns.core.engine.Seccomp;
import ns.core.mount.Mount;
import ns.core.mount.MountFlag;
import ns.core.mount.Root;
import ns.core.process.ForkedJvm;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is mounted and made in a sandbox. */
class SandboxMountTest {

    @TempDir
    private Path folder;

    private static Path at(String path) {
        return Path.of(path);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path make(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    @Test
    void mountPointsAreMadeAsNeeded() throws Exception {
        Path file = write("file", "of the host");
        assertEquals(List.of("of the hostfile", "of the host"), lines(Sandbox.empty().mount(Mount.bind(file, at("/a/b/c")))
                .mount(Mount.bind(folder, at("/d/e"))), "cat /a/b/c; ls /d/e; cat /d/e/file"));
    }

    @Test
    void aBindCanBeWrittenToAndAReadOnlyOneCannot() throws Exception {
        IsolationBuilder builder = Sandbox.empty().mount(Mount.bind(folder, at("/rw"))).mount(Mount.bind(folder, at("/ro")).readOnly());
        Fixtures.Outcome outcome = run(builder.build(), sh("echo x > /rw/file; echo y > /ro/file"));
        assertTrue(outcome.err().contains("Read-only file system"), outcome::toString);
        assertEquals("x\n", Files.readString(folder.resolve("file")));
    }

    @Test
    void aReadOnlyBindIsReadOnlyInWhatIsMountedInItToo() throws Exception {
        make("inner");
        Isolation outer = Fixtures.rootIn(Namespace.MOUNT).mount(Mount.tmpfs(folder.resolve("inner"))).build();
        // A bind of a bind: the outer sandbox's mounts are in the inner one's source.
        String[] jvm = ForkedJvm.command(SandboxMountTest.class, "readOnlyInside", folder.toString());
        assertEquals(List.of("read-only"), run(outer, jvm).lines());
    }

    static void readOnlyInside(String... args) throws Exception {
        Path folder = Path.of(args[0]);
        Files.writeString(folder.resolve("inner/file"), "can be written outside");
        Fixtures.Outcome outcome = run(Sandbox.empty().mount(Mount.bind(folder, at("/ro")).readOnly()).build(),
                sh("test -e /ro/inner/file && : > /ro/inner/file"));
        System.out.println(outcome.err().contains("Read-only file system") ? "read-only" : outcome);
    }

    @Test
    void aReadOnlyBindIsRecursiveOnAnOldKernelToo() throws Exception {
        make("inner");
        Isolation outer = Fixtures.rootIn(Namespace.MOUNT).mount(Mount.tmpfs(folder.resolve("inner"))).build();
        String[] jvm = ForkedJvm.command(SandboxMountTest.class, "readOnlyInsideOfAnOldKernel", folder.toString());
        assertEquals(List.of("read-only", "ro,nosuid,nodev"), run(outer, jvm).lines());
    }

    static void readOnlyInsideOfAnOldKernel(String... args) throws Exception {
        Seccomp.hide(SystemCall.MOUNT_SETATTR);
        readOnlyInside(args);
        Isolation spec = Sandbox.in(Root.tmpfs().readOnly()).build();
        System.out.println(run(spec, sh("grep ' / / ' /proc/self/mountinfo | cut -d' ' -f6 | sed s/,relatime//")).lines().getFirst());
    }

    @Test
    void aLinkWithDotsNeverLeadsToTheHost() throws Exception {
        // The way out that there would be while the old root lies on the new one: "..", back to the root, and on.
        Path root = make("root");
        make("root/var");
        Path trap = make("trap");
        make("root" + trap.getParent());
        Files.createSymbolicLink(root.resolve("var/link"), Path.of(".." + trap.getParent()));
        lines(Sandbox.in(Root.directory(root)).mount(Mount.file(at("/var/link/trap/file"), new byte[1])), "true");
        assertTrue(Files.exists(root.resolve("." + trap + "/file")));
        assertFalse(Files.exists(trap.resolve("file")), "not in the host's directory of the same name");
    }

    @Test
    void whatDoesNotExistIsLeftOutOnlyWhereAsked() throws Exception {
        Path missing = folder.resolve("missing");
        assertEquals(List.of("no"), lines(Sandbox.empty().mount(Mount.bind(missing, at("/x")).onlyIfExists()),
                "test -e /x && echo yes || echo no"));
        assertEquals("mount " + missing + ": ENOENT (2): no such file or directory",
                refusal(Sandbox.empty().mount(Mount.bind(missing, at("/x")))));
    }

    @Test
    void devicesAreOpenedOnlyInADeviceBind() throws Exception {
        Fixtures.Outcome outcome = run(Sandbox.empty().mount(Mount.bind(at("/dev"), at("/without")))
                .mount(Mount.bind(at("/dev"), at("/with")).withDevices()).build(), sh("echo a > /with/null && echo b; echo c > /without/null"));
        assertEquals("b\n", outcome.out());
        assertTrue(outcome.err().contains("Permission denied"), outcome::toString);
    }

    @Test
    void noexecIsInForce() throws Exception {
        Fixtures.Outcome outcome = run(Sandbox.empty().mount(Mount.bind(at("/usr/bin"), at("/x")).with(MountFlag.NOEXEC)).build(),
                sh("/x/true"));
        assertEquals(126, outcome.status(), outcome::toString);
    }

    @Test
    void aTmpfsHasItsSizeAndMode() throws Exception {
        assertEquals(List.of("1777", "1024"), lines(Sandbox.empty().mount(Mount.tmpfs(at("/tmp")).size(1 << 20).mode(01777)),
                "stat -c %a /tmp; df -k --output=size /tmp | tail -1 | tr -d ' '"));
    }

    @Test
    void theMinimalDevWorks() throws Exception {
        assertEquals(List.of("fd full null ptmx pts random shm stderr stdin stdout tty urandom zero", "0", "5", "hello", "full",
                "1777"), lines(Sandbox.empty().mount(Mount.dev(at("/dev"))),
                "echo $(ls /dev); echo x > /dev/null; cat /dev/null | wc -c; head -c 5 /dev/zero | wc -c;"
                + "echo hello > /dev/stdout; echo x 2>&- > /dev/full || echo full; stat -c %a /dev/shm"));
    }

    @Test
    void theMinimalDevHasPseudoTerminalsOfItsOwn() throws Exception {
        assertEquals(List.of("0"), lines(Sandbox.empty().mount(Mount.dev(at("/dev"))),
                "script -qec 'tty > /proc/self/fd/3' /dev/null 3>&1 > /dev/null < /dev/null | sed s,/dev/pts/,,"));
    }

    @Test
    void messageQueuesAreSeen() throws Exception {
        assertEquals(List.of("mqueue"), lines(Sandbox.empty().mount(Mount.mqueue(at("/dev/mqueue"))),
                "stat -f -c %T /dev/mqueue"));
    }

    @Test
    void filesDirectoriesAndLinksAreMade() throws Exception {
        IsolationBuilder builder = Sandbox.empty().mount(new Mount.Directory(at("/home/me"), 0700))
                .mount(new Mount.Content(at("/etc/passwd"), "me:x:0:0::/home/me:/bin/sh\n".getBytes(), 0640))
                .mount(Mount.symlink("passwd", at("/etc/users"))).mount(Mount.chmod(at("/etc"), 0711));
        assertEquals(List.of("700", "640", "711", "me:x:0:0::/home/me:/bin/sh"),
                lines(builder, "stat -c %a /home/me /etc/passwd /etc; cat /etc/users"));
    }

    @Test
    void theUmaskOfTheCallerIsKept() throws Exception {
        String[] umask = sh("umask");
        assertEquals(Fixtures.runOutside(umask).lines(), run(Sandbox.empty().mount(Mount.dev(at("/dev"))).build(), umask).lines());
    }

    @Test
    void aFileThatDoesNotFitIsAnError() {
        assertEquals("write 2000000 bytes to /small/file: ENOSPC (28): no space left on device",
                failure(Sandbox.empty().mount(Mount.tmpfs(at("/small")).size(4096))
                        .mount(Mount.file(at("/small/file"), new byte[2_000_000]))));
    }

    @Test
    void aMountIsMadeReadOnlyAfterwards() throws Exception {
        Fixtures.Outcome outcome = run(Sandbox.empty().mount(Mount.tmpfs(at("/etc"))).mount(Mount.file(at("/etc/motd"), "hi".getBytes()))
                .mount(Mount.remountReadOnly(at("/etc"))).build(), sh("cat /etc/motd; : > /etc/motd"));
        assertEquals("hi", outcome.out());
        assertTrue(outcome.err().contains("Read-only file system"), outcome::toString);
        assertEquals("mount_setattr /usr/bin ro: EINVAL (22): not a mount point",
                failure(Sandbox.empty().mount(Mount.remountReadOnly(at("/usr/bin")))));
    }

    @Test
    void mountsAreMadeInOrder() throws Exception {
        Path inner = write("inner", "inner");
        assertEquals(List.of("inner"), lines(Sandbox.empty().mount(Mount.tmpfs(at("/a"))).mount(Mount.bind(inner, at("/a/b/c"))), "cat /a/b/c"));
        assertEquals(List.of(), lines(Sandbox.empty().mount(Mount.bind(inner, at("/a/b/c"))).mount(Mount.tmpfs(at("/a"))), "ls /a"));
    }

    @Test
    void withoutANewRootOnlyThePlaceIsOverlaid() throws Exception {
        Path point = make("point");
        IsolationBuilder builder = Fixtures.rootIn(Namespace.MOUNT).mount(Mount.tmpfs(point))
                .mount(Mount.file(point.resolve("deep/file"), "text".getBytes()));
        assertEquals(List.of("text"), lines(builder, "cat " + point + "/deep/file"));
        assertFalse(Files.exists(point.resolve("deep")));
        assertEquals(List.of(Path.of("").toAbsolutePath().toString()), lines(builder, "pwd -P"));
    }

    @Test
    void theHostsOwnFilesAreNotChanged() throws Exception {
        Path missing = folder.resolve("missing/deep");
        Path file = write("file", "");
        assertEquals("openat mount point " + missing + ": ENOENT (2): does not exist, and is made only in a new root, or where"
                + " the sandbox has mounted a tmpfs or overlay", failure(Fixtures.rootIn(Namespace.MOUNT).mount(Mount.bind(folder, missing))));
        assertFalse(Files.exists(folder.resolve("missing")));
        assertEquals("open file " + file + ": EINVAL (22): would change the host's own files: needs a new root (--root) or"
                + " a tmpfs or overlay mounted there first", refusal(Fixtures.rootIn(Namespace.MOUNT).mount(Mount.file(file, new byte[1]))));
    }

    @Test
    void aLinkOutOfTheNewRootIsRefused() throws Exception {
        make("outside");
        for (String name : List.of("relative", "absolute", "relative/deep", "absolute/deep/er")) {
            String point = "/" + name.split("/")[0];
            Path root = make("root-" + name.replace('/', '-'));
            Files.createSymbolicLink(root.resolve("relative"), Path.of("../outside"));
            Files.createSymbolicLink(root.resolve("absolute"), folder.resolve("outside"));
            assertEquals("openat2 mount point " + point + ": EXDEV (18): a symbolic link on this path leads out of the new root:"
                    + " name the place it means", failure(Sandbox.in(Root.directory(root)).mount(Mount.tmpfs(at("/" + name)))), name);
        }
        try (var entries = Files.list(folder.resolve("outside"))) {
            assertEquals(0, entries.count(), "nothing is made outside");
        }
    }

    /** All that can be mounted, made or changed at a place. */
    private List<Mount> allAt(Path point) throws Exception {
        Path source = folder.resolve("source");
        return List.of(Mount.bind(source, point), Mount.bind(source, point).readOnly(), Mount.bind(source, point).withDevices(),
                Mount.tmpfs(point), Mount.proc(point), Mount.dev(point), Mount.mqueue(point), Mount.throwAwayOverlay(point, List.of(source)),
                Mount.readOnlyOverlay(point, List.of(source, folder.resolve("other"))), Mount.directory(point.resolve("made")),
                Mount.file(point.resolve("made"), new byte[1]), Mount.symlink("text", point.resolve("made")), Mount.chmod(point, 0700),
                Mount.remountReadOnly(point));
    }

    @Test
    void noKindOfMountFollowsALinkOutOfTheNewRoot() throws Exception {
        make("source");
        make("other");
        Path outside = make("outside/deep");
        Path root = make("root");
        Files.createSymbolicLink(root.resolve("absolute"), outside);
        Files.createSymbolicLink(root.resolve("relative"), Path.of("../outside/deep"));
        Files.createSymbolicLink(root.resolve("middle"), Path.of("../outside"));
        Files.createSymbolicLink(root.resolve("chain"), Path.of("relative"));
        Object mode = Files.getAttribute(outside, "unix:mode");
        for (String point : List.of("/absolute", "/relative", "/middle/deep", "/chain")) {
            for (Mount mount : allAt(at(point))) {
                String message = failure(Fixtures.rootIn(Namespace.MOUNT, Namespace.PID, Namespace.IPC).root(Root.directory(root)).mount(mount));
                assertTrue(message.contains("EXDEV (18): a symbolic link on this path leads out of the new root"), () -> mount + ": " + message);
            }
        }
        try (var entries = Files.list(outside)) {
            assertEquals(0, entries.count(), "nothing is made outside");
        }
        assertEquals(mode, Files.getAttribute(outside, "unix:mode"));
    }

    @Test
    void aLinkInsideTheNewRootIsFollowed() throws Exception {
        Path root = make("root");
        make("root/run");
        make("root/var");
        Files.createSymbolicLink(root.resolve("var/run"), Path.of("../run"));
        assertEquals(List.of("lock"), lines(Sandbox.in(Root.directory(root)).mount(Mount.file(at("/var/run/lock"), new byte[0])), "ls /run"));
    }

    @Test
    void aMountPointThatCannotBeMadeSaysWhy() {
        assertEquals("mkdirat /usr/none: EROFS (30): the mount point does not exist and could not be made: read-only file system",
                failure(Sandbox.empty().mount(Mount.tmpfs(at("/usr/none")))));
        assertEquals("mount /usr on /bin/sh: EINVAL (22): a directory can be mounted only on a directory, and anything else only on a file",
                failure(Sandbox.empty().mount(Mount.bind(at("/usr"), at("/bin/sh")))));
    }

    @Test
    void badMountsAreRefusedBeforeAnythingIsMade() {
        assertEquals("mount tmpfs on tmp: EINVAL (22): must be an absolute path", refusal(Sandbox.empty().mount(Mount.tmpfs(at("tmp")))));
        assertEquals("mount tmpfs on /a/../b: EINVAL (22): must not have '..' in it", refusal(Sandbox.empty().mount(Mount.tmpfs(at("/a/../b")))));
        assertEquals("mount tmpfs on /: EINVAL (22): what is to be seen at / is a new root (--root)", refusal(Sandbox.empty().mount(Mount.tmpfs(at("/")))));
        assertEquals("mount tmpfs on /a: EINVAL (22): a size of -1 bytes: must be above 0", refusal(Sandbox.empty().mount(Mount.tmpfs(at("/a")).size(-1))));
        assertEquals("mount tmpfs on /a: EINVAL (22): permissions of 10000: must be 0 to 7777, octal",
                refusal(Sandbox.empty().mount(Mount.tmpfs(at("/a")).mode(010000))));
        assertEquals("mount tmpfs on /a: EINVAL (22): needs a new mount namespace, which this specification has not",
                refusal(Isolation.builder().mount(Mount.tmpfs(at("/a")))));
        assertEquals("mount proc on /proc: EINVAL (22): needs a new pid namespace, which this specification has not",
                refusal(Fixtures.rootIn(Namespace.MOUNT).mount(Mount.proc(at("/proc")))));
    }
}
