package ns.net;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import ns.core.error.NamespaceException;
import ns.core.syscall.Libc;
import ns.core.syscall.SystemCall;
import ns.core.syscall.NativeText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A network namespace. */
public final class NetNamespace implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private final int fd;

    private NetNamespace(int fd) {
        this.fd = fd;
    }

    private static NetNamespace open(String path) throws NamespaceException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(ValueLayout.JAVA_BYTE, NativeText.cString(path));
            return new NetNamespace((int) NamespaceException.check(
                    Libc.syscall(SystemCall.OPENAT, -100, text.address(), 02000000), "open", path));
        }
    }

    /**
     * The calling thread's.
     *
     * @return it
     * @throws NamespaceException never
     */
    public static NetNamespace current() throws NamespaceException {
        return open("/proc/thread-self/ns/net");
    }

    /**
     * A new one.
     *
     * @return it
     * @throws NamespaceException where it cannot be made
     */
    public static NetNamespace create() throws NamespaceException {
        try (NetNamespace here = current()) {
            return here.call(() -> {
                NamespaceException.check(Libc.syscall(SystemCall.UNSHARE, CLONE_NEWNET), "unshare", "network namespace");
                return current();
            });
        }
    }

    /**
     * Of a descriptor.
     *
     * @param fd which is not closed
     * @return it
     * @throws NamespaceException where it is none
     */
    public static NetNamespace ofDescriptor(int fd) throws NamespaceException {
        return open("/proc/self/fd/" + fd);
    }

    /**
     * The descriptor.
     *
     * @return it
     */
    public int descriptor() {
        return fd;
    }

    /**
     * Runs inside.
     *
     * @param <T> what it returns
     * @param body what to do
     * @return what it returned
     * @throws NamespaceException where it cannot be entered
     */
    public <T> T call(Callable<T> body) throws NamespaceException {
        AtomicReference<T> result = new AtomicReference<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                NamespaceException.check(Libc.syscall(SystemCall.SETNS, fd, CLONE_NEWNET), "setns", "network namespace");
                result.set(body.call());
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (failure.get() instanceof NamespaceException e) {
            throw e;
        }
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
        return result.get();
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
