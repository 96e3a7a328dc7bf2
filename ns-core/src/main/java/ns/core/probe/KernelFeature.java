package ns.core.probe;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ns.core.engine.Answers;
import ns.core.engine.Step;
import ns.core.engine.Trial;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.ProcStatus;

/** What ns makes use of beside namespaces, and a kernel, a seccomp filter or a security module may refuse. */
public enum KernelFeature {

    /** Children with a clean table of signals; see clone3(2). */
    CLONE3("clone3", "5.3", "makes children; without it clone does", Errno.EINVAL, FeatureSteps::clone3),

    /** Children born in a cgroup; see clone3(2). */
    CLONE_INTO_CGROUP("CLONE_INTO_CGROUP", "5.7", "lets children be born in a cgroup", Errno.EBADF,
            FeatureSteps::cloneIntoCgroup),

    /** Descriptors marked close-on-exec together; see close_range(2). */
    CLOSE_RANGE("close_range", "5.9", "keeps descriptors from commands; ns cannot do without", FeatureSteps::closeRange),

    /** Descriptors that stand for processes; see pidfd_open(2), pidfd_send_signal(2). */
    PIDFD("pidfd", "5.3", "signals and awaits children; ns cannot do without", FeatureSteps::pidfd),

    /** Paths that do not lead out of a root; see openat2(2). */
    OPENAT2("openat2", "5.6", "opens what is in a new root, and never what is outside", FeatureSteps::openat2),

    /** File systems mounted by descriptor; see fsopen(2). */
    FSOPEN("fsopen", "5.2", "makes mounts before they are anywhere", FeatureSteps::fsopen),

    /** Trees of mounts by descriptor; see open_tree(2). */
    OPEN_TREE("open_tree", "5.2", "copies mounts before they are anywhere", FeatureSteps::openTree),

    /** Mounts by descriptor put in their place; see move_mount(2). */
    MOVE_MOUNT("move_mount", "5.2", "puts such mounts into their place", FeatureSteps::moveMount),

    /** Trees of mounts changed together; see mount_setattr(2). */
    MOUNT_SETATTR("mount_setattr", "5.12", "makes trees of mounts read-only, all of them", FeatureSteps::mountSetattr),

    /** Layers of folders, mounted by who is root in a user namespace alone. */
    OVERLAY("overlay in a user namespace", "5.11", "layers folders", FeatureSteps::overlay),

    /** Filters of system calls; see seccomp(2). */
    SECCOMP("seccomp filters", "3.17", "limits the system calls of commands", FeatureSteps::seccomp),

    /** Programs that are no file; see memfd_create(2). */
    MEMFD_EXEC("memfd exec", "3.17", "runs an init that is no file", Errno.ENOEXEC, FeatureSteps::memfdExec);

    private static final Errno NONE = new Errno(0);
    private static final int FILTERED = 2;
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*", Pattern.DOTALL);

    private final String title;
    private final String since;
    private final String use;
    private final Errno expected;
    private final Function<Arena, List<Step>> steps;

    KernelFeature(String title, String since, String use, Function<Arena, List<Step>> steps) {
        this(title, since, use, null, steps);
    }

    /** The last of the steps decides: it succeeds, or errs as it is meant to. */
    KernelFeature(String title, String since, String use, Errno expected, Function<Arena, List<Step>> steps) {
        this.title = title;
        this.since = since;
        this.use = use;
        this.expected = expected;
        this.steps = steps;
    }

    /**
     * What it is called.
     *
     * @return the system call or flag, where it is one
     */
    public String title() {
        return title;
    }

    /**
     * What ns does with it.
     *
     * @return a few words
     */
    public String use() {
        return use;
    }

    /**
     * Tries it.
     *
     * @throws NamespaceException where it does not work, and why
     */
    public void check() throws NamespaceException {
        try (Arena arena = Arena.ofConfined()) {
            List<Step> trial = steps.apply(arena);
            Step last = trial.getLast();
            Answers answers = switch (this) {
                case FSOPEN, OPEN_TREE, MOVE_MOUNT, MOUNT_SETATTR -> Trial.inOwn(FeatureSteps.MOUNTS, trial);
                case OVERLAY -> Trial.run(FeatureSteps.USER | FeatureSteps.MOUNTS, trial);
                case CLONE3, CLONE_INTO_CGROUP, CLOSE_RANGE, PIDFD, OPENAT2, SECCOMP, MEMFD_EXEC -> Trial.run(0, trial);
            };
            Errno errno = answers.of(last) < 0 ? answers.errno(last) : NONE;
            if (!errno.equals(expected == null ? NONE : expected)) {
                throw refused(last.operation(), last.subject(), errno);
            }
        } catch (NamespaceException e) {
            // A step before the last: what it is to prepare is refused.
            throw e.getMessage().endsWith(": " + e.errno().text()) ? refused(e.operation(), e.subject(), e.errno()) : e;
        }
    }

    private NamespaceException refused(String operation, String subject, Errno errno) {
        return new NamespaceException(operation, subject, errno, remedy(errno));
    }

    private String remedy(Errno errno) {
        boolean denied = errno.equals(Errno.EPERM) || errno.equals(Errno.EACCES);
        if (!isAtLeast(System.getProperty("os.version"), since)) {
            return "needs Linux " + since;
        }
        if (this == MEMFD_EXEC && denied) {
            return "sysctl vm.memfd_noexec=0, or a security module denies it";
        }
        if (this == OVERLAY && errno.equals(Errno.ENODEV)) {
            return "the kernel has no overlay file system, or may not load it: modprobe overlay";
        }
        if (errno.equals(Errno.ENOSYS) || denied) {
            return isFiltered() ? "a seccomp filter is in force and hides it: relax the profile of the container"
                    : errno.equals(Errno.ENOSYS) ? "this kernel was built without it" : "a security module denies it";
        }
        return errno.text();
    }

    private static boolean isFiltered() {
        try {
            return ProcStatus.ofThread().field("Seccomp").equals(Optional.of(Integer.toString(FILTERED)));
        } catch (IOException e) {
            return false; // no /proc, which tells of it
        }
    }

    /** Whether a version of Linux, {@code 6.1.0-31-amd64}, is another one or later. */
    static boolean isAtLeast(String version, String needed) {
        Matcher has = VERSION.matcher(version);
        Matcher needs = VERSION.matcher(needed);
        if (!has.matches() || !needs.matches()) {
            return true; // nobody knows: the error number is to speak
        }
        int major = Integer.compare(Integer.parseInt(has.group(1)), Integer.parseInt(needs.group(1)));
        return major > 0 || major == 0 && Integer.parseInt(has.group(2)) >= Integer.parseInt(needs.group(2));
    }
}
