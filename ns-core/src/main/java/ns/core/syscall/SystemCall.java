package ns.core.syscall;

import java.util.Locale;

/**
 * The system calls that programs are made of, and those that a sandbox forbids, with their numbers on each architecture.
 *
 * <p>Not generated: jextract sees one architecture's headers at a time. SystemCallNumbersTest compares them with both headers.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscalls.2.html">syscalls(2)</a>
 */
public enum SystemCall {
    ACCT(163, 89),
    ADD_KEY(248, 217),
    ADJTIMEX(159, 171),
    BIND(49, 200),
    BPF(321, 280),
    CAPSET(126, 91),
    CHDIR(80, 49),
    CHROOT(161, 51),
    CLOCK_ADJTIME(305, 266),
    CLOCK_SETTIME(227, 112),
    CLONE(56, 220),
    CLONE3(435, 435),
    CLOSE(3, 57),
    CLOSE_RANGE(436, 436),
    DELETE_MODULE(176, 106),
    DUP3(292, 24),
    EPOLL_CREATE1(291, 20),
    EPOLL_CTL(233, 21),
    EPOLL_PWAIT(281, 22),
    EVENTFD2(290, 19),
    EXECVE(59, 221),
    EXECVEAT(322, 281),
    EXIT_GROUP(231, 94),
    FCHDIR(81, 50),
    FCHMODAT(268, 53),
    FCNTL(72, 25),
    FINIT_MODULE(313, 273),
    FLOCK(73, 32),
    FSCONFIG(431, 431),
    FSMOUNT(432, 432),
    FSOPEN(430, 430),
    FSPICK(433, 433),
    FUTEX(202, 98),
    GETPID(39, 172),
    GETPPID(110, 173),
    GETXATTR(191, 8),
    INIT_MODULE(175, 105),
    IOCTL(16, 29),
    IO_URING_ENTER(426, 426),
    IO_URING_REGISTER(427, 427),
    IO_URING_SETUP(425, 425),
    KEXEC_FILE_LOAD(320, 294),
    KEXEC_LOAD(246, 104),
    KEYCTL(250, 219),
    KILL(62, 129),
    LSEEK(8, 62),
    MEMFD_CREATE(319, 279),
    MKDIRAT(258, 34),
    MKNODAT(259, 33),
    MOUNT(165, 40),
    MOUNT_SETATTR(442, 442),
    MOVE_MOUNT(429, 429),
    MSGGET(68, 186),
    MUNMAP(11, 215),
    OPENAT(257, 56),
    OPENAT2(437, 437),
    OPEN_BY_HANDLE_AT(304, 265),
    OPEN_TREE(428, 428),
    PERF_EVENT_OPEN(298, 241),
    PIDFD_GETFD(438, 438),
    PIDFD_OPEN(434, 434),
    PIDFD_SEND_SIGNAL(424, 424),
    PIVOT_ROOT(155, 41),
    PPOLL(271, 73),
    PRCTL(157, 167),
    PRLIMIT64(302, 261),
    PROCESS_VM_READV(310, 270),
    PROCESS_VM_WRITEV(311, 271),
    PWRITE64(18, 68),
    QUOTACTL(179, 60),
    READ(0, 63),
    READLINKAT(267, 78),
    REBOOT(169, 142),
    RECVFROM(45, 207),
    REQUEST_KEY(249, 218),
    RT_SIGACTION(13, 134),
    RT_SIGPROCMASK(14, 135),
    SECCOMP(317, 277),
    SENDTO(44, 206),
    SETDOMAINNAME(171, 162),
    SETFSGID(123, 152),
    SETFSUID(122, 151),
    SETGROUPS(116, 159),
    SETHOSTNAME(170, 161),
    SETNS(308, 268),
    SETPGID(109, 154),
    SETPRIORITY(141, 140),
    SETRESGID(119, 149),
    SETRESUID(117, 147),
    SETSID(112, 157),
    SETSOCKOPT(54, 208),
    SETTIMEOFDAY(164, 170),
    SOCKET(41, 198),
    SWAPOFF(168, 225),
    SWAPON(167, 224),
    SYMLINKAT(266, 36),
    SYSLOG(103, 116),
    UMASK(95, 166),
    UMOUNT2(166, 39),
    UNLINKAT(263, 35),
    UNSHARE(272, 97),
    USERFAULTFD(323, 282),
    WAITID(247, 95),
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
