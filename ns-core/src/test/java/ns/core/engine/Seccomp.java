package ns.core.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import ns.core.bindings.core_h;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Architecture;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.SystemCall;

/**
 * What the seccomp profiles of containers do to clone3, whose flags they cannot see.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public final class Seccomp {

    private static final int PR_SET_SECCOMP = 22;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int SECCOMP_MODE_FILTER = 2;
    private static final int NR_CLONE3 = 435;
    private static final int NR_MPROTECT = switch (Architecture.current()) {
        case X86_64 -> 10;
        case AARCH64 -> 226;
    };

    private static final short LOAD_WORD = 0x20;
    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short RETURN = 0x06;
    private static final int ALLOW = 0x7fff_0000;
    private static final int ERROR = 0x0005_0000;

    /** Offsets in struct seccomp_data, of the number of the call and the lower half of an argument. */
    private static final int CALL = 0;
    private static final int THIRD_ARGUMENT = 32;

    /** struct sock_filter. */
    private static final int INSTRUCTION_SIZE = 8;

    /** struct sock_fprog: a short, and a pointer at 8. */
    private static final int PROGRAM_SIZE = 16;

    private Seccomp() {}

    /** Lets clone3 answer ENOSYS to this thread, the threads it starts from now on, and their children; for good. */
    static void hideClone3() throws NamespaceException {
        hide(NR_CLONE3);
    }

    /** The same for another system call. */
    public static void hide(SystemCall call) throws NamespaceException {
        hide(call.number(Architecture.current()));
    }

    private static void hide(int number) throws NamespaceException {
        install(number, ERROR | Errno.ENOSYS.number());
    }

    /** Lets a system call answer EPERM in the same way, as where a capability is lacking. */
    public static void deny(SystemCall call) throws NamespaceException {
        install(call.number(Architecture.current()), ERROR | Errno.EPERM.number());
    }

    /** Kills the process that makes the system call, of those that hide would hide it from. */
    public static void killOn(SystemCall call) throws NamespaceException {
        install(call.number(Architecture.current()), core_h.SECCOMP_RET_KILL_PROCESS());
    }

    private static void install(int number, int action) throws NamespaceException {
        install(
                new Instruction(LOAD_WORD, 0, CALL),
                new Instruction(JUMP_IF_EQUAL, 1, number),
                new Instruction(RETURN, 0, action),
                new Instruction(RETURN, 0, ALLOW));
    }

    /** Lets mprotect answer EACCES in the same way where memory is to become executable, as SELinux does. */
    public static void denyExecutableMemory() throws NamespaceException {
        install(
                new Instruction(LOAD_WORD, 0, CALL),
                new Instruction(JUMP_IF_EQUAL, 3, NR_MPROTECT),
                new Instruction(LOAD_WORD, 0, THIRD_ARGUMENT),
                new Instruction(JUMP_IF_EQUAL, 1, core_h.PROT_READ() | core_h.PROT_EXEC()),
                new Instruction(RETURN, 0, ERROR | Errno.EACCES.number()),
                new Instruction(RETURN, 0, ALLOW));
    }

    private record Instruction(short code, int skipIfNot, int operand) {}

    private static void install(Instruction... instructions) throws NamespaceException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment filter = arena.allocate((long) instructions.length * INSTRUCTION_SIZE, Integer.BYTES);
            for (int i = 0; i < instructions.length; i++) {
                long at = (long) i * INSTRUCTION_SIZE;
                filter.set(ValueLayout.JAVA_SHORT, at, instructions[i].code);
                filter.set(ValueLayout.JAVA_BYTE, at + 3, (byte) instructions[i].skipIfNot);
                filter.set(ValueLayout.JAVA_INT, at + 4, instructions[i].operand);
            }
            MemorySegment program = arena.allocate(PROGRAM_SIZE, Long.BYTES);
            program.set(ValueLayout.JAVA_SHORT, 0, (short) instructions.length);
            program.set(ValueLayout.ADDRESS, Long.BYTES, filter);
            Native.check(
                    Libc.syscall(SystemCall.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl", "PR_SET_NO_NEW_PRIVS");
            Native.check(Libc.syscall(SystemCall.PRCTL, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program.address()),
                    "prctl", "PR_SET_SECCOMP");
        }
    }
}
