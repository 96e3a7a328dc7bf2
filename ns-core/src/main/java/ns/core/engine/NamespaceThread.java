package ns.core.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import ns.core.bindings.core_h;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Libc;
import ns.core.syscall.SystemCall;

/**
 * Runs something inside an existing namespace: on a platform thread of its own, which enters the namespace and ends
 * afterwards. A thread is never put back, since that could fail, and a virtual one must not enter: its carrier would.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setns.2.html">setns(2)</a>
 */
public final class NamespaceThread {

    /** What these threads are called, by which one that was left behind is told from them. */
    public static final String NAME = "ns-inside";

    private NamespaceThread() {}

    /**
     * Runs the task inside, and waits until the thread has ended. An interrupt of the caller interrupts the task.
     *
     * @param namespace a descriptor
     * @param kind its clone flag
     * @throws NamespaceException where the namespace cannot be entered
     * @throws ExecutionException what the task threw
     */
    public static <T> T call(int namespace, long kind, Callable<T> task) throws NamespaceException, ExecutionException {
        return call(() -> enter(namespace, kind), task);
    }

    /** The same for namespaces that are entered in another way. */
    public static <T> T call(Entry entry, Callable<T> task) throws NamespaceException, ExecutionException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = start(entry, task, result, value -> { });
        return await(thread, () -> {
            thread.join();
            return get(result);
        });
    }

    /** The same, but does not wait for the thread, which goes on with the result. */
    static <T> T callAndStay(int namespace, long kind, Callable<T> task, Consumer<T> afterwards)
            throws NamespaceException, ExecutionException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = start(() -> enter(namespace, kind), task, result, afterwards);
        return await(thread, () -> get(result));
    }

    /** Begins a task that itself takes its thread into a namespace; the caller goes on meanwhile. */
    public static <T> Begun<T> begin(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        return new Begun<>(start(() -> { }, task, result, value -> { }), result);
    }

    /** A task under way. */
    public record Begun<T>(Thread thread, CompletableFuture<T> result) {

        /** Waits for its result. */
        public T await() throws NamespaceException, ExecutionException {
            return NamespaceThread.await(thread, () -> get(result));
        }
    }

    /** Entering failed, and not the task. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(NamespaceException cause) {
            super(cause);
        }
    }

    /** Takes the calling thread into namespaces. */
    @FunctionalInterface
    public interface Entry {

        /** Does so, for good. */
        void enter() throws NamespaceException;
    }

    private static <T> Thread start(Entry entry, Callable<T> task, CompletableFuture<T> result, Consumer<T> afterwards) {
        return Thread.ofPlatform().daemon().name(NAME).start(() -> {
            T value;
            try {
                entry.enter();
            } catch (NamespaceException e) {
                result.completeExceptionally(new Refused(e));
                return;
            }
            try {
                value = task.call();
            } catch (Throwable e) {
                result.completeExceptionally(e);
                return;
            }
            result.complete(value);
            afterwards.accept(value);
        });
    }

    private static <T> T get(CompletableFuture<T> result)
            throws InterruptedException, NamespaceException, ExecutionException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refused refused && refused.getCause() instanceof NamespaceException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @FunctionalInterface
    private interface Wait<T> {
        T once() throws InterruptedException, NamespaceException, ExecutionException;
    }

    private static <T> T await(Thread thread, Wait<T> wait) throws NamespaceException, ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.once();
                } catch (InterruptedException e) {
                    interrupted = true;
                    thread.interrupt();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes the calling thread into the namespace, for good. */
    public static void enter(int namespace, long kind) throws NamespaceException {
        long answer = Libc.syscall(SystemCall.SETNS, namespace, kind);
        if (answer < 0 && !isInside(namespace, kind)) { // the kernel asks for capabilities also of who is there already
            Errno errno = new Errno((int) -answer);
            throw new NamespaceException("setns", "descriptor " + namespace, errno, remedy(errno));
        }
    }

    private static boolean isInside(int namespace, long kind) {
        try {
            return kind == core_h.CLONE_NEWNET()
                    && Files.isSameFile(Path.of("/proc/self/fd/" + namespace), Path.of("/proc/thread-self/ns/net"));
        } catch (IOException e) {
            return false; // the descriptor is closed
        }
    }

    /** What to do where a thread may not enter. */
    public static String remedy(Errno errno) {
        if (errno.equals(Errno.EPERM)) {
            return "entering needs CAP_SYS_ADMIN, here and in the user namespace that owns it: run as root";
        }
        return errno.equals(Errno.EBADF) ? "the namespace is closed" : errno.text();
    }
}
