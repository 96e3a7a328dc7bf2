package ns.core;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import ns.core.bindings.core_h;

/**
 * A POSIX message queue in the IPC namespace of this JVM, unlinked when closed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/mq_overview.7.html">mq_overview(7)</a>
 */
record PosixQueue(String name) implements AutoCloseable {

    private static final int ONLY_OWNER = 0600;

    private static final MethodHandle MQ_OPEN = link("mq_open",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle MQ_CLOSE = link("mq_close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle MQ_UNLINK = link("mq_unlink", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    private static MethodHandle link(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor, options);
    }

    /** Makes a queue of a name that nobody else has. */
    static PosixQueue create(String name) {
        assertTrue(open(name, core_h.O_CREAT()), () -> "mq_open makes " + name);
        return new PosixQueue(name);
    }

    static boolean exists(String name) {
        return open(name, core_h.O_RDONLY());
    }

    private static boolean open(String name, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            int queue = (int) MQ_OPEN.invokeExact(arena.allocateFrom(name), flags, ONLY_OWNER, MemorySegment.NULL);
            return queue >= 0 && (int) MQ_CLOSE.invokeExact(queue) == 0;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try (Arena arena = Arena.ofConfined()) {
            assertTrue((int) MQ_UNLINK.invokeExact(arena.allocateFrom(name)) == 0, () -> "mq_unlink removes " + name);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
