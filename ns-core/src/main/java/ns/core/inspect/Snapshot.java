package ns.core.inspect;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;

/**
 * The namespaces of the system as one look through {@code /proc} found them.
 *
 * @param namespaces all of them, by their ids
 * @param hidden the processes that the caller may not look at, by their ids in the JVM's PID namespace: they are counted
 *     nowhere, and namespaces that they alone keep alive are missing. To see all needs CAP_SYS_PTRACE, as root usually has it
 */
public record Snapshot(List<NamespaceInfo> namespaces, Set<Long> hidden) {

    /** Copies the collections. */
    public Snapshot {
        namespaces = List.copyOf(namespaces);
        hidden = Collections.unmodifiableSet(new TreeSet<>(hidden));
    }

    /**
     * The namespaces that a process, or any of its threads, is in; {@code lsns --task PID}.
     *
     * @param pid the process, by its id in the JVM's PID namespace
     * @return one of each kind that the kernel has, and those that threads alone are in
     * @throws NamespaceException where there is no such process (ESRCH), or the caller may not look at it (EACCES)
     */
    public List<NamespaceInfo> of(long pid) throws NamespaceException {
        List<NamespaceInfo> found = namespaces.stream().filter(namespace -> contains(namespace, pid)).toList();
        if (!found.isEmpty()) {
            return found;
        }
        String subject = "/proc/" + pid + "/ns";
        throw hidden.contains(pid)
                ? new NamespaceException("readlink", subject, Errno.EACCES, "may not be looked at: needs CAP_SYS_PTRACE, as root usually has it")
                : new NamespaceException("readlink", subject, Errno.ESRCH);
    }

    private static boolean contains(NamespaceInfo namespace, long pid) {
        return Collections.binarySearch(namespace.processes(), pid) >= 0
                || namespace.holders().stream().anyMatch(holder -> holder instanceof Holder.Thread thread && thread.pid() == pid);
    }

    /**
     * The namespace of an id.
     *
     * @param id the inode number
     * @return empty where none was found
     */
    public Optional<NamespaceInfo> find(long id) {
        return namespaces.stream().filter(namespace -> namespace.id() == id).findFirst();
    }
}
