package ns.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import ns.core.Isolation;
import ns.core.IsolatedProcess;
import ns.core.Namespace;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.process.Deadline;
import ns.core.process.Tool;
import org.junit.jupiter.api.Test;

/** Network namespaces: made, found, named as ip netns does, entered by threads and commands. */
@NeedsNetworks
class NetNamespaceTest {

    private static final String NAME = "ns-test-" + ProcessHandle.current().pid();

    private static String ip(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = "ip";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Tool.output("iproute2", command);
    }

    /** A thread that was joined may take a moment to leave the system. */
    private static void awaitThreads(int count, NetNamespace namespace) throws InterruptedException {
        Deadline.await(count + " threads inside", () -> namespace.threads().size() == count);
    }

    private static long here() throws IOException {
        try (NetNamespace current = NetNamespace.current()) {
            return current.id();
        }
    }

    @Test
    void theCurrentOneIsThatOfTheProcess() throws IOException {
        assertEquals(Namespace.NETWORK.currentId(), here());
        try (NetNamespace own = NetNamespace.ofPid(ProcessHandle.current().pid())) {
            assertEquals(here(), own.id());
        }
    }

    @Test
    void aNewOneIsAnotherAndTheCallingThreadStaysOutside() throws Exception {
        long before = here();
        try (NetNamespace made = NetNamespace.create()) {
            assertNotEquals(before, made.id());
            assertEquals(before, here());
            assertEquals(made.id(), made.<Long, IOException>call(NetNamespaceTest::here));
            assertEquals(before, here());
            awaitThreads(0, made);
        }
    }

    @Test
    void aNamedOneIsThatOfIpNetns() throws IOException {
        try (NetNamespace made = NetNamespace.create(NAME)) {
            assertTrue(NetNamespace.list().contains(NAME));
            assertTrue(ip("netns", "list").lines().anyMatch(line -> line.split(" ")[0].equals(NAME)));
            assertEquals("net:[" + made.id() + "]", ip("netns", "exec", NAME, "readlink", "/proc/self/ns/net").strip());
            assertEquals(Errno.EEXIST, assertThrows(NamespaceException.class, () -> NetNamespace.create(NAME)).errno());
            ip("netns", "delete", NAME);
            assertFalse(NetNamespace.list().contains(NAME));
        } finally {
            new File("/run/netns/" + NAME).delete();
        }
    }

    @Test
    void oneOfIpNetnsIsOpenedAndDeleted() throws IOException {
        String name = NAME + "-ip";
        ip("netns", "add", name);
        try (NetNamespace opened = NetNamespace.open(name); NetNamespace same = NetNamespace.of(Path.of("/run/netns", name))) {
            assertEquals(opened.id(), same.id());
            assertEquals("net:[" + opened.id() + "]", ip("netns", "exec", name, "readlink", "/proc/self/ns/net").strip());
        }
        NetNamespace.delete(name);
        assertFalse(ip("netns", "list").contains(name));
        NamespaceException gone = assertThrows(NamespaceException.class, () -> NetNamespace.delete(name));
        assertEquals("netns delete " + name + ": ENOENT (2): no network namespace has this name", gone.getMessage());
        assertEquals(Errno.ENOENT, assertThrows(NamespaceException.class, () -> NetNamespace.open(name)).errno());
    }

    @Test
    void namesThatCannotBeAreRefusedBeforeAnythingIsMade() {
        for (String name : List.of("", ".", "..", "a/b", "a\0b", "x".repeat(256))) {
            assertThrows(IllegalArgumentException.class, () -> NetNamespace.create(name), name);
            assertThrows(IllegalArgumentException.class, () -> NetNamespace.delete(name), name);
        }
    }

    @Test
    void whatIsNoNetworkNamespaceIsRefused() {
        for (String file : List.of("/proc/self/ns/uts", "/dev/null", "/proc/self/status", "/")) {
            NamespaceException e = assertThrows(NamespaceException.class, () -> NetNamespace.of(Path.of(file)), file);
            assertEquals("open " + file + ": EINVAL (22): is not a network namespace", e.getMessage());
        }
        assertEquals(Errno.ENOENT, assertThrows(NamespaceException.class, () -> NetNamespace.of(Path.of("/none"))).errno());
        assertEquals(Errno.ENOENT, assertThrows(NamespaceException.class, () -> NetNamespace.ofPid(1L << 30)).errno());
        assertEquals(Errno.EBADF, assertThrows(NamespaceException.class, () -> NetNamespace.ofDescriptor(-1)).errno());
    }

    @Test
    void aClosedOneCannotBeEntered() throws IOException {
        NetNamespace made = NetNamespace.create();
        made.close();
        made.close();
        assertThrows(NamespaceException.class, () -> made.call(() -> 1));
    }

    @Test
    void whatTheBodyThrowsComesOut() throws IOException {
        try (NetNamespace made = NetNamespace.create()) {
            IOException thrown = new IOException("mine");
            assertEquals(thrown, assertThrows(IOException.class, () -> made.call(() -> {
                throw thrown;
            })));
            assertThrows(IllegalStateException.class, () -> made.call(() -> {
                throw new IllegalStateException();
            }));
        }
    }

    @Test
    void anInterruptIsPassedOn() throws Exception {
        try (NetNamespace made = NetNamespace.create()) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> made.call(() -> {
                Thread.sleep(60_000);
                return null;
            }));
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void anExecutorsThreadsAreInside() throws Exception {
        try (NetNamespace made = NetNamespace.create()) {
            try (ExecutorService executor = made.executor()) {
                Future<Long> id = executor.submit(NetNamespaceTest::here);
                assertEquals(made.id(), id.get());
                awaitThreads(1, made);
            }
            assertThrows(ExecutionException.class, () -> {
                try (ExecutorService executor = made.executor()) {
                    executor.submit(() -> {
                        throw new IOException();
                    }).get();
                }
            });
        }
    }

    @Test
    void aThreadLeftBehindInsideIsSeen() throws Exception {
        try (NetNamespace made = NetNamespace.create()) {
            Thread[] stray = new Thread[1];
            made.call(() -> {
                stray[0] = Thread.ofPlatform().daemon().start(() -> {
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        // the end of the test
                    }
                });
                return null;
            });
            awaitThreads(1, made);
            stray[0].interrupt();
            stray[0].join();
        }
    }

    @Test
    void nothingIsLeftOfMany() throws IOException {
        NetNamespace.create().close();
        long files = new File("/proc/self/fd").list().length;
        for (int i = 0; i < 100; i++) {
            try (NetNamespace made = NetNamespace.create()) {
                made.call(() -> null);
            }
        }
        assertTrue(new File("/proc/self/fd").list().length <= files + 2, "descriptors");
    }

    @Test
    void aCommandIsStartedInside() throws Exception {
        try (NetNamespace made = NetNamespace.create()) {
            String id = "net:[" + made.id() + "]";
            Isolation alone = Isolation.builder().join(made).build();
            assertEquals(id, output(alone, "readlink", "/proc/self/ns/net"));
            Isolation full = Isolation.builder().join(made).mapRootUser().hostname("bird").mountProc().dieWithParent()
                    .namespaces(Namespace.UTS, Namespace.IPC, Namespace.PID, Namespace.MOUNT, Namespace.USER).build();
            assertEquals(id, output(full, "readlink", "/proc/self/ns/net"));
            try (IsolatedProcess process = full.start("sleep", "1000")) {
                assertEquals(made.id(), process.namespaceId(Namespace.NETWORK).orElseThrow());
                Thread.sleep(50);
                assertTrue(process.isAlive(), "the thread that made it is still there");
                awaitThreads(1, made);
            }
        }
    }

    private static String output(Isolation spec, String... command) throws Exception {
        try (IsolatedProcess process = spec.start(command)) {
            String text = new String(process.getInputStream().readAllBytes());
            assertEquals(0, process.waitFor());
            return text.strip();
        }
    }

    @Test
    void aNewNetworkCanBePreparedBeforeTheCommandRuns() throws Exception {
        long[] seen = new long[1];
        Isolation spec = Isolation.full().toBuilder().prepare(pid -> {
            try (NetNamespace inside = NetNamespace.ofPid(pid)) {
                seen[0] = inside.id();
                assertEquals("", inside.<String, IOException>call(() -> ip("link", "set", "lo", "address", "02:00:00:00:00:01")));
            }
        }).build();
        try (IsolatedProcess process = spec.start("cat", "/sys/class/net/lo/address")) {
            process.waitFor();
            assertEquals(seen[0], process.namespaceId(Namespace.NETWORK).orElseThrow());
        }
        IOException mine = new IOException("mine");
        Isolation failing = Isolation.full().toBuilder().prepare(pid -> {
            throw mine;
        }).build();
        assertEquals(mine, assertThrows(IOException.class, () -> failing.start("true")));
        assertEquals(0, ProcessHandle.current().children().count());
    }

    @Test
    void anExistingAndANewOneAreRefusedTogether() throws IOException {
        try (NetNamespace made = NetNamespace.create()) {
            assertThrows(IllegalArgumentException.class, () -> Isolation.full().toBuilder().join(made).build());
        }
    }
}
