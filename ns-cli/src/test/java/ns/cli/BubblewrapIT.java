package ns.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ns.core.bindings.core_h;
import ns.core.error.Errno;
import ns.core.syscall.Architecture;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * bubblewrap beside {@code ns run}, where both can be asked the same: as the user who runs the tests, and as one without
 * privileges.
 *
 * <p>Where ns differs on purpose: it has no init unless asked for one, and passes on no descriptor that was not named; a command
 * that is not found gives 127 and not 1, one that cannot be executed 126; where bubblewrap takes from users other than root
 * the capabilities that they would have inside, ns takes them from nobody unless told so; a bind is not nosuid, since under
 * no_new_privs nothing comes of it and without them it is what was asked for; a file that is made has 644 and not 666, a
 * directory above a link 755 and not 700, /dev/shm 1777 and not 755, and there is no /dev/core.
 */
class BubblewrapIT {

    /** What both are told first: the programs of the machine, and all that they isolate by default. */
    private static final String PROGRAMS = "--ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib --symlink usr/lib64 /lib64";

    private static final String DEV = "cd /dev; for f in [!c]* pts/*; do stat -c '%n %F %t:%T' $f; readlink $f; done; true";
    private static final String MOUNTED = "grep ' /data' /proc/self/mountinfo | cut -d' ' -f5,6 | sed 's/,relatime//; s/,nosuid//'";

    @TempDir
    private static Path folder;

    private static Unprivileged user;

    @BeforeAll
    static void install() throws Exception {
        Ns.assumeNamespaces();
        assumeTrue(Files.exists(Path.of("/usr/bin/bwrap")), "bubblewrap is not installed");
        user = new Unprivileged(folder);
    }

    /** Who runs both. */
    enum User { TESTS, UNPRIVILEGED }

    /** The options of ns and of bwrap, and a script whose output and status must be equal. */
    record Same(String ours, String theirs, String script) {

        Same(String both, String script) {
            this(both, both, script);
        }

        @Override
        public String toString() {
            return ours + (ours.equals(theirs) ? "" : " | " + theirs) + " -- " + script;
        }
    }

    static Stream<Same> files() {
        return Stream.of(
                new Same("", "printf '%s\\n' /*; id -u; id -g; pwd"),
                new Same("", "cd ../../..; pwd; ls -d /..; ls /proc/1/root /proc/self/root"),
                new Same("--tmpfs /tmp", "stat -c '%a %u' /tmp; : > /tmp/x; ls /tmp"),
                new Same("--perms 1777 --tmpfs /tmp", "stat -c %a /tmp"),
                new Same("--size 1048576 --tmpfs /tmp", "head -c 2000000 /dev/zero > /tmp/x; df -k --output=size /tmp | tail -1"),
                new Same("--dev /dev", DEV),
                new Same("--dev /dev", "echo x > /dev/null; head -c 3 /dev/zero | od -An -tx1; head -c 9 /dev/urandom | wc -c; echo x > /dev/full"),
                new Same("--dev /dev", "touch /dev/shm/x && ls /dev/shm; mknod /dev/x c 1 3 2> /dev/null || echo no"),
                new Same("--dev /dev --tmpfs /tmp", "script -qec 'tty; test -c $(tty) && echo opened' /tmp/x"),
                new Same("--dev-bind /dev /dev", "echo x > /dev/null && echo opened"),
                new Same("--bind /dev /data", "(echo x > /data/null) 2> /dev/null || echo no device"),
                new Same("--bind FOLDER /data", "cat /data/file; echo new > /data/new; cat /data/new; " + MOUNTED),
                new Same("--ro-bind FOLDER /data", "cat /data/file; touch /data/new 2> /dev/null || echo no; " + MOUNTED),
                new Same("--dev-bind FOLDER /data", MOUNTED),
                new Same("--tmpfs /data", MOUNTED),
                new Same("--bind-try FOLDER/none /data", "test -e /data || echo none"),
                new Same("--ro-bind-try FOLDER/none /data --dev-bind-try FOLDER/none /data", "test -e /data || echo none"),
                new Same("--bind FOLDER/none /data", "echo started"),
                new Same("--bind FOLDER /data/file/x --bind FOLDER/file /data", "echo started"),
                new Same("--dir /a/b/c --chmod 700 /a/b", "stat -c %a /a /a/b /a/b/c"),
                new Same("--perms 711 --dir /a/b", "stat -c %a /a /a/b"),
                new Same("--chmod 700 /none", "echo started"),
                new Same("--symlink a /b --dir /a", "readlink /b; test -d /b && echo directory"),
                new Same("--symlink ../x /deep/er/b", "readlink /deep/er/b"),
                new Same("--tmpfs /x --dir /x/y --remount-ro /x", "touch /x/z 2> /dev/null || echo no; ls /x"),
                new Same("--bind FOLDER /data --tmpfs /data/inner --remount-ro /data", "touch /data/z 2> /dev/null || echo no; touch /data/inner/z && ls /data/inner"),
                new Same("--ro-bind FOLDER/file /etc/deep/file", "cat /etc/deep/file; (echo x > /etc/deep/file) 2> /dev/null || echo no"),
                new Same("--ro-bind FOLDER/file /f --ro-bind FOLDER/other /f", "cat /f"),
                new Same("--bind FOLDER /data --ro-bind FOLDER/other /data/file", "cat /data/file; echo more >> /data/other; cat /data/file"),
                new Same("--tmpfs /m --bind FOLDER /m/n --tmpfs /m/n/inner", "ls /m/n"),
                new Same("--bind FOLDER /data --symlink /data/inner /link --tmpfs /data/link-to-inner", "ls -d /data/*"),
                new Same("--file /dev/fd/9 /a/f", "--file 9 /a/f", "cat /a/f; stat -c %F /a /a/f; echo more >> /a/f && wc -l < /a/f"),
                new Same("--perms 400 --file /dev/fd/9 /f", "--perms 400 --file 9 /f", "stat -c %a /f"),
                new Same("--proc /p", "--as-pid-1 --proc /p", "cat /p/1/comm /p/sys/kernel/ostype"),
                new Same("--mqueue /mq", "stat -f -c %T /mq; stat -c %a /mq"));
    }

    static Stream<Same> processes() {
        return Stream.of(
                new Same("", "--as-pid-1", "echo $$; ls -d /proc/[0-9]*"),
                new Same("--init", "", "echo $$; sleep 0 & wait; cut -d' ' -f4 /proc/$$/stat"),
                new Same("", "exit 7"),
                new Same("--init", "", "kill -9 $$"),
                new Same("--init", "", "kill -TERM $$"),
                new Same("--init", "", "(setsid sleep 1000 > /dev/null 2>&1 &); exit 3"),
                new Same("", "grep NoNewPrivs /proc/self/status"),
                new Same("--cap-drop ALL", "grep Cap /proc/self/status"),
                new Same("--cap-keep CAP_NET_RAW,CAP_CHOWN", "--cap-drop ALL --cap-add CAP_NET_RAW --cap-add CAP_CHOWN",
                        "grep -E 'CapEff|CapPrm|CapBnd' /proc/self/status"),
                new Same("--cap-keep all --cap-drop CAP_NET_RAW", "--cap-add ALL --cap-drop CAP_NET_RAW", "grep CapEff /proc/self/status"),
                new Same("--seccomp FOLDER/filter", "--seccomp 8", "ln -s a /tmp-link 2>&1; grep Seccomp: /proc/self/status"),
                new Same("--seccomp FOLDER/filter", "--add-seccomp-fd 8", "ln -s a /tmp-link 2>&1; touch /made && echo made"),
                new Same("--disable-userns", "--unshare-user --disable-userns", "unshare --user true 2> /dev/null || echo no"),
                new Same("--hostname bird", "uname -n"),
                new Same("--map-users 7:UID:1 --map-groups 8:GID:1 --uid 7 --gid 8", "--uid 7 --gid 8", "id -u; id -g; tr -s ' ' < /proc/self/uid_map"),
                new Same("--clear-env --env A=b --env PATH=/bin", "--clearenv --setenv A b --setenv PATH /bin", "echo $A$HOME$LC_ALL; tr '\\0' '\\n' < /proc/$$/environ | grep -v ^PWD"),
                new Same("--env A=b", "--setenv A b", "echo $A $LC_ALL"),
                new Same("--cwd /usr/lib", "--chdir /usr/lib", "pwd"),
                new Same("--cwd /none", "--chdir /none", "echo started"),
                new Same("--die-with-parent", "echo started"),
                new Same("--new-session", "test $(cut -d' ' -f6 /proc/$$/stat) -gt 0 && echo its own"),
                new Same("--sync-fd 9 --block-fd 9", "echo started; test -e /proc/self/fd/9 || echo closed"),
                new Same("--argv0 bird", "cat /proc/$$/cmdline | tr '\\0' ' '"),
                new Same("--share network", "--share-net", "test \"$(wc -l < /proc/net/dev)\" -ge 3; readlink /proc/self/ns/net"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void filesAreTheSame(Same same) throws Exception {
        for (User who : User.values()) {
            check(who, same);
        }
    }

    @ParameterizedTest
    @MethodSource("processes")
    void processesAreTheSame(Same same) throws Exception {
        assumeTrue(!same.theirs.contains("--argv0") || new Ns("bwrap", "--help").run().out().contains("--argv0"),
                "this bubblewrap is older than its option --argv0");
        for (User who : User.values()) {
            check(who, same);
        }
    }

    private static void check(User who, Same same) throws Exception {
        String start = "run --root tmpfs " + PROGRAMS + " ";
        Ns.Result ours = run(who, ns(who), start + same.ours, same.script);
        Ns.Result theirs = run(who, "bwrap", "--unshare-all --uid 0 --gid 0 --proc /proc " + PROGRAMS + " " + same.theirs, same.script);
        assertEquals(theirs.out(), ours.out(), () -> who + ": " + theirs.err() + ours.err());
        // Of what they refuse themselves each has a status of its own.
        int status = theirs.status() == 1 && theirs.err().startsWith("bwrap: ") && ours.err().startsWith("ns: ") ? ours.status() : theirs.status();
        assertEquals(status, ours.status(), () -> who + ": " + theirs.err() + ours.err());
    }

    private static String ns(User who) {
        return who == User.TESTS ? Ns.HOME.resolve("bin/ns").toString() : user.launcher();
    }

    /** With descriptors 9, a file, and 8, a filter, open; in a folder of the user's own. */
    private static Ns.Result run(User who, String program, String options, String script) throws Exception {
        Path own = who == User.TESTS ? Files.createTempDirectory(folder, "own") : user.newFolder();
        Files.writeString(own.resolve("file"), "of the host\n");
        Files.writeString(own.resolve("other"), "another\n");
        Files.write(own.resolve("filter"), noSymbolicLinks());
        Files.createDirectory(own.resolve("inner"));
        if (who == User.UNPRIVILEGED) {
            user.own(own);
        }
        List<String> words = new ArrayList<>(List.of("sh", "-c", "exec 9< " + own + "/file 8< " + own + "/filter; exec \"$@\"", "sh", program));
        int uid = who == User.TESTS ? Ns.uid() : user.uid();
        int gid = who == User.TESTS ? Ns.gid() : user.gid();
        words.addAll(Arrays.asList(options.strip().replace("FOLDER", own.toString()).replace("UID", "" + uid).replace("GID", "" + gid).split(" +")));
        words.addAll(List.of("--", "sh", "-c", script));
        String[] line = words.toArray(String[]::new);
        Ns.Result result = (who == User.TESTS ? new Ns(line) : user.as(line)).in(Path.of("/")).run();
        return new Ns.Result(result.status(), result.out().replace(own.toString(), "FOLDER"), result.err());
    }

    /** A filter as seccomp_export_bpf(3) writes it: symlinkat(2) answers EMLINK, which nothing else here does. */
    private static byte[] noSymbolicLinks() {
        ByteBuffer filter = ByteBuffer.allocate(4 * 8).order(ByteOrder.nativeOrder());
        filter.putShort((short) 0x20).put((byte) 0).put((byte) 0).putInt(0); // load the number
        filter.putShort((short) 0x15).put((byte) 0).put((byte) 1).putInt(SystemCall.SYMLINKAT.number(Architecture.current()));
        filter.putShort((short) 0x06).put((byte) 0).put((byte) 0).putInt(core_h.SECCOMP_RET_ERRNO() | Errno.EMLINK.number());
        filter.putShort((short) 0x06).put((byte) 0).put((byte) 0).putInt(core_h.SECCOMP_RET_ALLOW());
        return filter.array();
    }

    // One kind of namespace each

    @ParameterizedTest
    @EnumSource
    void eachKindAloneIsNew(User who) throws Exception {
        Map<String, String> kinds = new TreeMap<>(Map.of("uts", "uts", "ipc", "ipc", "pid", "pid", "network", "net", "cgroup", "cgroup", "user", "user"));
        for (Map.Entry<String, String> kind : kinds.entrySet()) {
            String script = "for kind in uts ipc mnt user net pid cgroup; do readlink /proc/self/ns/$kind; done";
            String proc = kind.getKey().equals("pid") ? " --proc /proc" : " --ro-bind /proc /proc";
            Ns.Result ours = run(who, ns(who), "run --only mount,user," + kind.getKey() + " --no-mount-proc --root tmpfs " + PROGRAMS + proc, script);
            Ns.Result theirs = run(who, "bwrap", "--unshare-user --unshare-" + kind.getValue() + " --uid 0 --gid 0 " + PROGRAMS + proc, script);
            assertEquals(isNew(theirs), isNew(ours), kind.getKey());
            assertEquals(kind.getKey().equals("user") ? 2 : 3, isNew(ours).stream().filter(each -> each.startsWith("new ")).count(), ours::toString);
        }
    }

    private static List<String> isNew(Ns.Result result) throws Exception {
        List<String> kinds = new ArrayList<>();
        for (String line : result.lines()) {
            String kind = line.replaceAll(":.*", "");
            kinds.add((line.equals(Ns.namespace(kind)) ? "old " : "new ") + kind);
        }
        return kinds;
    }

    // The whole file system of the host

    @ParameterizedTest
    @EnumSource
    void nothingOfTheHostCanBeWrittenWhereItsRootIsReadOnly(User who) throws Exception {
        String script = "cut -d' ' -f5 /proc/self/mountinfo | while read -r point; do [ -w \"$point\" ] && echo \"$point\"; done; true";
        Ns.Result ours = run(who, ns(who), "run --root / --read-only-root", script);
        Ns.Result theirs = run(who, "bwrap", "--unshare-all --uid 0 --gid 0 --ro-bind / / --proc /proc", script);
        assertEquals(new TreeSet<>(theirs.lines()), new TreeSet<>(ours.lines()));
    }

    // What is told to other programs

    @ParameterizedTest
    @EnumSource
    void whatIsToldOfACommandIsAtLeastWhatBubblewrapTells(User who) throws Exception {
        String tell = "--info-fd 1 --json-status-fd 2";
        Ns.Result ours = run(who, ns(who), "run --only uts,ipc,pid,mount,user,network,cgroup --root tmpfs " + PROGRAMS + " " + tell, "exit 7");
        Ns.Result theirs = run(who, "bwrap", "--unshare-all --unshare-cgroup --uid 0 --gid 0 --proc /proc " + PROGRAMS + " " + tell, "exit 7");
        assertEquals(7, ours.status(), ours::toString);
        assertEquals(7, theirs.status(), theirs::toString);
        assertTrue(keys(ours.out()).containsAll(keys(theirs.out())), () -> ours.out() + theirs.out());
        assertTrue(keys(ours.err()).containsAll(keys(theirs.err())), () -> ours.err() + theirs.err());
        assertTrue(keys(theirs.out()).size() > 1, theirs::toString);
        String end = "\"exit-code\":7}";
        assertTrue(ours.err().replace(" ", "").strip().endsWith(end) && theirs.err().replace(" ", "").strip().endsWith(end), () -> ours.err() + theirs.err());
    }

    private static TreeSet<String> keys(String json) {
        TreeSet<String> keys = new TreeSet<>();
        Pattern.compile("\"([a-z-]+)\" *:").matcher(json).results().forEach(each -> keys.add(each.group(1)));
        return keys;
    }

    // The differences

    @Test
    void whereTheyDifferThatIsOnPurpose() throws Exception {
        String ours = "run --root tmpfs " + PROGRAMS;
        String theirs = "--unshare-all --uid 0 --gid 0 --proc /proc " + PROGRAMS;
        String capabilities = "grep CapEff /proc/self/status | cut -f2";
        assertEquals(List.of("0000000000000000"), run(User.UNPRIVILEGED, "bwrap", theirs, capabilities).lines());
        assertEquals(run(User.TESTS, ns(User.TESTS), ours, capabilities).lines(), run(User.UNPRIVILEGED, user.launcher(), ours, capabilities).lines());
        String descriptor = "test -e /proc/self/fd/9 && echo passed || echo closed";
        assertEquals(List.of("passed"), run(User.TESTS, "bwrap", theirs, descriptor).lines());
        assertEquals(List.of("closed"), run(User.TESTS, ns(User.TESTS), ours, descriptor).lines());
        assertEquals(1, new Ns("bwrap").run("--bind", "/", "/", "/none").status());
        assertEquals(127, Ns.ns().run("run", "/none").status());
    }
}
