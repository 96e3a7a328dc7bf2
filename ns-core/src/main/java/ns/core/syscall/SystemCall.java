package ns.core.syscall;

import java.util.Locale;

/**
 * The system calls that programs are made of, with their numbers on each architecture.
 *
 * <p>Not generated: jextract sees one architecture's headers at a time. SystemCallNumbersTest compares them with both headers.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscalls.2.html">syscalls(2)</a>
 */
public enum SystemCall {
    BIND(49, 200),
    CHDIR(80, 49),
    CLOSE(3, 57),
    CLOSE_RANGE(436, 436),
    DUP3(292, 24),
    EVENTFD2(290, 19),
    EXECVE(59, 221),
    FCNTL(72, 25),
    FLOCK(73, 32),
    FUTEX(202, 98),
    GETPID(39, 172),
    IOCTL(16, 29),
    KILL(62, 129),
    MOUNT(165, 40),
    MUNMAP(11, 215),
    OPENAT(257, 56),
    PIDFD_SEND_SIGNAL(424, 424),
    PPOLL(271, 73),
    PRCTL(157, 167),
    READ(0, 63),
    READLINKAT(267, 78),
    RECVFROM(45, 207),
    RT_SIGACTION(13, 134),
    RT_SIGPROCMASK(14, 135),
    SENDTO(44, 206),
    SETDOMAINNAME(171, 162),
    SETGROUPS(116, 159),
    SETHOSTNAME(170, 161),
    SETNS(308, 268),
    SETRESGID(119, 149),
    SETRESUID(117, 147),
    SETSOCKOPT(54, 208),
    SOCKET(41, 198),
    UMOUNT2(166, 39),
    UNSHARE(272, 97),
    WRITE(1, 64);

    private final int x86;
    private final int arm;

    SystemCall(int x86, int arm) {
        this.x86 = x86;
        this.arm = arm;
    }

    /** The number the kernel knows it by. */
    public int number(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> x86;
            case AARCH64 -> arm;
        };
    }

    /** The name in the man page: {@code sethostname}. */
    public String cName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
