package ns.core.engine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import ns.core.bindings.core_h;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Architecture;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.SystemCall;

/**
 * The machine code that clones, and walks the program in the child; assembled from {@code src/main/asm}.
 *
 * <p>Mapped once for the life of the JVM: written while writable, then made executable, never both at a time.
 */
final class Stub {

    private static final int SPAWN_OFFSET = 0;
    private static final int FINISH_OFFSET = 16;

    private static final MethodHandle CALL = Native.linkRaw();

    private static volatile MemorySegment mapped;

    private Stub() {}

    /** Clones a child that walks the program, and returns its pid or a negated error number. */
    static long spawn(MemorySegment program) throws NamespaceException {
        return call(SPAWN_OFFSET, program);
    }

    /** Lets the child go on, and returns once it has left the program's memory by execve or exit. */
    static void finish(MemorySegment program) throws NamespaceException {
        call(FINISH_OFFSET, program);
    }

    private static long call(int offset, MemorySegment program) throws NamespaceException {
        MemorySegment entry = mapped().asSlice(offset);
        try {
            return (long) CALL.invokeExact(entry, program);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    /** Not done by a static initializer: where it fails, each attempt is to say why. */
    private static MemorySegment mapped() throws NamespaceException {
        MemorySegment code = mapped;
        return code == null ? mapOnce() : code;
    }

    private static synchronized MemorySegment mapOnce() throws NamespaceException {
        if (mapped == null) {
            mapped = map(MachineCode.of("stub", Architecture.current()));
        }
        return mapped;
    }

    private static MemorySegment map(byte[] code) throws NamespaceException {
        long address = Native.check(
                Libc.mmap(MemorySegment.NULL, code.length, core_h.PROT_READ() | core_h.PROT_WRITE(),
                        core_h.MAP_PRIVATE() | core_h.MAP_ANONYMOUS(), -1, 0),
                "mmap", "stub");
        MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(code.length);
        MemorySegment.copy(code, 0, memory, JAVA_BYTE, 0, code.length);
        int answer = Libc.mprotect(memory, code.length, core_h.PROT_READ() | core_h.PROT_EXEC());
        if (answer < 0) {
            Libc.syscall(SystemCall.MUNMAP, address, code.length);
            throw new NamespaceException("mprotect", "stub", new Errno(-answer),
                    "executable memory is denied: by SELinux (execmem) or systemd (MemoryDenyWriteExecute)");
        }
        return memory;
    }
}
