package ns.core.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import ns.core.bindings.core_h;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.FileCalls;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.SystemCall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network namespace that threads of this JVM enter, each for itself; the threads they start, and children, are in it too.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setns.2.html">setns(2)</a>
 */
public final class NetworkNamespace implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NetworkNamespace.class);
    private static final Path PROC = Path.of("/proc");
    private static final Path OF_PROCESS = PROC.resolve("self/ns/net");
    private static final Path OF_THREAD = PROC.resolve("thread-self/ns/net");

    private final int fd;

    private NetworkNamespace(Path link) throws NamespaceException {
        fd = (int) Native.check(FileCalls.open(link.toString(), core_h.O_RDONLY()), "open", link.toString());
    }

    /** The link to the calling thread's namespace, for other threads to follow as long as this one lives. */
    static Path linkOfThread() throws NamespaceException {
        try {
            return PROC.resolve(Files.readSymbolicLink(PROC.resolve("thread-self"))).resolve("ns/net");
        } catch (IOException e) {
            throw new NamespaceException("readlink", "/proc/thread-self", Errno.EIO, e.getMessage());
        }
    }

    /**
     * Brings the calling thread into the namespace that the JVM was started in: for a thread that serves all others, and
     * may have been started by one that is somewhere else. It stays where it is if it may not.
     */
    public static void enterThatOfProcess() {
        if (!same(OF_THREAD, OF_PROCESS)) {
            try (NetworkNamespace process = new NetworkNamespace(OF_PROCESS)) {
                process.enter();
            } catch (NamespaceException e) {
                LOG.debug("{} stays in another network namespace: {}", Thread.currentThread().getName(), e.getMessage());
            }
        }
    }

    /** Runs a task while the calling thread is in the namespace that the link leads to. */
    static <T> T callIn(Path link, Callable<T> task) throws Exception {
        if (same(OF_THREAD, link)) {
            return task.call();
        }
        try (NetworkNamespace own = new NetworkNamespace(OF_THREAD); NetworkNamespace other = new NetworkNamespace(link)) {
            own.enter(); // changes nothing, but fails where the way back would
            other.enter();
            try {
                return task.call();
            } finally {
                own.enter();
            }
        }
    }

    private static boolean same(Path one, Path other) {
        try {
            return Files.readSymbolicLink(one).equals(Files.readSymbolicLink(other));
        } catch (IOException e) {
            return true; // a kernel without network namespaces
        }
    }

    private void enter() throws NamespaceException {
        long answer = Libc.syscall(SystemCall.SETNS, fd, core_h.CLONE_NEWNET());
        if (answer < 0) {
            throw new NamespaceException("setns", "network namespace of the calling thread", new Errno((int) -answer),
                    "a command that is to die with its parent is started by another thread, which needs CAP_SYS_ADMIN"
                            + " to enter this namespace and come back: do without, or start it from another thread");
        }
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
