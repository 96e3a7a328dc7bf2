package ns.core.inspect;

import java.io.IOException;
import java.util.List;

/**
 * Lists the namespaces of the system; {@code lsns}.
 *
 * <p>Those that processes are in, and those that only a mounted file, an open descriptor, a thread or another namespace
 * keeps alive; as far as the caller may look, see {@link Snapshot#hidden}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 */
public final class Namespaces {

    private Namespaces() {}

    /**
     * Every namespace that can be seen; {@code lsns}.
     *
     * @return all kinds, by their ids
     * @throws IOException where there is no {@code /proc}
     */
    public static List<NamespaceInfo> list() throws IOException {
        return snapshot().namespaces();
    }

    /**
     * The namespaces that a process, or any of its threads, is in; {@code lsns --task PID}.
     *
     * @param pid the process, by its id in the JVM's PID namespace
     * @return by their ids
     * @throws ns.core.error.NamespaceException where there is no such process (ESRCH), or the caller may not look at it
     *     (EACCES)
     * @throws IOException where there is no {@code /proc}
     */
    public static List<NamespaceInfo> of(long pid) throws IOException {
        return snapshot().of(pid);
    }

    /**
     * Every namespace that can be seen, and what could not be looked at.
     *
     * @return what there is now; processes that come and go meanwhile may be in it or not
     * @throws IOException where there is no {@code /proc}
     */
    public static Snapshot snapshot() throws IOException {
        return Scan.run();
    }
}
