package ns.core.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import ns.core.bindings.core_h;
import ns.core.engine.NetworkNamespace;
import ns.core.engine.Pidfd;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Architecture;
import ns.core.syscall.FileCalls;
import ns.core.syscall.KernelSignals;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.ProcStatus;
import ns.core.syscall.SystemCall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaps children: one thread waits for all of them, through epoll on their pidfds, but for those that a thread of the caller's
 * waits for just then.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
public final class ChildWatcher {

    private static final Logger LOG = LoggerFactory.getLogger(ChildWatcher.class);
    private static final int EVENTS = 64;
    private static final int FOREVER = -1;
    private static final int AT_ONCE = 0;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);

    private static ChildWatcher instance;

    private final int epoll;
    /** What can be read from once the JVM is about to end. */
    private final int ending;
    private final Map<Integer, Watched> watched = new ConcurrentHashMap<>();

    /** Whom a child's end is told, on the thread that reaps it: it must be short and must not wait. */
    public interface Listener {

        /** Whether this may be another thread than the watcher's, perhaps inside a namespace, where all that it starts would be too. */
        boolean mayBeToldAnywhere();

        /** It is reaped; {@link Pidfd#reap} says what the status means. */
        void ended(int status);
    }

    private record Watched(Pidfd pidfd, Listener listener) {}

    private ChildWatcher(int epoll, int ending) {
        this.epoll = epoll;
        this.ending = ending;
    }

    /** The JVM's watcher, started when first asked for. */
    public static synchronized ChildWatcher instance() throws NamespaceException {
        if (instance == null) {
            int epoll = (int) Native.check(
                    Libc.epoll_create1(core_h.EPOLL_CLOEXEC()), "epoll_create1", "for child processes");
            long ending = Libc.syscall(SystemCall.EVENTFD2, 0, core_h.O_CLOEXEC());
            if (ending < 0) {
                Libc.close(epoll);
            }
            Native.check(ending, "eventfd2", "for child processes");
            letChildrenBecomeZombies();
            instance = new ChildWatcher(epoll, (int) ending);
            instance.control(core_h.EPOLL_CTL_ADD(), (int) ending);
            instance.leaveNativeCodeInTheEnd();
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
    }

    /**
     * Waits for a child on the calling thread for a while, and reaps it here if it ends: a command that does not take long is
     * then waited for without two changes of thread. An interrupt does not end this. Without effect where another thread does so.
     */
    public void await(Pidfd pidfd, Listener listener, Duration patience) {
        Watched child = new Watched(pidfd, listener);
        int fd = pidfd.fd();
        if (!listener.mayBeToldAnywhere() || !watched.remove(fd, child)) {
            return;
        }
        boolean ended = false;
        try {
            control(core_h.EPOLL_CTL_DEL(), fd);
            ended = ends(fd, patience) && listener.mayBeToldAnywhere();
        } finally {
            if (!ended) {
                giveBack(fd, child);
            }
        }
        if (ended) {
            reap(child);
        }
    }

    private void giveBack(int fd, Watched child) {
        watched.put(fd, child);
        if (control(core_h.EPOLL_CTL_ADD(), fd) != 0 && watched.remove(fd, child)) {
            reap(child); // which waits for its end, as nobody else can
        }
    }

    private static boolean ends(int fd, Duration patience) {
        return FileCalls.awaitReadable(fd, patience) > 0;
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
        int timeout = FOREVER;
        while (true) {
            int ready = Libc.epoll_wait(epoll, events, EVENTS, timeout);
            for (int i = 0; i < ready; i++) {
                int fd = events.get(ValueLayout.JAVA_INT, (long) i * architecture.epollEventSize() + architecture.epollDataOffset());
                if (fd == ending) {
                    control(core_h.EPOLL_CTL_DEL(), ending);
                    timeout = AT_ONCE;
                } else {
                    end(fd);
                }
            }
            if (timeout == AT_ONCE) {
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
        }
    }

    /** A JVM that ends gives a thread that is in native code 300 ms to come back; but others may still wait for children then. */
    private void leaveNativeCodeInTheEnd() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(this::leaveNativeCode, "ns-reaper-end"));
        } catch (IllegalStateException e) {
            leaveNativeCode(); // this is the end
        }
    }

    private void leaveNativeCode() {
        try (Arena arena = Arena.ofConfined()) {
            Libc.syscall(SystemCall.WRITE, ending, arena.allocateFrom(ValueLayout.JAVA_LONG, 1).address(), Long.BYTES);
        }
    }

    /** Unless a thread that waits for it has reaped it meanwhile, and the descriptor is perhaps that of another. */
    private void end(int fd) {
        Watched child = watched.get(fd);
        if (child != null && ends(fd, Duration.ZERO) && watched.remove(fd, child)) {
            // Not left to close(): a child just being cloned holds a copy of the descriptor, which would keep it watched.
            control(core_h.EPOLL_CTL_DEL(), fd);
            reap(child);
        }
    }

    private static void reap(Watched child) {
        int status = Pidfd.UNKNOWN;
        try {
            status = child.pidfd().reap();
            LOG.debug("child with pidfd {} ended: status {}", child.pidfd().fd(), status);
        } catch (RuntimeException | Error e) {
            LOG.error("child with pidfd {} not reaped", child.pidfd().fd(), e);
        } finally {
            child.listener().ended(status); // in any case: somebody may wait for it
        }
    }
}
