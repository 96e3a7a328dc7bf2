package ns.core.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import ns.core.bindings.core_h;

/** Files of {@code /proc} that must be written with one write(2), and whose errors tell something. */
public final class ProcFile {

    private ProcFile() {}

    /** Writes to an existing file; answers as the kernel does: the number of bytes, or a negated error number. */
    public static long write(String path, String text) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(core_h.C_CHAR, NativeText.cString(path));
            byte[] bytes = NativeText.bytes(text);
            MemorySegment content = arena.allocateFrom(core_h.C_CHAR, bytes);
            long fd = Libc.syscall(SystemCall.OPENAT,
                    core_h.AT_FDCWD(), name.address(), core_h.O_WRONLY() | core_h.O_CLOEXEC());
            if (fd < 0) {
                return fd;
            }
            long answer = Libc.syscall(SystemCall.WRITE, fd, content.address(), bytes.length);
            Libc.close((int) fd);
            return answer;
        }
    }
}
