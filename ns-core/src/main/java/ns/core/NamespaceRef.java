package ns.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Namespaces that exist, for a command to be started in; what {@code nsenter} is told with {@code --target} or with files.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setns.2.html">setns(2)</a>
 */
public sealed interface NamespaceRef {

    /**
     * Which kinds are entered.
     *
     * @return one or more
     */
    Set<Namespace> kinds();

    /**
     * Those a process is in.
     *
     * @param pid the process, as the JVM sees it
     * @param kinds which of them
     */
    record OfProcess(long pid, Set<Namespace> kinds) implements NamespaceRef {

        /** Copies the kinds. */
        public OfProcess {
            kinds = Set.copyOf(kinds);
        }
    }

    /**
     * Those a process is in that a descriptor stands for, whatever becomes of its pid.
     *
     * @param pidfd open as long as the reference is used
     * @param kinds which of them
     */
    record OfPidfd(int pidfd, Set<Namespace> kinds) implements NamespaceRef {

        /** Copies the kinds. */
        public OfPidfd {
            kinds = Set.copyOf(kinds);
        }
    }

    /**
     * Those a command of this library is in, while it runs.
     *
     * @param process the command
     * @param kinds which of them
     */
    record OfCommand(IsolatedProcess process, Set<Namespace> kinds) implements NamespaceRef {

        /** Copies the kinds. */
        public OfCommand {
            Objects.requireNonNull(process, "process");
            kinds = Set.copyOf(kinds);
        }
    }

    /**
     * One that a file stands for: {@code /proc/PID/ns/net}, or one it was kept as.
     *
     * @param kind what it is
     * @param file where
     */
    record OfFile(Namespace kind, Path file) implements NamespaceRef {

        /** Neither is null. */
        public OfFile {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(file, "file");
        }

        @Override
        public Set<Namespace> kinds() {
            return Set.of(kind);
        }
    }

    /**
     * The network namespace that a socket of another process was made in.
     *
     * @param pid the process, as the JVM sees it
     * @param descriptor of the socket, in that process
     */
    record OfSocket(long pid, int descriptor) implements NamespaceRef {

        @Override
        public Set<Namespace> kinds() {
            return Set.of(Namespace.NETWORK);
        }
    }

    /**
     * The user namespace that owns another namespace, of a user namespace its parent.
     *
     * @param file what stands for the other namespace
     */
    record OfOwner(Path file) implements NamespaceRef {

        /** It is not null. */
        public OfOwner {
            Objects.requireNonNull(file, "file");
        }

        @Override
        public Set<Namespace> kinds() {
            return Set.of(Namespace.USER);
        }
    }

    /**
     * Namespaces of a process; {@code nsenter --target PID}.
     *
     * @param pid the process, as the JVM sees it
     * @param kinds one or more; without any, all in which it differs from the JVM
     * @return the reference
     */
    static NamespaceRef of(long pid, Namespace... kinds) {
        Set<Namespace> set = EnumSet.noneOf(Namespace.class);
        set.addAll(List.of(kinds));
        if (set.isEmpty()) {
            Arrays.stream(Namespace.values()).filter(kind -> differs(kind, pid)).forEach(set::add);
        }
        return new OfProcess(pid, set);
    }

    /**
     * Namespaces of a process that this JVM has a descriptor of, one that it was started with say.
     *
     * @param pidfd of pidfd_open(2), open as long as the reference is used
     * @param kinds one or more; without any, all in which it differs from the JVM
     * @return the reference
     */
    static NamespaceRef pidfd(int pidfd, Namespace... kinds) {
        return new OfPidfd(pidfd, of(Entered.pidOf(pidfd), kinds).kinds());
    }

    /**
     * Namespaces of a command that this library has started.
     *
     * @param process while it runs
     * @param kinds one or more; without any, all in which it differs from the JVM
     * @return the reference
     */
    static NamespaceRef of(IsolatedProcess process, Namespace... kinds) {
        return new OfCommand(process, of(process.pid(), kinds).kinds());
    }

    /**
     * A namespace that a file stands for; {@code nsenter --net=FILE}.
     *
     * @param kind what it is
     * @param file where
     * @return the reference
     */
    static NamespaceRef path(Namespace kind, Path file) {
        return new OfFile(kind, file);
    }

    /**
     * The network namespace that a socket was made in; {@code nsenter --net-socket}. Needs the right to trace the process.
     *
     * @param pid of the process that has the socket
     * @param descriptor of the socket, in that process
     * @return the reference
     */
    static NamespaceRef socket(long pid, int descriptor) {
        return new OfSocket(pid, descriptor);
    }

    /**
     * The user namespace that owns another namespace, of a user namespace its parent; {@code nsenter --user-parent}.
     *
     * @param file what stands for the other namespace, as {@code /proc/PID/ns/net}
     * @return the reference
     */
    static NamespaceRef ownerOf(Path file) {
        return new OfOwner(file);
    }

    /**
     * Runs something inside, on a platform thread of its own that then ends, and waits for it: for the kinds that a thread of a
     * JVM can enter, which are mount, UTS, IPC, network and cgroup. Needs CAP_SYS_ADMIN, as root has.
     *
     * <p>It must start no threads, nor use a pool that might: they would be inside too. In a mount namespace the working
     * directory is its root. An interrupt of the calling thread is passed on.
     *
     * @param <T> what it returns
     * @param body what to run
     * @return its result
     * @throws Exception what it threw
     * @throws ns.core.error.NamespaceException where the namespaces cannot be entered
     * @throws IllegalArgumentException where one of them can be entered only by a command
     */
    default <T> T call(Callable<T> body) throws Exception {
        return Entered.call(this, Objects.requireNonNull(body, "body"));
    }

    /** Where a process cannot be looked at, or has ended, entering says so: that cannot be done for all that it may be in. */
    private static boolean differs(Namespace kind, long pid) {
        long own;
        try {
            own = kind.currentId();
        } catch (IOException e) {
            return false; // a kind that the kernel has not
        }
        try {
            return kind.idOf(pid) != own;
        } catch (IOException e) {
            return true;
        }
    }
}
