package ns.core.engine;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import ns.core.error.NamespaceException;

/**
 * A thread that lives as long as the JVM.
 *
 * <p>PR_SET_PDEATHSIG fires when the <em>thread</em> that cloned ends: a child that is to die with the JVM, and not with
 * some thread of a pool, is cloned here.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html">PR_SET_PDEATHSIG(2const)</a>
 */
final class LastingThread {

    private static final ExecutorService EXECUTOR = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("ns-spawn").unstarted(() -> {
                NetworkNamespace.enterThatOfProcess();
                task.run();
            }));

    private LastingThread() {}

    /** Runs the task on that thread, in the caller's network namespace, and waits for it, interrupted or not. */
    static <T> T call(Callable<T> task) throws ExecutionException, NamespaceException {
        Path callers = NetworkNamespace.linkOfThread();
        var future = EXECUTOR.submit(() -> NetworkNamespace.callIn(callers, task));
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
