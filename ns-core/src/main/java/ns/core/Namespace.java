package ns.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import ns.core.bindings.core_h;

/**
 * The eight kinds of Linux namespace: what of the system a process can have for itself.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 */
public enum Namespace {

    /** Host name and NIS domain name; {@code unshare --uts}; see uts_namespaces(7). */
    UTS(core_h.CLONE_NEWUTS(), "uts", "2.6.19"),

    /** System V IPC objects and POSIX message queues; {@code unshare --ipc}; see ipc_namespaces(7). */
    IPC(core_h.CLONE_NEWIPC(), "ipc", "2.6.19"),

    /** Process ids: the first process is 1, and its end ends all others; {@code unshare --pid --fork}; see pid_namespaces(7). */
    PID(core_h.CLONE_NEWPID(), "pid", "2.6.24"),

    /** Mount points; {@code unshare --mount}; see mount_namespaces(7). */
    MOUNT(core_h.CLONE_NEWNS(), "mnt", "2.4.19"),

    /** User and group ids, and capabilities; {@code unshare --user}; see user_namespaces(7). */
    USER(core_h.CLONE_NEWUSER(), "user", "3.8"),

    /** Interfaces, addresses, routes, ports, firewall rules; {@code unshare --net}; see network_namespaces(7). */
    NETWORK(core_h.CLONE_NEWNET(), "net", "2.6.29"),

    /** The root of what is seen of the cgroup tree; {@code unshare --cgroup}; see cgroup_namespaces(7). */
    CGROUP(core_h.CLONE_NEWCGROUP(), "cgroup", "4.6"),

    /** Offsets of the monotonic and the boot-time clock; {@code unshare --time}; see time_namespaces(7). */
    TIME(core_h.CLONE_NEWTIME(), "time", "5.6");

    /** The six kinds that isolate a command: UTS, IPC, PID, MOUNT, USER and NETWORK. */
    public static final Set<Namespace> ALL = Collections.unmodifiableSet(EnumSet.range(UTS, NETWORK));

    private final long cloneFlag;
    private final String procName;
    private final String since;

    Namespace(long cloneFlag, String procName, String since) {
        this.cloneFlag = cloneFlag;
        this.procName = procName;
        this.since = since;
    }

    /**
     * The flag of clone(2) and unshare(2) that makes one, {@code CLONE_NEWUTS}.
     *
     * @return a single bit
     */
    public long cloneFlag() {
        return cloneFlag;
    }

    /**
     * The name below {@code /proc/PID/ns}.
     *
     * @return {@code uts}, {@code ipc}, {@code pid}, {@code mnt}, {@code user}, {@code net}, {@code cgroup}, {@code time}
     */
    public String procName() {
        return procName;
    }

    /**
     * The version of Linux that introduced it.
     *
     * @return for example {@code 2.6.19}
     */
    public String since() {
        return since;
    }

    /**
     * The kind of a name, as the command line takes it.
     *
     * @param name the constant's name or {@link #procName()}, in any case
     * @return the kind
     * @throws IllegalArgumentException where no kind has that name
     */
    public static Namespace of(String name) {
        Objects.requireNonNull(name, "name");
        for (Namespace kind : values()) {
            if (kind.name().equalsIgnoreCase(name) || kind.procName.equalsIgnoreCase(name)) {
                return kind;
            }
        }
        throw Validation.invalid("namespace", "'" + name + "'",
                "no such kind: take from " + EnumSet.allOf(Namespace.class).stream()
                        .map(Namespace::toString).collect(Collectors.joining(", ")));
    }

    /**
     * The id of the namespace of this kind that the JVM is in; {@code readlink /proc/self/ns/KIND}.
     *
     * @return the inode number by which the kernel tells it from others
     * @throws IOException where the kernel does not have the kind
     */
    public long currentId() throws IOException {
        return id("self");
    }

    /**
     * The id of the namespace of this kind that a process is in; {@code readlink /proc/PID/ns/KIND}.
     *
     * @param pid the process, by its id in this JVM's PID namespace
     * @return the inode number by which the kernel tells it from others
     * @throws IOException where there is no such process, it has ended, or it belongs to somebody else
     */
    public long idOf(long pid) throws IOException {
        return id(Long.toString(pid));
    }

    private long id(String process) throws IOException {
        return parseId(Files.readSymbolicLink(Path.of("/proc", process, "ns", procName)).toString());
    }

    /** The number in {@code uts:[4026531838]}. */
    static long parseId(String link) {
        return Long.parseLong(link.substring(link.indexOf('[') + 1, link.indexOf(']')));
    }

    /**
     * The name as the command line writes it.
     *
     * @return the constant's name in small letters
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
