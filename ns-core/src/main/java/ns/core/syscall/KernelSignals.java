package ns.core.syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Signals as the kernel's own interface has them, which differs from glibc's.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/rt_sigaction.2.html">rt_sigaction(2)</a>
 */
public final class KernelSignals {

    /** The highest signal. */
    public static final int COUNT = 64;

    /** Bytes in a set of signals, the kernel's {@code sigset_t}. */
    public static final int SET_SIZE = 8;

    /** Bytes in the kernel's {@code struct sigaction} on x86-64; AArch64 has no {@code sa_restorer} and needs fewer. */
    private static final int ACTION_SIZE = 32;

    private KernelSignals() {}

    /** A {@code struct sigaction} for the default action: SIG_DFL, no flags and an empty mask are all zero. */
    public static byte[] defaultAction() {
        return new byte[ACTION_SIZE];
    }

    /** Gives a signal its default action in this JVM. */
    public static void setDefault(int signal) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment action = arena.allocate(ACTION_SIZE, Long.BYTES);
            Libc.syscall(SystemCall.RT_SIGACTION, signal, action.address(), 0, SET_SIZE);
        }
    }
}
