package ns.core.probe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import ns.core.bindings.clone_args;
import ns.core.bindings.core_h;
import ns.core.bindings.mount_attr;
import ns.core.bindings.open_how;
import ns.core.bindings.sock_filter;
import ns.core.engine.Arg;
import ns.core.engine.Step;
import ns.core.syscall.Libc;
import ns.core.syscall.SystemCall;

/** The system calls by which each feature is tried; the last is the one that decides. */
final class FeatureSteps {

    static final long MOUNTS = core_h.CLONE_NEWNS();
    static final long USER = core_h.CLONE_NEWUSER();

    private static final String TMPFS = "tmpfs";
    private static final Arg HERE = Arg.of(core_h.AT_FDCWD());
    private static final Arg ZERO = Arg.of(0);
    private static final long FIRST_OTHER = 3;
    private static final long LAST_DESCRIPTOR = 0xffff_ffffL;
    private static final int MODE = 0700;

    private FeatureSteps() {}

    /** A kernel that knows it finds that nothing is no clone_args, and answers EINVAL: no child is made. */
    static List<Step> clone3(Arena arena) {
        return List.of(Step.of("clone3", "without arguments", SystemCall.CLONE3, ZERO, ZERO).optional());
    }

    /** A kernel that knows the flag looks for the cgroup, finds that the descriptor is not open, and answers EBADF. */
    static List<Step> cloneIntoCgroup(Arena arena) {
        MemorySegment args = arena.allocate(clone_args.layout());
        clone_args.flags(args, core_h.CLONE_INTO_CGROUP());
        clone_args.cgroup(args, Integer.MAX_VALUE);
        return List.of(Step.of("clone3", "CLONE_INTO_CGROUP", SystemCall.CLONE3, data(args), Arg.of(args.byteSize())).optional());
    }

    /** The child has its own table of descriptors. Linux 5.9 and 5.10 cannot mark, but close, which serves as well. */
    static List<Step> closeRange(Arena arena) {
        Step mark = Step.of("close_range", "3 and above", SystemCall.CLOSE_RANGE,
                Arg.of(FIRST_OTHER), Arg.of(LAST_DESCRIPTOR), Arg.of(core_h.CLOSE_RANGE_CLOEXEC()));
        Step close = Step.of("close_range", "3 and above", SystemCall.CLOSE_RANGE,
                Arg.of(FIRST_OTHER), Arg.of(LAST_DESCRIPTOR), ZERO);
        return List.of(mark.orElse(1), close.optional());
    }

    /** The child opens itself, and sends itself no signal but the question whether it could. */
    static List<Step> pidfd(Arena arena) {
        Step pid = Step.of("getpid", "", SystemCall.GETPID);
        Step open = Step.of("pidfd_open", "self", SystemCall.PIDFD_OPEN, new Arg.Answer(pid), ZERO);
        return List.of(pid, open, Step.of("pidfd_send_signal", "self", SystemCall.PIDFD_SEND_SIGNAL,
                new Arg.Answer(open), ZERO, ZERO, ZERO).optional());
    }

    static List<Step> openat2(Arena arena) {
        MemorySegment how = arena.allocate(open_how.layout());
        open_how.flags(how, core_h.O_PATH() | core_h.O_CLOEXEC());
        open_how.resolve(how, core_h.RESOLVE_IN_ROOT());
        return List.of(Step.of("openat2", "/", SystemCall.OPENAT2, HERE, Arg.of("/"), data(how), Arg.of(how.byteSize()))
                .optional());
    }

    static List<Step> fsopen(Arena arena) {
        Step open = Step.of("fsopen", TMPFS, SystemCall.FSOPEN, Arg.of(TMPFS), Arg.of(core_h.FSOPEN_CLOEXEC()));
        return List.of(open,
                Step.of("fsconfig", TMPFS, SystemCall.FSCONFIG, new Arg.Answer(open), Arg.of(core_h.FSCONFIG_CMD_CREATE()),
                        ZERO, ZERO, ZERO),
                Step.of("fsmount", TMPFS, SystemCall.FSMOUNT, new Arg.Answer(open), Arg.of(core_h.FSMOUNT_CLOEXEC()), ZERO)
                        .optional());
    }

    static List<Step> openTree(Arena arena) {
        return List.of(makePrivate(), copyOfAll().optional());
    }

    static List<Step> moveMount(Arena arena) {
        Step copy = copyOfAll();
        return List.of(makePrivate(), copy, Step.of("move_mount", "a copy of / on /", SystemCall.MOVE_MOUNT,
                new Arg.Answer(copy), Arg.of(""), HERE, Arg.of("/"), Arg.of(core_h.MOVE_MOUNT_F_EMPTY_PATH())).optional());
    }

    static List<Step> mountSetattr(Arena arena) {
        MemorySegment attributes = arena.allocate(mount_attr.layout());
        mount_attr.attr_set(attributes, core_h.MOUNT_ATTR_RDONLY());
        return List.of(makePrivate(), Step.of("mount_setattr", "/ read-only, recursively", SystemCall.MOUNT_SETATTR,
                HERE, Arg.of("/"), Arg.of(core_h.AT_RECURSIVE()), data(attributes), Arg.of(attributes.byteSize())).optional());
    }

    /** On a tmpfs of the child's own, in the place of /proc: the one folder that is there wherever ns runs. */
    static List<Step> overlay(Arena arena) {
        List<Step> steps = new ArrayList<>();
        write(steps, "/proc/self/setgroups", "deny");
        write(steps, "/proc/self/uid_map", "0 " + Integer.toUnsignedString(Libc.geteuid()) + " 1");
        write(steps, "/proc/self/gid_map", "0 " + Integer.toUnsignedString(Libc.getegid()) + " 1");
        steps.add(makePrivate());
        steps.add(Step.of("mount", "tmpfs on /proc", SystemCall.MOUNT, Arg.of(TMPFS), Arg.of("/proc"), Arg.of(TMPFS), ZERO, ZERO));
        for (String folder : List.of("/proc/lower", "/proc/upper", "/proc/work", "/proc/merged")) {
            steps.add(Step.of("mkdir", folder, SystemCall.MKDIRAT, HERE, Arg.of(folder), Arg.of(MODE)));
        }
        steps.add(Step.of("mount", "overlay", SystemCall.MOUNT, Arg.of("overlay"), Arg.of("/proc/merged"), Arg.of("overlay"),
                ZERO, Arg.of("lowerdir=/proc/lower,upperdir=/proc/upper,workdir=/proc/work,userxattr")).optional());
        return steps;
    }

    /** A filter that allows everything, for the child alone. */
    static List<Step> seccomp(Arena arena) {
        MemorySegment filter = arena.allocate(sock_filter.layout());
        sock_filter.code(filter, (short) (core_h.BPF_RET() | core_h.BPF_K()));
        sock_filter.k(filter, core_h.SECCOMP_RET_ALLOW());
        return List.of(
                Step.of("prctl", "PR_SET_NO_NEW_PRIVS", SystemCall.PRCTL, Arg.of(core_h.PR_SET_NO_NEW_PRIVS()), Arg.of(1),
                        ZERO, ZERO, ZERO),
                Step.of("seccomp", "SECCOMP_SET_MODE_FILTER", SystemCall.SECCOMP, Arg.of(core_h.SECCOMP_SET_MODE_FILTER()),
                        ZERO, new Arg.Filter(filter.toArray(JAVA_BYTE))).optional());
    }

    /** What is empty is no program, ENOEXEC: a kernel that says so would have run one. */
    static List<Step> memfdExec(Arena arena) {
        Step memfd = Step.of("memfd_create", "program", SystemCall.MEMFD_CREATE, Arg.of("ns"), Arg.of(core_h.MFD_CLOEXEC()));
        Arg none = new Arg.Pointers(List.of());
        return List.of(memfd, Step.of("execveat", "memfd", SystemCall.EXECVEAT,
                new Arg.Answer(memfd), Arg.of(""), none, none, Arg.of(core_h.AT_EMPTY_PATH())).optional());
    }

    /** So that what is mounted in the child's mount namespace is mounted in no other. */
    private static Step makePrivate() {
        return Step.of("mount", "/ private, recursively", SystemCall.MOUNT, Arg.of("none"), Arg.of("/"), ZERO,
                Arg.of(core_h.MS_REC() | core_h.MS_PRIVATE()), ZERO);
    }

    private static Step copyOfAll() {
        return Step.of("open_tree", "/", SystemCall.OPEN_TREE, HERE, Arg.of("/"),
                Arg.of(core_h.OPEN_TREE_CLONE() | core_h.OPEN_TREE_CLOEXEC() | core_h.AT_RECURSIVE()));
    }

    private static void write(List<Step> steps, String path, String text) {
        steps.addAll(Step.writing(path, text, text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static Arg data(MemorySegment struct) {
        return new Arg.Data(struct.toArray(JAVA_BYTE));
    }
}
