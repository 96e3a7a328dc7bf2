package ns.cli;

import static ns.core.process.Deadline.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import ns.core.Namespace;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ns ls}, asked of namespaces that the tests make. */
class ListIT {

    private static final String ALONE = "user,pid,uts,ipc,net,mnt";

    @BeforeAll
    static void check() throws Exception {
        Ns.assumeNamespaces();
    }

    /** Runs it; that some processes of others could not be looked at is for a test of its own. */
    private static Ns.Result ls(String... args) throws Exception {
        String[] line = new String[args.length + 1];
        line[0] = "ls";
        System.arraycopy(args, 0, line, 1, args.length);
        Ns.Result result = Ns.ns().run(line);
        return new Ns.Result(result.status(), result.out(),
                result.err().lines().filter(each -> !each.contains("not all could be looked at")).collect(Collectors.joining("\n")));
    }

    private static List<Map<String, Object>> json(String... args) throws Exception {
        String out = ls(args).succeeded();
        assertEquals(1, out.lines().count(), out);
        return Arrays.stream(JSON.std.arrayOfFrom(Object.class, out)).map(ListIT::object).toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    /** Something named cat, in six new namespaces, that waits. */
    private static Ns.Running six(String... command) throws Exception {
        return new Ns("unshare", "--uts", "--ipc", "--net", "--user", "--map-root-user", "--mount", "--pid", "--fork").start(command);
    }

    private static Map<String, Object> of(List<Map<String, Object>> all, long id) {
        return all.stream().filter(each -> ((Number) each.get("ns")).longValue() == id).findFirst()
                .orElseThrow(() -> new AssertionError(id + " is not in " + all));
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    @Test
    void jsonTellsAllOfEach() throws Exception {
        try (Ns.Running running = six("cat", "-", "a\tb")) {
            long pid = running.awaitDescendant("cat").pid();
            List<Map<String, Object>> all = json("--json");
            for (Namespace kind : Namespace.ALL) {
                Map<String, Object> found = of(all, kind.idOf(pid));
                assertEquals(kind.procName(), found.get("type"));
                boolean alone = kind == Namespace.PID; // in the others unshare waits too
                assertEquals(alone ? 1L : 2L, number(found.get("nprocs")));
                assertEquals(alone ? pid : running.pid(), number(found.get("pid")));
                assertEquals(List.of(alone ? 1 : 2, true), List.of(((List<?>) found.get("pids")).size(),
                        ((List<?>) found.get("pids")).contains((int) pid)));
                assertTrue(found.get("command").toString().endsWith("cat - a\tb"), found::toString);
                assertEquals(Ns.uid(), number(found.get("uid")));
                assertEquals(Ns.uid(), number(found.get("owner_uid")));
                assertEquals(Files.getOwner(Path.of("/proc/" + pid)).getName(), found.get("user"));
                assertEquals(List.of(List.of(), List.of()), List.of(found.get("files"), found.get("threads")));
                assertEquals(kind == Namespace.USER ? Namespace.USER.currentId() : Namespace.USER.idOf(pid),
                        number(found.get("owner")), kind::toString);
                assertTrue(found.containsKey("parent"));
                assertEquals(kind == Namespace.USER || kind == Namespace.PID, found.get("parent") != null, kind::toString);
            }
        }
    }

    @Test
    void theTableBeginsAsThatOfLsnsDoes() throws Exception {
        try (Ns.Running running = six("cat", "-", "a\n\u001b[31mb")) {
            String pid = Long.toString(running.awaitDescendant("cat").pid());
            List<String> theirs;
            List<String> ours;
            int attempts = 20; // of two looks at namespaces that the machine's processes are in too, which come and go
            do {
                theirs = new Ns("lsns", "--list", "--task", pid).run().lines();
                ours = ls(pid).lines();
            } while (!first(theirs, 5).equals(first(ours, 5)) && --attempts > 0);
            assertEquals("NS TYPE NPROCS PID USER PNS ONS OUID COMMAND [KEPT BY]", blank(ours.getFirst()));
            assertEquals(first(theirs, 5), first(ours, 5));
            assertTrue(ours.getLast().endsWith("cat - a\\x0a\\x1b[31mb"), ours.toString());
        }
    }

    private static String blank(String line) {
        return line.strip().replaceAll(" +", " ");
    }

    private static List<String> first(List<String> lines, int columns) {
        return lines.stream().map(line -> Arrays.stream(blank(line).split(" ")).limit(columns)
                .collect(Collectors.joining(" "))).toList();
    }

    @Test
    void kindsAreChosen() throws Exception {
        try (Ns.Running running = six("cat")) {
            String pid = Long.toString(running.awaitDescendant("cat").pid());
            String net = Long.toString(Namespace.NETWORK.idOf(Long.parseLong(pid)));
            assertEquals(Set.of("TYPE", "uts", "user"), types(ls("--type", "user,UTS", pid).lines()));
            assertEquals(Set.of("TYPE", "mnt", "net"), types(ls(pid, "-t", "mount", "-t", "net").lines()));
            assertEquals(1, json("--json", "--type=net", net).size());
            assertEquals("[]\n", ls("--json", "--type=uts", net).succeeded());
        }
    }

    private static Set<String> types(List<String> lines) {
        return lines.stream().map(line -> blank(line).split(" ")[1]).collect(Collectors.toSet());
    }

    @Test
    void theTreeNestsUserInUserAndPidInPid() throws Exception {
        String script = "unshare --user --pid --fork --map-root-user cat";
        try (Ns.Running running = new Ns("unshare", "--user", "--pid", "--fork", "--map-root-user").start("sh", "-c", script)) {
            long inner = running.awaitDescendant("cat").pid();
            long outer = ProcessHandle.of(inner).orElseThrow().parent().orElseThrow().parent().orElseThrow().pid();
            List<String> lines = ls("--tree", "--type", ALONE).lines();
            for (String kind : List.of("user", "pid")) {
                assertTrue(depth(lines, kind, outer) > 0, () -> String.join("\n", lines));
                assertEquals(depth(lines, kind, outer) + 1, depth(lines, kind, inner), () -> String.join("\n", lines));
                assertTrue(row(lines, kind, outer) < row(lines, kind, inner));
            }
            assertTrue(Ns.ns().env("LC_ALL", "C").run("ls", "--tree").out().contains("\n`-"), "without UTF-8");
        }
    }

    private static int row(List<String> lines, String kind, long pid) throws Exception {
        String id = Long.toString(Namespace.of(kind).idOf(pid));
        List<String> found = lines.stream().filter(line -> line.replaceAll("^[^0-9]*", "").startsWith(id)).toList();
        assertEquals(1, found.size(), () -> id + "\n" + String.join("\n", lines));
        return lines.indexOf(found.getFirst());
    }

    /** Each level is two letters. */
    private static int depth(List<String> lines, String kind, long pid) throws Exception {
        return lines.get(row(lines, kind, pid)).replaceAll("[0-9].*", "").length() / 2;
    }

    @Test
    void inATreeOthersHangBelowTheUserNamespaceThatOwnsThem() throws Exception {
        try (Ns.Running running = six("cat")) {
            List<String> lines = ls("-T", Long.toString(running.awaitDescendant("cat").pid()), "-t", "user,uts,net").lines();
            assertEquals(List.of("NS", "", "├─", "└─"),
                    lines.stream().map(line -> line.replaceAll("[0-9 ].*", "")).toList());
            assertEquals("user", blank(lines.get(1)).split(" ")[1]);
        }
    }

    @Test
    void oneThatAFileAloneKeepsIsTold(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("net"));
        String script = "unshare --net=" + file + " true; exec cat";
        try (Ns.Running running = new Ns("unshare", "--user", "--map-root-user", "--mount").start("sh", "-c", script)) {
            await("cat", () -> Ns.name(ProcessHandle.of(running.pid()).orElseThrow()).equals("cat"));
            String path = "/proc/" + running.pid() + "/root" + file;
            Map<String, Object> found = json("--json", "--type=net").stream()
                    .filter(each -> each.get("files").equals(List.of(path))).findFirst().orElseThrow();
            assertEquals(0L, number(found.get("nprocs")));
            assertEquals(Namespace.USER.idOf(running.pid()), number(found.get("owner")));
            String row = ls(found.get("ns").toString()).lines().getLast();
            assertTrue(row.matches("\\d+ net +0 +- +- .* \\[file " + path + "]"), row);
        }
    }

    @Test
    void oneThatADescriptorAloneKeepsIsTold() throws Exception {
        String script = "unshare --net sh -c 'exec 7</proc/self/ns/net; exec nsenter --net=/proc/'$$'/ns/net cat'";
        try (Ns.Running running = new Ns("unshare", "--user", "--map-root-user", "--net").start("sh", "-c", script)) {
            long cat = running.awaitDescendant("cat").pid();
            long id = (Long) Files.getAttribute(Path.of("/proc/" + cat + "/fd/7"), "unix:ino");
            String row = ls(Long.toString(id)).lines().getLast();
            assertTrue(row.matches(id + " net +0 +- +- .* \\[descriptor 7 of process " + cat + "]"), row);
            assertEquals(List.of(Map.of("pid", (int) cat, "fd", 7)), of(json("--json"), id).get("descriptors"));
        }
    }

    @Test
    void whatIsUnknownIsRefused() throws Exception {
        refused(125, "readlink /proc/2147483647/ns: ESRCH (3): no such process, and no namespace", "2147483647");
        refused(125, "readlink /proc/4026531000/ns: ESRCH (3): no such process, and no namespace", "--json", "4026531000");
        refused(2, "namespace 'frob': EINVAL (22): no such kind", "--type", "uts,frob");
        refused(2, "usage of ns ls: EINVAL (22)", "blue");
        refused(2, "usage of ns ls: EINVAL (22)", "1", "2");
        refused(2, "usage of ns ls: EINVAL (22)", "--tree", "--json");
    }

    private static void refused(int status, String beginning, String... args) throws Exception {
        String[] line = new String[args.length + 1];
        line[0] = "ls";
        System.arraycopy(args, 0, line, 1, args.length);
        Ns.ns().run(line).refused(status, beginning);
    }

    @Test
    void whatMayNotBeLookedAtIsCounted() throws Exception {
        assumeTrue(Ns.uid() == 0, "becoming another user needs root");
        String[] nobody = {"setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", Ns.HOME.resolve("bin/ns").toString()};
        Ns.Result result = new Ns(nobody).run("ls");
        assertEquals(0, result.status());
        assertTrue(result.err().matches("ns: readlink /proc/PID/ns: EACCES \\(13\\): not all could be looked at, \\d+ of the"
                + " processes are missing: needs CAP_SYS_PTRACE, as root usually has it\n"), result.err());
        // Those that a file keeps, if there are any, are for all to see.
        assertEquals(Namespace.values().length + 1, result.out().lines().filter(line -> !line.matches(" *\\d+ \\w+ +0 .*")).count(), result.out());
        new Ns(nobody).run("ls", Long.toString(ProcessHandle.current().pid())).refused(125, "readlink /proc/"
                + ProcessHandle.current().pid() + "/ns: EACCES (13): may not be looked at: needs CAP_SYS_PTRACE");
    }

    @Test
    void helpIsGiven() throws Exception {
        assertTrue(ls("--help").succeeded().startsWith("Usage: ns ls "));
        assertTrue(Ns.ns().run("--help").succeeded().contains("ls"));
    }
}
