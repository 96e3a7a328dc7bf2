package ns.core.inspect;

import java.nio.file.Path;

/**
 * What keeps a namespace alive, other than a process that is in it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7), "Namespace lifetime"</a>
 */
public sealed interface Holder {

    /**
     * A file that the namespace is mounted on, as {@code ip netns add} and {@code unshare --net=FILE} do.
     *
     * @param path where it can be opened: below {@code /proc/PID/root} where it is mounted in a mount namespace other
     *     than the JVM's alone
     */
    record File(Path path) implements Holder {}

    /**
     * A descriptor of a process, open on the namespace; {@code readlink /proc/PID/fd/FD}. Or a socket that was made in
     * another network namespace than the process is in, as far as the caller may ask.
     *
     * @param pid the process
     * @param fd the descriptor's number in it
     */
    record Descriptor(long pid, int fd) implements Holder {}

    /**
     * A thread that is in another namespace than its process; {@code readlink /proc/PID/task/TID/ns/KIND}.
     *
     * @param pid the process
     * @param tid the thread
     */
    record Thread(long pid, long tid) implements Holder {}

    /**
     * A process whose next children will be in the namespace; {@code readlink /proc/PID/ns/KIND_for_children}.
     *
     * @param pid the process
     */
    record Unsharer(long pid) implements Holder {}

    /**
     * A namespace whose parent or owner it is. Told only of one that nothing else is seen to keep alive.
     *
     * @param id the inode number of that namespace
     */
    record Descendant(long id) implements Holder {}
}
