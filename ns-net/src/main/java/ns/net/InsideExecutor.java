package ns.net;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import ns.core.engine.NamespaceThread;
import ns.core.error.NamespaceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Platform threads that live inside a network namespace, which they hold. */
final class InsideExecutor extends ThreadPoolExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(InsideExecutor.class);
    private static final long IDLE_SECONDS = 60;

    private final NetNamespace namespace;
    private final StrayThreads strays;

    private InsideExecutor(NetNamespace namespace) {
        super(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>());
        this.namespace = namespace;
        this.strays = StrayThreads.before(namespace);
        setThreadFactory(task -> Thread.ofPlatform().daemon().name(NamespaceThread.NAME).unstarted(() -> run(task)));
    }

    static InsideExecutor of(NetNamespace namespace) throws NamespaceException {
        NetNamespace own = NetNamespace.ofDescriptor(namespace.descriptor());
        try {
            own.call(() -> null); // so that what hinders is told here, and not by threads of which nobody knows
            return new InsideExecutor(own);
        } catch (NamespaceException | RuntimeException | Error e) {
            own.close();
            throw e;
        }
    }

    private void run(Runnable task) {
        try {
            NamespaceThread.enter(namespace.descriptor(), namespace.kind().cloneFlag());
            task.run();
        } catch (NamespaceException e) {
            LOG.error("a thread could not enter {}", namespace, e);
        }
    }

    @Override
    protected void terminated() {
        strays.warn();
        namespace.close();
    }
}
