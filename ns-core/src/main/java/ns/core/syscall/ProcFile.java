package ns.core.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import ns.core.bindings.core_h;

/** Files of {@code /proc} that must be written with one write(2), and whose errors tell something. */
public final class ProcFile {

    private ProcFile() {}

    /** Writes to an existing file; answers as the kernel does: the number of bytes, or a negated error number. */
    public static long write(String path, String text) {
        long fd = FileCalls.open(path, core_h.O_WRONLY());
        if (fd < 0) {
            return fd;
        }
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = NativeText.bytes(text);
            MemorySegment content = arena.allocateFrom(core_h.C_CHAR, bytes);
            return Libc.syscall(SystemCall.WRITE, fd, content.address(), bytes.length);
        } finally {
            Libc.close((int) fd);
        }
    }
}
