package ns.core.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;

/**
 * Links C functions so that errno is captured in the same transition as the call.
 *
 * <p>The methods jextract generates lose it: the JVM may change errno before Java reads it.
 */
public final class Native {

    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private Native() {}

    /** A handle whose first parameter is a segment from {@link #captureState}; the others are the descriptor's. */
    public static MethodHandle link(MemorySegment address, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker.Option[] all = new Linker.Option[options.length + 1];
        all[0] = Linker.Option.captureCallState("errno");
        System.arraycopy(options, 0, all, 1, options.length);
        return Linker.nativeLinker().downcallHandle(address, descriptor, all);
    }

    /**
     * A handle for code that answers as the kernel does, with a negated error number, and so needs no errno: its
     * parameters are the code's address and an address for the code.
     */
    public static MethodHandle linkRaw() {
        return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
    }

    /** Memory for one call's errno. */
    public static MemorySegment captureState(Arena arena) {
        return arena.allocate(CAPTURED);
    }

    /** The result of a call, or its negated errno where that is -1: the kernel's own convention. */
    public static long answer(long result, MemorySegment captured) {
        return result == -1 ? -(int) ERRNO.get(captured, 0L) : result;
    }

    /** Passes an answer on, or throws what it says where it is an error. */
    public static long check(long answer, String operation, String subject) throws NamespaceException {
        if (answer < 0) {
            throw new NamespaceException(operation, subject, new Errno((int) -answer));
        }
        return answer;
    }

    /** What a method handle may throw, none of which a C function can cause. */
    public static AssertionError unexpected(Throwable thrown) {
        switch (thrown) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(thrown);
        }
    }
}
