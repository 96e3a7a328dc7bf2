package ns.net;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import ns.core.Namespace;
import ns.core.NamespaceHandle;
import ns.core.engine.NamespaceThread;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.FileCalls;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.SystemCall;
import ns.net.bindings.net_h;

/**
 * A network namespace, held open by a descriptor: its links, addresses, routes, ports and firewall rules are its own.
 *
 * <p>It lives as long as a process, a thread, a descriptor or a name holds it. To make one never takes the calling thread
 * into it.
 *
 * <p><b>A trap:</b> a thread that is started by a thread inside a namespace is inside too, and so are the threads of pools
 * that start lazily: the common ForkJoinPool, the scheduler of virtual threads, those of an HttpClient. Work of others that
 * such a pool runs later would use the wrong network. So let code that runs inside ({@link #call}, {@link #executor})
 * start no threads but those that are to be inside, and use the sockets from here on any thread outside. Where threads were
 * left behind inside, a warning in the log names them; {@link #threads} tells of them at any time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
 */
public final class NetNamespace implements NamespaceHandle, AutoCloseable {

    private static final long KIND = Namespace.NETWORK.cloneFlag();

    private final int fd;
    private final String name;
    private final long id;
    private boolean closed;

    private NetNamespace(int fd, String name, long id) {
        this.fd = fd;
        this.name = name;
        this.id = id;
    }

    /**
     * The network namespace of the calling thread.
     *
     * @return it, to be closed
     * @throws NamespaceException where no more files can be opened
     */
    public static NetNamespace current() throws NamespaceException {
        return current(null);
    }

    /** The same, which has got a name. */
    static NetNamespace current(String name) throws NamespaceException {
        String link = "/proc/thread-self/ns/net";
        return known((int) Native.check(FileCalls.open(link, net_h.O_RDONLY()), "open", link), link, name);
    }

    /**
     * The network namespace of a process.
     *
     * @param pid its id in this JVM's PID namespace
     * @return it, to be closed
     * @throws NamespaceException where there is no such process, or it belongs to somebody else
     */
    public static NetNamespace ofPid(long pid) throws NamespaceException {
        return open("/proc/" + pid + "/ns/net", null);
    }

    /**
     * The network namespace that a file stands for: one below {@code /proc/PID/ns}, or one on which such a one is mounted.
     *
     * @param file where it is
     * @return it, to be closed
     * @throws NamespaceException where there is no such file, or it stands for something else
     */
    public static NetNamespace of(Path file) throws NamespaceException {
        return open(file.toString(), null);
    }

    /**
     * The network namespace that a descriptor stands for.
     *
     * @param descriptor is left open
     * @return it, to be closed
     * @throws NamespaceException where it is not open, or stands for something else
     */
    public static NetNamespace ofDescriptor(int descriptor) throws NamespaceException {
        String subject = "descriptor " + descriptor;
        return checked((int) Native.check(
                Libc.syscall(SystemCall.FCNTL, descriptor, net_h.F_DUPFD_CLOEXEC(), 0), "open", subject), subject, null);
    }

    /**
     * A new one without a name, which ends with the last that uses it.
     *
     * @return it, to be closed
     * @throws NamespaceException where it cannot be made
     */
    public static NetNamespace create() throws NamespaceException {
        return made(beginCreating("unshare", "network namespace", NetNamespace::current));
    }

    /** Makes one on a thread of its own, which then does what is to be done inside. */
    static NamespaceThread.Begun<NetNamespace> beginCreating(String operation, String subject, Callable<NetNamespace> inside) {
        return NamespaceThread.begin(() -> {
            long answer = Libc.syscall(SystemCall.UNSHARE, KIND);
            if (answer < 0) {
                Errno errno = new Errno((int) -answer);
                throw new NamespaceException(operation, subject, errno, errno.equals(Errno.EPERM)
                        ? "needs CAP_SYS_ADMIN: run as root, or in a new user namespace" : limits(errno));
            }
            return inside.call();
        });
    }

    /** What was made on another thread. */
    static NetNamespace made(NamespaceThread.Begun<NetNamespace> begun) throws NamespaceException {
        try {
            return begun.await();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NamespaceException cause) {
                throw cause;
            }
            throw Native.unexpected(e.getCause());
        }
    }

    private static String limits(Errno errno) {
        return errno.equals(Errno.ENOSPC) ? "a limit is reached: see /proc/sys/user/max_net_namespaces" : errno.text();
    }

    /**
     * A new one with a name, which lives until that is deleted; {@code ip netns add NAME}.
     *
     * @param name one to 255 bytes without a slash
     * @return it, to be closed
     * @throws NamespaceException where the name is taken, or permissions are missing
     * @throws IllegalArgumentException where it cannot be a name
     */
    public static NetNamespace create(String name) throws NamespaceException {
        return NamedNamespaces.create(name);
    }

    /**
     * The one that has a name; {@code /run/netns/NAME}.
     *
     * @param name as {@link #list} tells it
     * @return it, to be closed
     * @throws NamespaceException where none has it
     * @throws IllegalArgumentException where it cannot be a name
     */
    public static NetNamespace open(String name) throws NamespaceException {
        return open(NamedNamespaces.path(name).toString(), name);
    }

    /**
     * The names that network namespaces have; {@code ip netns list}.
     *
     * @return sorted
     * @throws IOException where {@code /run/netns} cannot be read
     */
    public static List<String> list() throws IOException {
        return NamedNamespaces.list();
    }

    /**
     * Removes the name of a network namespace, which ends with the last that uses it; {@code ip netns delete NAME}.
     *
     * @param name as {@link #list} tells it
     * @throws NamespaceException where none has it, or permissions are missing
     * @throws IllegalArgumentException where it cannot be a name
     */
    public static void delete(String name) throws NamespaceException {
        NamedNamespaces.delete(name);
    }

    private static NetNamespace open(String path, String name) throws NamespaceException {
        long answer = FileCalls.open(path, net_h.O_RDONLY());
        if (answer < 0) {
            Errno errno = new Errno((int) -answer);
            throw name == null ? new NamespaceException("open", path, errno)
                    : new NamespaceException("netns open", name, errno, errno.equals(Errno.ENOENT)
                            ? "no network namespace has this name; see 'ip netns list'" : errno.text());
        }
        return checked((int) answer, name == null ? path : name, name);
    }

    /** Takes the descriptor over, if it is one of a network namespace, or else closes it. */
    private static NetNamespace checked(int fd, String subject, String name) throws NamespaceException {
        if (Libc.syscall(SystemCall.IOCTL, fd, net_h.NS_GET_NSTYPE()) != KIND) {
            Libc.close(fd);
            throw new NamespaceException("open", subject, Errno.EINVAL, "is not a network namespace");
        }
        return known(fd, subject, name);
    }

    private static NetNamespace known(int fd, String subject, String name) throws NamespaceException {
        try {
            long id = (Long) Files.getAttribute(Path.of("/proc/self/fd/" + fd), "unix:ino");
            return new NetNamespace(fd, name, id);
        } catch (IOException e) {
            Libc.close(fd);
            throw new NamespaceException("stat", subject, Errno.EIO, e.toString());
        }
    }

    @Override
    public Namespace kind() {
        return Namespace.NETWORK;
    }

    @Override
    public int descriptor() {
        return fd;
    }

    /**
     * The number by which the kernel tells it from others; {@code ls -Li /run/netns/NAME}.
     *
     * @return that of its inode
     */
    public long id() {
        return id;
    }

    /**
     * The name by which it was made or opened.
     *
     * @return empty for one that was found in another way
     */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /**
     * What runs inside.
     *
     * @param <T> what it returns
     * @param <X> what it may throw
     */
    @FunctionalInterface
    public interface Inside<T, X extends Exception> {

        /**
         * Runs.
         *
         * @return a result
         * @throws X where it fails
         */
        T run() throws X;
    }

    /**
     * Runs something inside, on a platform thread of its own that then ends, and waits for it; {@code ip netns exec}.
     *
     * <p>Sockets that it makes are inside for good, whoever uses them. It must start no threads, and use no pool that might:
     * see the trap above. An interrupt of the calling thread, which may be a virtual one, is passed on.
     *
     * @param <T> what it returns
     * @param <X> what it may throw
     * @param body what to run
     * @return its result
     * @throws X what it threw
     * @throws NamespaceException where the namespace cannot be entered
     */
    public <T, X extends Exception> T call(Inside<T, X> body) throws X, NamespaceException {
        Objects.requireNonNull(body, "body");
        StrayThreads strays = StrayThreads.before(this);
        try {
            return enterAndRun(body::run);
        } finally {
            strays.warn();
        }
    }

    /** The same for code of ours, which starts no threads: nobody looks for them. */
    <T, X extends Exception> T enterAndRun(Callable<T> body) throws X, NamespaceException {
        try {
            return NamespaceThread.call(fd, KIND, body);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                default -> throw NetNamespace.<X>declared(e.getCause());
            }
        }
    }

    /** The body declares what it throws, so that nothing else can come. */
    @SuppressWarnings("unchecked")
    private static <X extends Exception> X declared(Throwable cause) {
        return (X) cause;
    }

    /**
     * Threads inside, as many as there are tasks at a time; they end after a minute without one. For servers and clients that
     * open sockets of their own.
     *
     * <p>Tasks must start no threads, and use no pool that might: see the trap above. Closing it waits for its tasks.
     *
     * @return an executor of platform threads, to be closed
     * @throws NamespaceException where the namespace cannot be entered
     */
    public ExecutorService executor() throws NamespaceException {
        return InsideExecutor.of(this);
    }

    /**
     * The threads of this JVM that are inside, whoever started them.
     *
     * @return their ids in the system, as {@code ls /proc/PID/task} shows them
     */
    public Set<Long> threads() {
        return StrayThreads.inside(id);
    }

    /**
     * Makes sockets inside, on whichever thread it is used. Names of hosts are looked up by the calling thread, which is
     * outside: use addresses in numbers where that matters.
     *
     * @return a factory that is usable as long as this namespace is open
     */
    public SocketFactory socketFactory() {
        return new InsideSocketFactory(this);
    }

    /**
     * Makes listening sockets inside, on whichever thread it is used.
     *
     * @return a factory that is usable as long as this namespace is open
     */
    public ServerSocketFactory serverSocketFactory() {
        return new InsideServerSocketFactory(this);
    }

    /**
     * Opens a TCP socket inside; it is used like any other, also outside.
     *
     * @return an unconnected channel
     * @throws IOException where the namespace cannot be entered, or no more files can be opened
     */
    public SocketChannel openSocketChannel() throws IOException {
        return enterAndRun(SocketChannel::open);
    }

    /**
     * Opens a TCP socket of one protocol family inside.
     *
     * @param family IPv4 or IPv6
     * @return an unconnected channel
     * @throws IOException where the namespace cannot be entered, or no more files can be opened
     */
    public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
        return enterAndRun(() -> SocketChannel.open(family));
    }

    /**
     * Opens a listening TCP socket inside.
     *
     * @return an unbound channel
     * @throws IOException where the namespace cannot be entered, or no more files can be opened
     */
    public ServerSocketChannel openServerSocketChannel() throws IOException {
        return enterAndRun(ServerSocketChannel::open);
    }

    /**
     * Opens a listening TCP socket of one protocol family inside.
     *
     * @param family IPv4 or IPv6
     * @return an unbound channel
     * @throws IOException where the namespace cannot be entered, or no more files can be opened
     */
    public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
        return enterAndRun(() -> ServerSocketChannel.open(family));
    }

    /**
     * Opens a UDP socket inside.
     *
     * @return an unbound channel
     * @throws IOException where the namespace cannot be entered, or no more files can be opened
     */
    public DatagramChannel openDatagramChannel() throws IOException {
        return enterAndRun(DatagramChannel::open);
    }

    /**
     * Opens a UDP socket of one protocol family inside.
     *
     * @param family IPv4 or IPv6
     * @return an unbound channel
     * @throws IOException where the namespace cannot be entered, or no more files can be opened
     */
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
        return enterAndRun(() -> DatagramChannel.open(family));
    }

    /** Lets go of the namespace; one that nothing else holds ends. What runs inside, and its sockets, hold it. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
        }
    }

    /**
     * Name and id, for logs.
     *
     * @return as {@code net:[4026531840]}, with the name where there is one
     */
    @Override
    public String toString() {
        return "net:[" + id + "]" + (name == null ? "" : " " + name);
    }
}
