package ns.core.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Libc;
import ns.core.syscall.SystemCall;

/**
 * What the seccomp profiles of containers do to clone3, whose flags they cannot see.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
final class Seccomp {

    private static final int PR_SET_SECCOMP = 22;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int SECCOMP_MODE_FILTER = 2;
    private static final int NR_CLONE3 = 435;

    private static final short LOAD_WORD = 0x20;
    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short RETURN = 0x06;
    private static final int ALLOW = 0x7fff_0000;
    private static final int ERROR = 0x0005_0000;

    /** struct sock_filter. */
    private static final int INSTRUCTION_SIZE = 8;

    /** struct sock_fprog: a short, and a pointer at 8. */
    private static final int PROGRAM_SIZE = 16;

    private Seccomp() {}

    /** Lets clone3 answer ENOSYS to this thread, the threads it starts from now on, and their children; for good. */
    static void hideClone3() throws NamespaceException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment filter = arena.allocate(4 * INSTRUCTION_SIZE, Integer.BYTES);
            instruction(filter, 0, LOAD_WORD, 0, 0); // the number of the system call
            instruction(filter, 1, JUMP_IF_EQUAL, 1, NR_CLONE3);
            instruction(filter, 2, RETURN, 0, ERROR | Errno.ENOSYS.number());
            instruction(filter, 3, RETURN, 0, ALLOW);
            MemorySegment program = arena.allocate(PROGRAM_SIZE, Long.BYTES);
            program.set(ValueLayout.JAVA_SHORT, 0, (short) 4);
            program.set(ValueLayout.ADDRESS, Long.BYTES, filter);
            NamespaceException.check(
                    Libc.syscall(SystemCall.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl", "PR_SET_NO_NEW_PRIVS");
            NamespaceException.check(Libc.syscall(SystemCall.PRCTL, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program.address()),
                    "prctl", "PR_SET_SECCOMP");
        }
    }

    private static void instruction(MemorySegment filter, int index, short code, int skipIfNot, int operand) {
        long at = (long) index * INSTRUCTION_SIZE;
        filter.set(ValueLayout.JAVA_SHORT, at, code);
        filter.set(ValueLayout.JAVA_BYTE, at + 3, (byte) skipIfNot);
        filter.set(ValueLayout.JAVA_INT, at + 4, operand);
    }
}
