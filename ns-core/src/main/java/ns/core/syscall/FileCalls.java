package ns.core.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import ns.core.bindings.core_h;
import ns.core.bindings.pollfd;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;

/** System calls on files by their names. Each answers as the kernel does: a value, or a negated error number. */
public final class FileCalls {

    private static final int MODE = 0666;

    private FileCalls() {}

    /**
     * Opens a file, close-on-exec; one that is created may be read and written by all whom the umask lets.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
     */
    public static long open(String path, int flags) {
        return open(path, flags, MODE);
    }

    /** The same, with the permissions of one that is created. */
    public static long open(String path, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            return Libc.syscall(SystemCall.OPENAT, core_h.AT_FDCWD(), cString(arena, path).address(),
                    flags | core_h.O_CLOEXEC(), mode);
        }
    }

    /**
     * Writes all of some bytes to a descriptor, as often as that takes.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/write.2.html">write(2)</a>
     */
    public static void write(int fd, byte[] source, int offset, int length, String subject) throws NamespaceException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Math.max(1, length));
            MemorySegment.copy(source, offset, bytes, ValueLayout.JAVA_BYTE, 0, length);
            long written = 0;
            while (written < length) {
                long answer = Libc.syscall(SystemCall.WRITE, fd, bytes.address() + written, length - written);
                if (answer != -Errno.EINTR.number()) {
                    written += Native.check(answer, "write", subject);
                }
            }
        }
    }

    /**
     * Waits until a descriptor can be read from, but not for ever: 1 where it can, 0 where it cannot.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">ppoll(2)</a>
     */
    public static long awaitReadable(int fd, Duration patience) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment poll = pollfd.allocate(arena);
            pollfd.fd(poll, fd);
            pollfd.events(poll, (short) core_h.POLLIN());
            MemorySegment time = arena.allocate(Layouts.TIMESPEC_SIZE, Long.BYTES);
            time.setAtIndex(ValueLayout.JAVA_LONG, 0, patience.toSeconds());
            time.setAtIndex(ValueLayout.JAVA_LONG, 1, patience.toNanosPart());
            return Libc.syscall(SystemCall.PPOLL, poll.address(), 1, time.address(), 0, KernelSignals.SET_SIZE);
        }
    }

    /**
     * Mounts without a file system type: binds, or changes what is mounted.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/mount.2.html">mount(2)</a>
     */
    public static long mount(String source, String target, long flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = cString(arena, source);
            MemorySegment to = cString(arena, target);
            return Libc.syscall(SystemCall.MOUNT, from.address(), to.address(), 0, flags, 0);
        }
    }

    /**
     * Unmounts.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/umount.2.html">umount2(2)</a>
     */
    public static long umount2(String target, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return Libc.syscall(SystemCall.UMOUNT2, cString(arena, target).address(), flags);
        }
    }

    /**
     * The size of an extended attribute of a file: {@code security.capability}, which Java's own view of attributes hides.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/getxattr.2.html">getxattr(2)</a>
     */
    public static long getxattr(String path, String name) {
        try (Arena arena = Arena.ofConfined()) {
            return Libc.syscall(SystemCall.GETXATTR, cString(arena, path).address(), cString(arena, name).address(), 0, 0);
        }
    }

    private static MemorySegment cString(Arena arena, String text) {
        return arena.allocateFrom(core_h.C_CHAR, NativeText.cString(text));
    }
}
