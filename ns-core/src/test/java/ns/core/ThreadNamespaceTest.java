package ns.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import ns.core.bindings.core_h;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.process.ForkedJvm;
import ns.core.process.Leftovers;
import ns.core.syscall.Libc;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.Test;

/** Starts from a thread that is in a network namespace of its own, in JVMs that are started for it. */
class ThreadNamespaceTest {

    private static final Isolation PLAIN = Isolation.builder().build();
    private static final Isolation DIES = Isolation.builder().dieWithParent().build();
    private static final Isolation USER_DIES = Fixtures.rootIn(Namespace.UTS).dieWithParent().build();

    @Test
    void aCommandIsInTheNamespaceOfTheThreadThatStartsIt() throws Exception {
        runIn(Fixtures.rootIn(Namespace.NETWORK).build(), "startFromBoth");
    }

    static void startFromBoth(String... args) throws Exception {
        String ofProcess = own();
        String ofThread = inNewNamespace(() -> {
            assertStartsIn(own()); // first of all, so that this thread starts the threads of the library
            return own();
        });
        assertNotEquals(ofProcess, ofThread);
        assertEquals(Set.of(ofProcess), ofServingThreads());
        Leftovers leftovers = Leftovers.before();
        assertStartsIn(ofProcess);
        inNewNamespace(() -> {
            assertStartsIn(own());
            return null;
        });
        assertStartsIn(ofProcess);
        leftovers.assertNone();
    }

    private static void assertStartsIn(String namespace) throws Exception {
        for (Isolation spec : List.of(PLAIN, DIES, USER_DIES)) {
            assertEquals(List.of(namespace), Fixtures.run(spec, "readlink", "/proc/self/ns/net").lines());
        }
    }

    /** Of the threads ns-reaper and ns-spawn. */
    private static Set<String> ofServingThreads() throws IOException {
        Set<String> found = new TreeSet<>();
        int threads = 0;
        try (Stream<Path> all = Files.list(Path.of("/proc/self/task"))) {
            for (Path thread : all.toList()) {
                try {
                    if (Files.readString(thread.resolve("comm")).startsWith("ns-")) {
                        found.add(Files.readSymbolicLink(thread.resolve("ns/net")).toString());
                        threads++;
                    }
                } catch (NoSuchFileException e) {
                    // Another thread, which has ended meanwhile.
                }
            }
        }
        assertEquals(2, threads);
        return found;
    }

    @Test
    void whereTheWayBackIsDeniedOnlyWhatDiesWithItsParentIsRefused() throws Exception {
        runIn(Fixtures.rootIn(Namespace.UTS).build(), "beRefused"); // the network namespace is not that root's
    }

    static void beRefused(String... args) throws Exception {
        String ofProcess = own();
        assertStartsIn(ofProcess);
        inNewNamespace(() -> {
            assertEquals(List.of(own()), Fixtures.run(PLAIN, "readlink", "/proc/self/ns/net").lines());
            NamespaceException e = assertThrows(NamespaceException.class, () -> DIES.start("true").close());
            assertEquals(List.of("setns", Errno.EPERM), List.of(e.operation(), e.errno()));
            return null;
        });
        assertStartsIn(ofProcess);
    }

    private static void runIn(Isolation outer, String method) throws Exception {
        Fixtures.Outcome outcome = Fixtures.run(outer, ForkedJvm.command(ThreadNamespaceTest.class, method));
        assertEquals(0, outcome.status(), outcome::toString);
    }

    private static <T> T inNewNamespace(Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(() -> {
            assertEquals(0, Libc.syscall(SystemCall.UNSHARE, core_h.CLONE_NEWNET()));
            return task.call();
        });
        Thread.ofPlatform().start(future);
        return future.get();
    }

    private static String own() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
    }
}
