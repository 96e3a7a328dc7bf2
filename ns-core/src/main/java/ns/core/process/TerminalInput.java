package ns.core.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;
import ns.core.error.Errno;
import ns.core.syscall.FileCalls;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.SystemCall;

/**
 * What is shown on a pseudo-terminal, read from its master; not for several threads at once.
 *
 * <p>Not a stream of the JDK's: opening the master by its name a second time would make another pseudo-terminal.
 */
final class TerminalInput extends InputStream {

    private static final String SUBJECT = "pseudo-terminal";
    private static final int CHUNK = 4096;
    /** A descendant of the child may never stop writing. */
    private static final int MOST_AHEAD = 1 << 20;

    private final int master;
    private byte[] ahead = new byte[0];

    /** Takes over the descriptor. */
    TerminalInput(int master) {
        this.master = master;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (ahead.length > 0) {
            int taken = Math.min(length, ahead.length);
            System.arraycopy(ahead, 0, target, offset, taken);
            ahead = Arrays.copyOfRange(ahead, taken, ahead.length);
            return taken;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment chunk = arena.allocate(Math.min(length, CHUNK));
            int read = read(chunk);
            MemorySegment.copy(chunk, ValueLayout.JAVA_BYTE, 0, target, offset, Math.max(read, 0));
            return read;
        }
    }

    /** Answers -1 at the end, which the kernel calls EIO: nobody has the slave any more. */
    private int read(MemorySegment chunk) throws IOException {
        long answer;
        do {
            answer = Libc.syscall(SystemCall.READ, master, chunk.address(), chunk.byteSize());
        } while (answer == -Errno.EINTR.number());
        return answer == -Errno.EIO.number() || answer == 0 ? -1 : (int) Native.check(answer, "read", SUBJECT);
    }

    /** By reading ahead: what the kernel could tell leaves out what is still on its way through the terminal. */
    @Override
    public int available() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment chunk = arena.allocate(CHUNK);
            while (ahead.length < MOST_AHEAD && isReady()) {
                int read = read(chunk);
                if (read < 0) {
                    break;
                }
                int before = ahead.length;
                ahead = Arrays.copyOf(ahead, before + read);
                MemorySegment.copy(chunk, ValueLayout.JAVA_BYTE, 0, ahead, before, read);
            }
        }
        return ahead.length;
    }

    private boolean isReady() throws IOException {
        long answer = FileCalls.awaitReadable(master, Duration.ZERO);
        return answer != -Errno.EINTR.number() && Native.check(answer, "ppoll", SUBJECT) > 0;
    }

    @Override
    public void close() {
        Libc.close(master);
    }
}
