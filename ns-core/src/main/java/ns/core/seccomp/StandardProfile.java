package ns.core.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import ns.core.bindings.core_h;
import ns.core.syscall.Architecture;
import ns.core.syscall.Layouts;
import ns.core.syscall.SystemCall;

/** Writes the filters that come with ns. Each rule is a comparison that skips it, and what it answers: no jump is long. */
final class StandardProfile {

    private static final List<SystemCall> DENIED = List.of(SystemCall.ACCT, SystemCall.ADD_KEY, SystemCall.ADJTIMEX, SystemCall.BPF,
            SystemCall.CLOCK_ADJTIME, SystemCall.CLOCK_SETTIME, SystemCall.DELETE_MODULE, SystemCall.FINIT_MODULE, SystemCall.FSCONFIG,
            SystemCall.FSMOUNT, SystemCall.FSOPEN, SystemCall.FSPICK, SystemCall.INIT_MODULE, SystemCall.IO_URING_ENTER,
            SystemCall.IO_URING_REGISTER, SystemCall.IO_URING_SETUP, SystemCall.KEXEC_FILE_LOAD, SystemCall.KEXEC_LOAD, SystemCall.KEYCTL,
            SystemCall.MOUNT, SystemCall.MOUNT_SETATTR, SystemCall.MOVE_MOUNT, SystemCall.OPEN_BY_HANDLE_AT, SystemCall.OPEN_TREE,
            SystemCall.PERF_EVENT_OPEN, SystemCall.PIVOT_ROOT, SystemCall.PROCESS_VM_READV, SystemCall.PROCESS_VM_WRITEV,
            SystemCall.QUOTACTL, SystemCall.REBOOT, SystemCall.REQUEST_KEY, SystemCall.SETDOMAINNAME, SystemCall.SETHOSTNAME,
            SystemCall.SETNS, SystemCall.SETTIMEOFDAY, SystemCall.SWAPOFF, SystemCall.SWAPON, SystemCall.SYSLOG, SystemCall.UMOUNT2,
            SystemCall.USERFAULTFD);

    private static final int NEW_NAMESPACES = core_h.CLONE_NEWNS() | core_h.CLONE_NEWUTS() | core_h.CLONE_NEWIPC() | core_h.CLONE_NEWUSER()
            | core_h.CLONE_NEWPID() | core_h.CLONE_NEWNET() | core_h.CLONE_NEWCGROUP();

    /** CLONE_NEWTIME is a bit of unshare's flags alone: in those of clone it belongs to the exit signal. */
    private static final int NEW_TIME = core_h.CLONE_NEWTIME();

    /** In the numbers of x32, which x86-64 kernels may have beside their own. */
    private static final int X32 = 0x4000_0000;

    /** The number of ioctl, of i386 and of 32-bit Arm. */
    private static final int IOCTL_32_BITS = 54;

    /** The same of x32. */
    private static final int IOCTL_X32 = X32 + 514;

    private final Architecture architecture;
    private final List<byte[]> instructions = new ArrayList<>();

    private StandardProfile(Architecture architecture) {
        this.architecture = architecture;
    }

    static byte[] program(Architecture architecture) {
        StandardProfile profile = new StandardProfile(architecture);
        profile.onlyOwnArchitecture();
        profile.answer(SystemCall.CLONE3, core_h.ENOSYS());
        profile.denyFlags(SystemCall.CLONE, NEW_NAMESPACES);
        profile.denyFlags(SystemCall.UNSHARE, NEW_NAMESPACES | NEW_TIME);
        profile.denyTyping();
        DENIED.forEach(call -> profile.answer(call, core_h.EPERM()));
        return profile.finish();
    }

    static byte[] terminal(Architecture architecture) {
        StandardProfile profile = new StandardProfile(architecture);
        profile.denyTypingOfAnyArchitecture();
        return profile.finish();
    }

    /** Programs of 32 bits and of x32 run on, so that their ioctl is looked at as well. */
    private void denyTypingOfAnyArchitecture() {
        load(Layouts.SECCOMP_DATA_ARCH);
        jump(core_h.BPF_JEQ(), ownArchitecture(), 3, 0); // to its own numbers
        load(Layouts.SECCOMP_DATA_NR);
        jump(core_h.BPF_JEQ(), IOCTL_32_BITS, 4, 0); // to the request
        back(core_h.SECCOMP_RET_ALLOW());
        load(Layouts.SECCOMP_DATA_NR);
        jump(core_h.BPF_JEQ(), SystemCall.IOCTL.number(architecture), 1, 0); // to the request
        jump(core_h.BPF_JEQ(), IOCTL_X32, 0, 3); // or past it
        load(lowHalf(1));
        jump(core_h.BPF_JEQ(), core_h.TIOCSTI(), 2, 0);
        jump(core_h.BPF_JEQ(), core_h.TIOCLINUX(), 1, 0);
        back(core_h.SECCOMP_RET_ALLOW());
        back(core_h.SECCOMP_RET_ERRNO() | core_h.EPERM());
    }

    private int ownArchitecture() {
        return switch (architecture) {
            case X86_64 -> core_h.AUDIT_ARCH_X86_64();
            case AARCH64 -> core_h.AUDIT_ARCH_AARCH64();
        };
    }

    private void onlyOwnArchitecture() {
        load(Layouts.SECCOMP_DATA_ARCH);
        jump(core_h.BPF_JEQ(), ownArchitecture(), 1, 0);
        back(core_h.SECCOMP_RET_KILL_PROCESS());
        load(Layouts.SECCOMP_DATA_NR);
        if (architecture == Architecture.X86_64) {
            jump(core_h.BPF_JGE(), X32, 0, 1);
            back(core_h.SECCOMP_RET_ERRNO() | core_h.ENOSYS());
        }
    }

    private void answer(SystemCall call, int errno) {
        jump(core_h.BPF_JEQ(), call.number(architecture), 0, 1);
        back(core_h.SECCOMP_RET_ERRNO() | errno);
    }

    /** Where one of the flags is set in the first argument. The number is loaded again, for the rules that follow. */
    private void denyFlags(SystemCall call, int flags) {
        jump(core_h.BPF_JEQ(), call.number(architecture), 0, 4);
        load(lowHalf(0));
        jump(core_h.BPF_JSET(), flags, 0, 1);
        back(core_h.SECCOMP_RET_ERRNO() | core_h.EPERM());
        load(Layouts.SECCOMP_DATA_NR);
    }

    /** The kernel takes the lower half of the request alone. */
    private void denyTyping() {
        jump(core_h.BPF_JEQ(), SystemCall.IOCTL.number(architecture), 0, 5);
        load(lowHalf(1));
        jump(core_h.BPF_JEQ(), core_h.TIOCSTI(), 1, 0);
        jump(core_h.BPF_JEQ(), core_h.TIOCLINUX(), 0, 1);
        back(core_h.SECCOMP_RET_ERRNO() | core_h.EPERM());
        load(Layouts.SECCOMP_DATA_NR);
    }

    private static long lowHalf(int argument) {
        return Layouts.SECCOMP_DATA_ARGS + (long) argument * Long.BYTES; // both architectures are little-endian
    }

    private byte[] finish() {
        back(core_h.SECCOMP_RET_ALLOW());
        byte[] program = new byte[instructions.size() * Layouts.SOCK_FILTER_SIZE];
        for (int i = 0; i < instructions.size(); i++) {
            System.arraycopy(instructions.get(i), 0, program, i * Layouts.SOCK_FILTER_SIZE, Layouts.SOCK_FILTER_SIZE);
        }
        return program;
    }

    private void load(long offset) {
        add(core_h.BPF_LD() | core_h.BPF_W() | core_h.BPF_ABS(), (int) offset, 0, 0);
    }

    private void jump(int comparison, int operand, int ifTrue, int ifFalse) {
        add(core_h.BPF_JMP() | comparison | core_h.BPF_K(), operand, ifTrue, ifFalse);
    }

    private void back(int answer) {
        add(core_h.BPF_RET() | core_h.BPF_K(), answer, 0, 0);
    }

    private void add(int code, int operand, int ifTrue, int ifFalse) {
        ByteBuffer instruction = ByteBuffer.allocate(Layouts.SOCK_FILTER_SIZE).order(ByteOrder.nativeOrder());
        instruction.putShort(Layouts.SOCK_FILTER_CODE, (short) code);
        instruction.put(Layouts.SOCK_FILTER_TRUE, (byte) ifTrue);
        instruction.put(Layouts.SOCK_FILTER_FALSE, (byte) ifFalse);
        instruction.putInt(Layouts.SOCK_FILTER_OPERAND, operand);
        instructions.add(instruction.array());
    }
}
