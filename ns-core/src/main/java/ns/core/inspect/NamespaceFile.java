package ns.core.inspect;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import ns.core.bindings.core_h;
import ns.core.error.Errno;
import ns.core.syscall.FileCalls;
import ns.core.syscall.Libc;
import ns.core.syscall.SystemCall;

/**
 * A namespace that is held open, to ask the kernel what it belongs to.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/ioctl_ns.2.html">ioctl_ns(2)</a>
 */
final class NamespaceFile implements AutoCloseable {

    private final int fd;
    private final NamespaceId id;

    private NamespaceFile(int fd, NamespaceId id) {
        this.fd = fd;
        this.id = id;
    }

    /** What came of opening a path. */
    sealed interface Opened {

        /** The namespace that was meant. */
        record Open(NamespaceFile file) implements Opened {}

        /** What was meant is there no more, or something else is there now. */
        record Gone() implements Opened {}

        /** It may not, or cannot, be opened. */
        record Denied() implements Opened {}
    }

    /**
     * Opens a path that a namespace was seen at. What is there now may be anything, if who owns the path means harm: so it
     * is pinned and looked at before it is opened, which on a FIFO or a device would have consequences.
     */
    static Opened open(String path, NamespaceId expected) {
        long pin = FileCalls.open(path, core_h.O_PATH());
        if (pin < 0) {
            return failed(pin);
        }
        try {
            if (!isOpenOn(pin, expected)) {
                return new Opened.Gone();
            }
            long fd = FileCalls.open(link(pin), core_h.O_RDONLY());
            return fd < 0 ? failed(fd) : new Opened.Open(new NamespaceFile((int) fd, expected));
        } finally {
            Libc.close((int) pin);
        }
    }

    private static Opened failed(long answer) {
        Errno errno = new Errno((int) -answer);
        return errno.equals(Errno.ENOENT) || errno.equals(Errno.ESRCH) ? new Opened.Gone() : new Opened.Denied();
    }

    /** By inode and device: the link of a descriptor that is open on a mounted namespace tells the path of the mount. */
    private static boolean isOpenOn(long fd, NamespaceId expected) {
        try {
            Map<String, Object> file = Files.readAttributes(Path.of(link(fd)), "unix:ino,dev");
            return file.get("ino").equals(expected.number()) && file.get("dev").equals(deviceOfNamespaces());
        } catch (IOException e) {
            return false; // a link that leads to nothing
        }
    }

    private static Object deviceOfNamespaces() throws IOException {
        return Files.getAttribute(Path.of("/proc/self/ns/mnt"), "unix:dev");
    }

    private static String link(long fd) {
        return "/proc/self/fd/" + fd;
    }

    NamespaceId id() {
        return id;
    }

    /** The user namespace that owns this one, unless that is above the caller's, or there is none. */
    Optional<NamespaceFile> owner() {
        return related(core_h.NS_GET_USERNS());
    }

    /** The PID or user namespace around this one, unless that is above the caller's, or there is none. */
    Optional<NamespaceFile> parent() {
        return related(core_h.NS_GET_PARENT());
    }

    private Optional<NamespaceFile> related(int request) {
        return ofAnswer(Libc.syscall(SystemCall.IOCTL, fd, request, 0));
    }

    /** The namespace that an ioctl(2) answers with a descriptor of; empty where it answers with an error. */
    static Optional<NamespaceFile> ofAnswer(long answer) {
        if (answer < 0) {
            return Optional.empty();
        }
        int fd = (int) answer;
        try {
            return NamespaceId.read(link(fd)).map(id -> new NamespaceFile(fd, id));
        } catch (IOException e) {
            Libc.close(fd);
            return Optional.empty(); // /proc is gone
        }
    }

    /** Who made this user namespace; empty of other kinds. */
    OptionalLong ownerUid() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment uid = arena.allocate(core_h.C_INT);
            long answer = Libc.syscall(SystemCall.IOCTL, fd, core_h.NS_GET_OWNER_UID(), uid.address());
            return answer < 0 ? OptionalLong.empty() : OptionalLong.of(Integer.toUnsignedLong(uid.get(core_h.C_INT, 0)));
        }
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
