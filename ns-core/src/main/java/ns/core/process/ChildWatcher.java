package ns.core.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import ns.core.bindings.core_h;
import ns.core.engine.NetworkNamespace;
import ns.core.engine.Pidfd;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Architecture;
import ns.core.syscall.KernelSignals;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.ProcStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaps children: one thread waits for all of them, through epoll on their pidfds.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
public final class ChildWatcher {

    private static final Logger LOG = LoggerFactory.getLogger(ChildWatcher.class);
    private static final int EVENTS = 64;
    private static final int FOREVER = -1;

    private static ChildWatcher instance;

    private final int epoll;
    private final Map<Integer, Watched> watched = new ConcurrentHashMap<>();

    /** Whom a child's end is told, on the watcher's thread: it must be short and must not wait. */
    public interface Listener {

        /** It has ended, but its pid is still its own. */
        void ending();

        /** It is reaped; {@link Pidfd#reap} says what the status means. */
        void ended(int status);
    }

    private record Watched(Pidfd pidfd, Listener listener) {}

    private ChildWatcher(int epoll) {
        this.epoll = epoll;
    }

    /** The JVM's watcher, started when first asked for. */
    public static synchronized ChildWatcher instance() throws NamespaceException {
        if (instance == null) {
            int epoll = (int) Native.check(
                    Libc.epoll_create1(core_h.EPOLL_CLOEXEC()), "epoll_create1", "for child processes");
            letChildrenBecomeZombies();
            instance = new ChildWatcher(epoll);
            Thread.ofPlatform().daemon().name("ns-reaper").start(instance::run);
        }
        return instance;
    }

    /** A JVM may be started with SIGCHLD ignored, and then the kernel reaps its children and their status is lost. */
    private static void letChildrenBecomeZombies() {
        try {
            if (ProcStatus.ofSelf().ignores(core_h.SIGCHLD())) {
                KernelSignals.setDefault(core_h.SIGCHLD());
            }
        } catch (IOException e) {
            LOG.debug("signal dispositions unknown: {}", e.toString());
        }
    }

    /**
     * Reaps a child when it ends, and tells the listener.
     *
     * @throws NamespaceException where the child cannot be watched; it is left as it was
     */
    public void watch(Pidfd pidfd, Listener listener) throws NamespaceException {
        watched.put(pidfd.fd(), new Watched(pidfd, listener));
        int answer = control(core_h.EPOLL_CTL_ADD(), pidfd.fd());
        if (answer != 0) {
            watched.remove(pidfd.fd());
            throw new NamespaceException("epoll_ctl", "pidfd " + pidfd.fd(), new Errno(-answer));
        }
        synchronized (watched) {
            watched.notifyAll();
        }
    }

    private int control(int operation, int fd) {
        Architecture architecture = Architecture.current();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(architecture.epollEventSize());
            event.set(ValueLayout.JAVA_INT, 0, core_h.EPOLLIN());
            event.set(ValueLayout.JAVA_INT, architecture.epollDataOffset(), fd);
            return Libc.epoll_ctl(epoll, operation, fd, event);
        }
    }

    private void run() {
        NetworkNamespace.enterThatOfProcess();
        Architecture architecture = Architecture.current();
        MemorySegment events = Arena.global().allocate((long) EVENTS * architecture.epollEventSize());
        while (true) {
            awaitChildren();
            int ready = Libc.epoll_wait(epoll, events, EVENTS, FOREVER);
            for (int i = 0; i < ready; i++) {
                long at = (long) i * architecture.epollEventSize() + architecture.epollDataOffset();
                end(watched.remove(events.get(ValueLayout.JAVA_INT, at)));
            }
        }
    }

    /** Waits in Java while there is no child: System.exit gives a thread that is in native code 300 ms to come back. */
    private void awaitChildren() {
        synchronized (watched) {
            while (watched.isEmpty()) {
                try {
                    watched.wait();
                } catch (InterruptedException e) {
                    LOG.debug("interrupted, which means nothing to this thread");
                }
            }
        }
    }

    private void end(Watched child) {
        int status = Pidfd.UNKNOWN;
        try {
            // Not left to close(): a child just being cloned holds a copy of the descriptor, which would keep it watched.
            control(core_h.EPOLL_CTL_DEL(), child.pidfd().fd());
            child.listener().ending();
            status = child.pidfd().reap();
            LOG.debug("child with pidfd {} ended: status {}", child.pidfd().fd(), status);
        } catch (RuntimeException | Error e) {
            LOG.error("child with pidfd {} not reaped", child.pidfd().fd(), e);
        } finally {
            child.listener().ended(status); // in any case: somebody may wait for it
        }
    }
}
