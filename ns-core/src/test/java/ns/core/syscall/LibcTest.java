package ns.core.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import ns.core.bindings.core_h;
import ns.core.bindings.siginfo_t;
import ns.core.error.Errno;
import org.junit.jupiter.api.Test;

/** Each function answers a value or the negated number of a real error. */
class LibcTest {

    private static final int NO_FD = -1;
    private static final int BAD_FLAGS = 0x7fff_ffff;
    private static final int PAGE = 65_536; // of any size there is
    private static final int THREADS = 4;
    private static final int CALLS = 50_000;

    private static void assertError(Errno errno, long answer) {
        assertEquals(-errno.number(), answer);
    }

    @Test
    void errorsOfDescriptors() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment fds = arena.allocate(ValueLayout.JAVA_INT, 2);
            MemorySegment event = arena.allocate(Architecture.current().epollEventSize());
            assertError(Errno.EBADF, Libc.close(NO_FD));
            assertError(Errno.EINVAL, Libc.pipe2(fds, BAD_FLAGS));
            assertError(Errno.EFAULT, Libc.pipe2(MemorySegment.NULL, 0));
            assertError(Errno.EINVAL, Libc.epoll_create1(BAD_FLAGS));
            assertError(Errno.EBADF, Libc.epoll_ctl(NO_FD, core_h.EPOLL_CTL_ADD(), NO_FD, event));
            assertError(Errno.EBADF, Libc.epoll_wait(NO_FD, event, 1, 0));
            int epoll = Libc.epoll_create1(core_h.EPOLL_CLOEXEC());
            assertTrue(epoll >= 0, "answer " + epoll);
            assertError(Errno.EINVAL, Libc.epoll_wait(epoll, event, 0, 0));
            assertError(Errno.EINVAL, Libc.epoll_ctl(epoll, core_h.EPOLL_CTL_ADD(), epoll, event));
            assertEquals(0, Libc.epoll_wait(epoll, event, 1, 0));
            assertEquals(0, Libc.close(epoll));
            assertError(Errno.EBADF, Libc.close(epoll));
        }
    }

    @Test
    void errorsOfMemory() {
        int readWrite = core_h.PROT_READ() | core_h.PROT_WRITE();
        int anonymous = core_h.MAP_PRIVATE() | core_h.MAP_ANONYMOUS();
        assertError(Errno.EINVAL, Libc.mmap(MemorySegment.NULL, 0, readWrite, anonymous, NO_FD, 0));
        assertError(Errno.EBADF, Libc.mmap(MemorySegment.NULL, PAGE, readWrite, core_h.MAP_PRIVATE(), NO_FD, 0));
        assertError(Errno.EINVAL, Libc.mprotect(MemorySegment.ofAddress(1), PAGE, readWrite));
        long address = Libc.mmap(MemorySegment.NULL, PAGE, readWrite, anonymous, NO_FD, 0);
        assertTrue(address > 0, "answer " + address);
        MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(PAGE);
        memory.set(ValueLayout.JAVA_LONG, 0, 42);
        assertEquals(0, Libc.mprotect(memory, PAGE, core_h.PROT_READ()));
        assertEquals(42, memory.get(ValueLayout.JAVA_LONG, 0));
        assertEquals(0, core_h.munmap(memory, PAGE));
    }

    @Test
    void errorsOfProcesses() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(siginfo_t.layout());
            assertError(Errno.EINVAL, Libc.waitid(core_h.P_PIDFD(), NO_FD, info, core_h.WEXITED()));
            assertError(Errno.EINVAL, Libc.waitid(core_h.P_PIDFD(), 0, info, 0));
        }
        assertTrue(Libc.geteuid() >= 0);
        assertTrue(Libc.getegid() >= 0);
    }

    @Test
    void errorsOfAnySystemCall() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment missing = arena.allocateFrom("/no/such/file");
            assertError(Errno.ENOENT,
                    Libc.syscall(SystemCall.OPENAT, core_h.AT_FDCWD(), missing.address(), core_h.O_RDONLY()));
            assertError(Errno.EFAULT, Libc.syscall(SystemCall.CHDIR, 0));
            assertError(Errno.EBADF, Libc.syscall(SystemCall.WRITE, NO_FD, missing.address(), 1));
            assertError(Errno.EINVAL, Libc.syscall(SystemCall.PRCTL, -1));
            assertEquals(ProcessHandle.current().pid(), Libc.syscall(SystemCall.GETPID));
        }
    }

    /** A safepoint between a call and the reading of its errno may put that of a call of the JVM's own in its place. */
    @Test
    void noErrnoIsLostWhileTheJvmIsBusy() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread garbage = Thread.ofPlatform().start(() -> {
            byte[][] kept = new byte[1_000][];
            for (int i = 0; !over.get(); i = (i + 1) % kept.length) {
                kept[i] = new byte[20_000];
            }
        });
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                results.add(threads.submit(LibcTest::callAndCall));
            }
            for (Future<?> result : results) {
                result.get();
            }
        } finally {
            over.set(true);
            garbage.join();
        }
    }

    private static void callAndCall() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment fds = arena.allocate(ValueLayout.JAVA_INT, 2);
            for (int i = 0; i < CALLS; i++) {
                assertError(Errno.EBADF, Libc.close(NO_FD));
                assertError(Errno.EINVAL, Libc.pipe2(fds, BAD_FLAGS));
                assertError(Errno.EFAULT, Libc.syscall(SystemCall.CHDIR, 0));
            }
        }
    }
}
