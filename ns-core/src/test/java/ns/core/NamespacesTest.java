package ns.core;

import static ns.core.Fixtures.callerId;
import static ns.core.Fixtures.rootIn;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import ns.core.bindings.core_h;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.inspect.Holder;
import ns.core.inspect.NamespaceInfo;
import ns.core.inspect.Namespaces;
import ns.core.inspect.Snapshot;
import ns.core.process.ForkedJvm;
import ns.core.process.Tool;
import ns.core.syscall.FileCalls;
import ns.core.syscall.Libc;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found of namespaces that the tests make; the machine's others come and go as they like. */
class NamespacesTest {

    private static final Isolation ALL_EIGHT =
            Isolation.full().toBuilder().namespaces(EnumSet.allOf(Namespace.class)).build();

    private static NamespaceInfo find(long id) throws Exception {
        return Namespaces.snapshot().find(id).orElseThrow(() -> new AssertionError("namespace " + id + " is not found"));
    }

    @Test
    void newOnesOfAllKindsHaveTheirProcessAndWhatTheyBelongTo() throws Exception {
        try (IsolatedProcess process = ALL_EIGHT.start("cat", "-")) {
            Snapshot snapshot = Namespaces.snapshot();
            assertEquals(new TreeSet<>(List.of(Namespace.values())),
                    new TreeSet<>(snapshot.of(process.pid()).stream().map(NamespaceInfo::kind).toList()));
            for (Namespace kind : Namespace.values()) {
                NamespaceInfo found = snapshot.find(process.namespaceId(kind).orElseThrow()).orElseThrow();
                assertEquals(kind, found.kind());
                assertEquals(List.of(process.pid()), found.processes(), kind::toString);
                assertEquals(process.pid(), found.first().orElseThrow().pid());
                assertEquals("cat -", found.first().orElseThrow().command());
                assertEquals(callerId("Uid"), found.first().orElseThrow().uid());
                assertEquals(OptionalLong.of(callerId("Uid")), found.ownerUid(), kind::toString);
                assertEquals(kind == Namespace.USER ? OptionalLong.of(Namespace.USER.currentId())
                        : process.namespaceId(Namespace.USER), found.ownerId(), kind::toString);
                assertEquals(kind == Namespace.USER || kind == Namespace.PID ? OptionalLong.of(kind.currentId())
                        : OptionalLong.empty(), found.parentId(), kind::toString);
                assertTrue(snapshot.of(process.pid()).contains(found));
            }
        }
    }

    @Test
    void theJvmsOwnAreFound() throws Exception {
        long pid = ProcessHandle.current().pid();
        for (NamespaceInfo own : Namespaces.of(pid)) {
            assertEquals(own.kind().currentId(), own.id());
            assertTrue(own.processes().contains(pid), own::toString);
        }
        assertTrue(Namespaces.list().stream().anyMatch(all -> all.processes().contains(pid)));
    }

    @Test
    void lsnsSaysTheSame() throws Exception {
        try (IsolatedProcess process = ALL_EIGHT.start("cat")) {
            Set<String> theirs = new TreeSet<>();
            for (NamespaceInfo each : Namespaces.of(process.pid())) {
                theirs.add(each.id() + " " + each.kind().procName() + " " + each.processes().size() + " " + process.pid()
                        + " " + each.parentId().orElse(0) + " " + each.ownerId().orElse(0) + " cat");
            }
            String lines = Tool.output("util-linux", "lsns", "--noheadings", "--raw", "--task", Long.toString(process.pid()),
                    "--output", "NS,TYPE,NPROCS,PID,PNS,ONS,COMMAND");
            assertEquals(new TreeSet<>(lines.lines().toList()), theirs);
        }
    }

    @Test
    void allThatLsnsListsBeforeAndAfterIsListed() throws Exception {
        Set<String> before = lsns();
        Set<String> ours = new TreeSet<>();
        Namespaces.list().forEach(each -> ours.add(each.id() + " " + each.kind().procName()));
        before.retainAll(lsns());
        assertTrue(ours.containsAll(before), () -> before + " " + ours);
    }

    private static Set<String> lsns() throws Exception {
        return new TreeSet<>(Tool.output("util-linux", "lsns", "--noheadings", "--raw", "--output", "NS,TYPE").lines().toList());
    }

    @Test
    void oneThatIsMountedInAnotherMountNamespaceHasItsFile(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("a b\tc"));
        String script = "unshare --net=\"$0\" true && stat -Lc %i \"$0\" && read line";
        try (IsolatedProcess process = rootIn(Namespace.MOUNT).build().start("sh", "-c", script, file.toString());
                BufferedReader out = process.inputReader()) {
            NamespaceInfo found = find(Long.parseLong(out.readLine()));
            assertEquals(Namespace.NETWORK, found.kind());
            assertEquals(List.of(), found.processes());
            assertEquals(Optional.empty(), found.first());
            Path path = Path.of("/proc/" + process.pid() + "/root" + file);
            assertEquals(List.of(new Holder.File(path)), found.holders());
            assertEquals(found.id(), (Long) Files.getAttribute(path, "unix:ino"));
            assertEquals(process.namespaceId(Namespace.USER), found.ownerId());
        }
    }

    @Test
    void oneThatIsMountedHereHasItsPath() throws Exception {
        runIn(rootIn(Namespace.MOUNT), "mountHere");
    }

    static void mountHere(String... args) throws Exception {
        Path file = Files.createTempFile("mounted", "");
        Path hidden = Files.createTempFile("mounted-over", "");
        try {
            Fixtures.runOutside("unshare", "--net=" + file, "true").lines();
            NamespaceInfo found = find((Long) Files.getAttribute(file, "unix:ino"));
            assertEquals(List.of(new Holder.File(file)), found.holders());
            assertEquals(OptionalLong.of(Namespace.USER.currentId()), found.ownerId());
            Fixtures.runOutside("unshare", "--uts=" + hidden, "true").lines();
            long below = (Long) Files.getAttribute(hidden, "unix:ino");
            Fixtures.runOutside("unshare", "--uts=" + hidden, "true").lines();
            assertEquals(List.of(new Holder.File(hidden)), find(below).holders()); // the path leads to the other one now
            assertEquals(List.of(new Holder.File(hidden)), find((Long) Files.getAttribute(hidden, "unix:ino")).holders());
            Fixtures.runOutside("umount", hidden.toString()).lines();
            Fixtures.runOutside("umount", hidden.toString()).lines();
            Fixtures.runOutside("umount", file.toString()).lines();
            assertEquals(Optional.empty(), Namespaces.snapshot().find(found.id()));
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(hidden);
        }
    }

    @Test
    void oneThatADescriptorKeepsIsFoundUntilThatIsClosed() throws Exception {
        long fd;
        long id;
        try (IsolatedProcess process = rootIn(Namespace.NETWORK).build().start("cat")) {
            id = process.namespaceId(Namespace.NETWORK).orElseThrow();
            fd = FileCalls.open("/proc/" + process.pid() + "/ns/net", core_h.O_RDONLY());
            assertTrue(fd >= 0);
        }
        try {
            NamespaceInfo found = find(id);
            assertEquals(List.of(), found.processes());
            assertEquals(List.of(new Holder.Descriptor(ProcessHandle.current().pid(), (int) fd)), found.holders());
            NamespaceInfo owner = find(found.ownerId().orElseThrow()); // which nothing else leads to
            assertEquals(Namespace.USER, owner.kind());
            assertEquals(OptionalLong.of(Namespace.USER.currentId()), owner.parentId());
            assertEquals(List.of(new Holder.Descendant(id)), owner.holders());
        } finally {
            assertEquals(0, Libc.close((int) fd));
        }
        assertEquals(Optional.empty(), Namespaces.snapshot().find(id));
    }

    @Test
    void oneThatASocketAloneKeepsIsFound() throws Exception {
        runIn(rootIn(Namespace.NETWORK), "openSocketElsewhere");
    }

    static void openSocketElsewhere(String... args) throws Exception {
        FutureTask<SocketChannel> opening = new FutureTask<>(() -> {
            assertEquals(0, Libc.syscall(SystemCall.UNSHARE, core_h.CLONE_NEWNET()));
            return SocketChannel.open();
        });
        Thread thread = Thread.ofPlatform().start(opening);
        try (SocketChannel socket = opening.get()) {
            thread.join();
            OptionalLong owner = OptionalLong.of(Namespace.USER.currentId());
            NamespaceInfo found = Namespaces.list().stream().filter(each -> each.kind() == Namespace.NETWORK
                    && each.ownerId().equals(owner) && each.processes().isEmpty()).findFirst().orElseThrow();
            assertEquals(List.of(), found.processes());
            Holder.Descriptor holder = (Holder.Descriptor) found.holders().getFirst();
            assertEquals(ProcessHandle.current().pid(), holder.pid());
            assertTrue(Files.readSymbolicLink(Path.of("/proc/self/fd/" + holder.fd())).toString().startsWith("socket:["));
            assertTrue(socket.isOpen());
        }
    }

    @Test
    void oneThatAThreadAloneIsInIsFound() throws Exception {
        runIn(rootIn(Namespace.UTS), "beAlone");
    }

    static void beAlone(String... args) throws Exception {
        long pid = ProcessHandle.current().pid();
        FutureTask<Void> alone = new FutureTask<>(() -> {
            assertEquals(0, Libc.syscall(SystemCall.UNSHARE, core_h.CLONE_NEWNET() | core_h.CLONE_NEWNS() | core_h.CLONE_NEWUTS()
                    | core_h.CLONE_NEWIPC() | core_h.CLONE_NEWCGROUP()));
            Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
            long tid = Long.parseLong(self.getFileName().toString());
            for (String kind : List.of("net", "mnt", "uts", "ipc", "cgroup")) {
                long id = (Long) Files.getAttribute(Path.of("/proc/thread-self/ns", kind), "unix:ino");
                NamespaceInfo found = find(id);
                assertEquals(List.of(), found.processes());
                assertEquals(new Holder.Thread(pid, tid), found.holders().getFirst());
                assertTrue(Namespaces.of(pid).contains(found), kind);
            }
            return null;
        });
        Thread.ofPlatform().start(alone);
        alone.get();
    }

    @Test
    void oneForChildrenNamesWhoMadeIt() throws Exception {
        String script = "readlink /proc/self/ns/pid; read line";
        Isolation spec = rootIn(Namespace.MOUNT).build();
        String[] command = {"unshare", "--pid", "--fork", "sh", "-c", script};
        try (IsolatedProcess process = spec.start(command); BufferedReader out = process.inputReader()) {
            NamespaceInfo found = find(Namespace.parseId(out.readLine()));
            assertEquals(1, found.processes().size());
            assertEquals(List.of(new Holder.Unsharer(process.pid())), found.holders());
            assertEquals(OptionalLong.of(Namespace.PID.currentId()), found.parentId());
        }
    }

    @Test
    void oneThatOnlyOthersBelongToIsFound() throws Exception {
        try (IsolatedProcess process = rootIn(Namespace.UTS).build().start(sh("exec unshare --user sh -c 'echo; read line'"));
                BufferedReader out = process.inputReader()) {
            out.readLine();
            long left = process.namespaceId(Namespace.USER).orElseThrow();
            NamespaceInfo found = find(left);
            assertEquals(List.of(), found.processes());
            NamespaceInfo inner = Namespaces.of(process.pid()).stream()
                    .filter(each -> each.kind() == Namespace.USER).findFirst().orElseThrow();
            assertEquals(OptionalLong.of(left), inner.parentId());
            Holder.Descendant holder = (Holder.Descendant) found.holders().getFirst();
            assertEquals(OptionalLong.of(left), find(holder.id()).ownerId());
        }
    }

    @Test
    void aProcessThatIsNotThereIsAnError() {
        for (long pid : new long[] {Integer.MAX_VALUE, 0, -1}) {
            NamespaceException e = assertThrows(NamespaceException.class, () -> Namespaces.of(pid));
            assertEquals(Errno.ESRCH, e.errno());
            assertEquals("readlink /proc/" + pid + "/ns: ESRCH (3): no such process", e.getMessage());
        }
    }

    @Test
    void processesThatEndMeanwhileAreNoError() throws Exception {
        Thread churn = Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                try (IsolatedProcess process = rootIn(Namespace.NETWORK, Namespace.PID).build().start("true")) {
                    process.waitFor();
                } catch (InterruptedException e) {
                    return;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        });
        try {
            for (int i = 0; i < 50; i++) {
                for (NamespaceInfo each : Namespaces.list()) {
                    assertFalse(each.processes().isEmpty() && each.holders().isEmpty(), each::toString);
                    assertEquals(each.processes().isEmpty(), each.first().isEmpty(), each::toString);
                }
                assertTrue(churn.isAlive());
            }
        } finally {
            churn.interrupt();
            churn.join();
        }
    }

    @Test
    void whoIsNotPrivilegedSeesItsOwnAndIsToldOfTheRest(@TempDir Path folder) throws Exception {
        new UnprivilegedJvm(folder).run(NamespacesTest.class, "beUnprivileged");
    }

    static void beUnprivileged(String... args) throws Exception {
        NamespacesTest test = new NamespacesTest();
        test.newOnesOfAllKindsHaveTheirProcessAndWhatTheyBelongTo();
        test.theJvmsOwnAreFound();
        test.lsnsSaysTheSame();
        test.oneThatIsMountedInAnotherMountNamespaceHasItsFile(Path.of(args[0]));
        test.oneThatADescriptorKeepsIsFoundUntilThatIsClosed();
        test.oneThatOnlyOthersBelongToIsFound();
        test.processesThatEndMeanwhileAreNoError();
        Snapshot snapshot = Namespaces.snapshot();
        if (Files.exists(Path.of("/proc/1"))) {
            assertTrue(snapshot.hidden().contains(1L), () -> "hidden: " + snapshot.hidden());
            assertEquals(Errno.EACCES, assertThrows(NamespaceException.class, () -> snapshot.of(1)).errno());
        } else { // mounted with hidepid
            assertEquals(Errno.ESRCH, assertThrows(NamespaceException.class, () -> snapshot.of(1)).errno());
        }
        System.out.println("done");
    }

    /** In a JVM of its own, which may be given what this one must not have. */
    private static void runIn(IsolationBuilder outer, String method) throws Exception {
        Fixtures.Outcome outcome = Fixtures.run(outer.build(), ForkedJvm.command(NamespacesTest.class, method));
        assertEquals(0, outcome.status(), outcome::toString);
    }
}
