package ns.core.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Collections;
import ns.core.bindings.core_h;

/**
 * The C functions ns calls from Java, under their C names.
 *
 * <p>Each answers as the kernel does: a value, or a negated error number. Each is linked when it is first called, from
 * the address and descriptor jextract generated, with errno capture.
 */
public final class Libc {

    private Libc() {}

    private static final class Mmap {
        static final MethodHandle HANDLE = Native.link(core_h.mmap$address(), core_h.mmap$descriptor());
    }

    /**
     * Maps memory.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
     */
    public static long mmap(MemorySegment address, long length, int protection, int flags, int fd, long offset) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = Native.captureState(arena);
            return Native.answer(((MemorySegment) Mmap.HANDLE.invokeExact(captured, address, length, protection, flags, fd, offset)).address(), captured);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    private static final class Mprotect {
        static final MethodHandle HANDLE = Native.link(core_h.mprotect$address(), core_h.mprotect$descriptor());
    }

    /**
     * Sets the protection of mapped memory.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/mprotect.2.html">mprotect(2)</a>
     */
    public static int mprotect(MemorySegment address, long length, int protection) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = Native.captureState(arena);
            return (int) Native.answer((int) Mprotect.HANDLE.invokeExact(captured, address, length, protection), captured);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    private static final class Pipe2 {
        static final MethodHandle HANDLE = Native.link(core_h.pipe2$address(), core_h.pipe2$descriptor());
    }

    /**
     * Makes a pipe; {@code fds} gets two ints, the read end and the write end.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/pipe2.2.html">pipe2(2)</a>
     */
    public static int pipe2(MemorySegment fds, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = Native.captureState(arena);
            return (int) Native.answer((int) Pipe2.HANDLE.invokeExact(captured, fds, flags), captured);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    private static final class Close {
        static final MethodHandle HANDLE = Native.link(core_h.close$address(), core_h.close$descriptor());
    }

    /**
     * Closes a descriptor.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/close.2.html">close(2)</a>
     */
    public static int close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = Native.captureState(arena);
            return (int) Native.answer((int) Close.HANDLE.invokeExact(captured, fd), captured);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    private static final class EpollCreate1 {
        static final MethodHandle HANDLE = Native.link(core_h.epoll_create1$address(), core_h.epoll_create1$descriptor());
    }

    /**
     * Makes an epoll instance.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/epoll_create.2.html">epoll_create1(2)</a>
     */
    public static int epoll_create1(int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = Native.captureState(arena);
            return (int) Native.answer((int) EpollCreate1.HANDLE.invokeExact(captured, flags), captured);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    private static final class EpollCtl {
        static final MethodHandle HANDLE = Native.link(core_h.epoll_ctl$address(), core_h.epoll_ctl$descriptor());
    }

    /**
     * Changes what an epoll instance watches.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/epoll_ctl.2.html">epoll_ctl(2)</a>
     */
    public static int epoll_ctl(int epoll, int operation, int fd, MemorySegment event) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = Native.captureState(arena);
            return (int) Native.answer((int) EpollCtl.HANDLE.invokeExact(captured, epoll, operation, fd, event), captured);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    private static final class EpollWait {
        static final MethodHandle HANDLE = Native.link(core_h.epoll_wait$address(), core_h.epoll_wait$descriptor());
    }

    /**
     * Waits for events; the time-out is in milliseconds, -1 for none.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/epoll_wait.2.html">epoll_wait(2)</a>
     */
    public static int epoll_wait(int epoll, MemorySegment events, int maxEvents, int timeout) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = Native.captureState(arena);
            return (int) Native.answer((int) EpollWait.HANDLE.invokeExact(captured, epoll, events, maxEvents, timeout), captured);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    private static final class Waitid {
        static final MethodHandle HANDLE = Native.link(core_h.waitid$address(), core_h.waitid$descriptor());
    }

    /**
     * Waits for a child and reaps it.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/waitid.2.html">waitid(2)</a>
     */
    public static int waitid(int idType, int id, MemorySegment info, int options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = Native.captureState(arena);
            return (int) Native.answer((int) Waitid.HANDLE.invokeExact(captured, idType, id, info, options), captured);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    private static final class Geteuid {
        static final MethodHandle HANDLE = Native.link(core_h.geteuid$address(), core_h.geteuid$descriptor());
    }

    /**
     * The effective user id.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/getuid.2.html">geteuid(2)</a>
     */
    public static int geteuid() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = Native.captureState(arena);
            return (int) Native.answer((int) Geteuid.HANDLE.invokeExact(captured), captured);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    private static final class Getegid {
        static final MethodHandle HANDLE = Native.link(core_h.getegid$address(), core_h.getegid$descriptor());
    }

    /**
     * The effective group id.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/getgid.2.html">getegid(2)</a>
     */
    public static int getegid() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = Native.captureState(arena);
            return (int) Native.answer((int) Getegid.HANDLE.invokeExact(captured), captured);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    private static final class Cfmakeraw {
        static final MethodHandle HANDLE = Native.link(core_h.cfmakeraw$address(), core_h.cfmakeraw$descriptor());
    }

    /**
     * Changes a terminal's settings, in memory, to those that let each byte pass as it is.
     *
     * @see <a href="https://man7.org/linux/man-pages/man3/termios.3.html">cfmakeraw(3)</a>
     */
    public static void cfmakeraw(MemorySegment mode) {
        try (Arena arena = Arena.ofConfined()) {
            Cfmakeraw.HANDLE.invokeExact(Native.captureState(arena), mode);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    private static final class Syscall {
        private static final int ARGUMENTS = 6;

        /** Variadic, so jextract has no descriptor for it: the number, then six longs. */
        static final MethodHandle HANDLE = Native.link(
                core_h.syscall.address(),
                FunctionDescriptor.of(core_h.C_LONG, core_h.C_LONG).appendArgumentLayouts(
                        Collections.nCopies(ARGUMENTS, core_h.C_LONG).toArray(ValueLayout[]::new)),
                Linker.Option.firstVariadicArg(1));
    }

    /**
     * Any system call: for those that glibc has no function for, only a variadic one, or only in newer versions.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/syscall.2.html">syscall(2)</a>
     */
    public static long syscall(SystemCall call, long... arguments) {
        long[] a = Arrays.copyOf(arguments, Syscall.ARGUMENTS);
        long number = call.number(Architecture.current());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = Native.captureState(arena);
            return Native.answer(
                    (long) Syscall.HANDLE.invokeExact(captured, number, a[0], a[1], a[2], a[3], a[4], a[5]), captured);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }
}
