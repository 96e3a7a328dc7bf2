package ns.net;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import ns.core.engine.NamespaceThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for threads that were started by one inside a namespace, and so are inside too, though nobody meant them to be.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_task.5.html">proc_pid_task(5)</a>
 */
final class StrayThreads {

    private static final Logger LOG = LoggerFactory.getLogger(StrayThreads.class);
    private static final Path TASKS = Path.of("/proc/self/task");

    static {
        startPools();
    }

    private final NetNamespace namespace;
    private final Set<Long> before = tasks();

    private StrayThreads(NetNamespace namespace) {
        this.namespace = namespace;
    }

    /** The pools that all of the JVM shares start their first threads here, outside. They may start more later. */
    private static void startPools() {
        try {
            Thread.startVirtualThread(Thread::onSpinWait).join(); // a lambda would wait for this class
            ForkJoinPool.commonPool().submit(Thread::onSpinWait).join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Remembers what threads there are before something runs inside. */
    static StrayThreads before(NetNamespace namespace) {
        return new StrayThreads(namespace);
    }

    /** Says which threads have come since, and are inside. */
    void warn() {
        Set<Long> strays = tasks();
        strays.removeAll(before);
        strays.removeIf(thread -> !isInside(thread, namespace.id()));
        for (long thread : strays) {
            // The kernel takes its time to end a thread that Java says has ended: one without a name has, by now.
            name(thread).filter(name -> !name.equals(NamespaceThread.NAME)).ifPresent(name -> LOG.warn(
                    "thread {} ({}) was started inside {} and stays there: what others run on it uses that network",
                    thread, name, namespace));
        }
    }

    static Set<Long> inside(long id) {
        Set<Long> threads = tasks();
        threads.removeIf(thread -> !isInside(thread, id));
        return threads;
    }

    private static Set<Long> tasks() {
        Set<Long> threads = new HashSet<>();
        String[] names = TASKS.toFile().list();
        if (names != null) {
            for (String name : names) {
                threads.add(Long.parseLong(name));
            }
        }
        return threads;
    }

    private static boolean isInside(long thread, long id) {
        try {
            return (Long) Files.getAttribute(file(thread, "ns/net"), "unix:ino") == id;
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    /** Empty for one that has ended. */
    private static Optional<String> name(long thread) {
        try {
            return Optional.of(Files.readString(file(thread, "comm"), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Path file(long thread, String name) {
        return TASKS.resolve(thread + File.separator + name);
    }
}
