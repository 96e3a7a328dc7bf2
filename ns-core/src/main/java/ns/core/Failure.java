package ns.core;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import ns.core.engine.Answers;
import ns.core.engine.Program;
import ns.core.engine.SpawnException;
import ns.core.engine.Step;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.SystemCall;

/** Finds the cause or the remedy of a child that could not be made. */
final class Failure {

    /** What a child may do in its own namespaces, and is denied only where its capabilities are taken away. */
    private static final Set<SystemCall> NEEDS_CAPABILITY = EnumSet.of(SystemCall.MOUNT, SystemCall.FSMOUNT,
            SystemCall.FSOPEN, SystemCall.OPEN_TREE, SystemCall.SETHOSTNAME,
            SystemCall.SETDOMAINNAME, SystemCall.IOCTL, SystemCall.WRITE);

    private final Spec spec;
    private final ChildPlan plan;
    private final Program program;
    private final CommandPlan command;

    Failure(Spec spec, ChildPlan plan, Program program, CommandPlan command) {
        this.spec = spec;
        this.plan = plan;
        this.program = program;
        this.command = command;
    }

    NamespaceException explain(SpawnException e) {
        if (e.step().isEmpty()) {
            return new NamespaceException(e.call(), plan.cloneSubject(), e.errno(), cloneRemedy(e.errno()));
        }
        Step step = e.step().get();
        boolean execve = step.call() == SystemCall.EXECVE || command.isLook(step);
        if (e.signal().isPresent() && !execve) {
            return new NamespaceException(step.operation(), step.subject(), e.errno(),
                    "signal " + e.signal().getAsInt() + " from outside killed the child in its set-up");
        }
        if (execve) {
            Errno telling = command.errno(e.answers());
            return new NamespaceException("execve", command.subject(), telling, execveRemedy(telling, e.answers()));
        }
        Optional<Step> atOnce = attributeAtOnce(step, e.answers());
        if (atOnce.isPresent()) {
            Errno errno = e.answers().errno(atOnce.get());
            return new NamespaceException(
                    atOnce.get().operation(), atOnce.get().subject(), errno, stepRemedy(atOnce.get(), errno));
        }
        Optional<Step> unmade = unmade(step, e);
        if (unmade.isPresent()) {
            Errno errno = e.answers().errno(unmade.get());
            return new NamespaceException(unmade.get().operation(), unmade.get().subject(), errno,
                    "the mount point does not exist and could not be made: " + errno.text());
        }
        return new NamespaceException(step.operation(), step.subject(), e.errno(), stepRemedy(step, e.errno()));
    }

    /** Where mounts were remounted one by one although the kernel can do it at once, its first answer tells more. */
    private Optional<Step> attributeAtOnce(Step step, Answers answers) {
        List<Step> steps = program.steps();
        for (int i = steps.indexOf(step) - 1; i >= 0; i--) {
            Step earlier = steps.get(i);
            if (earlier.call() == SystemCall.MOUNT_SETATTR && i + earlier.advance() > steps.indexOf(step)) {
                return answers.errno(earlier).equals(Errno.ENOSYS) ? Optional.empty() : Optional.of(earlier);
            }
        }
        return Optional.empty();
    }

    /** A mount point that is not there may have been meant to be made by the step before, of which no error stops. */
    private Optional<Step> unmade(Step step, SpawnException e) {
        int index = program.steps().indexOf(step);
        if (index == 0 || step.call() != SystemCall.OPENAT && step.call() != SystemCall.OPENAT2
                || !e.errno().equals(Errno.ENOENT)) {
            return Optional.empty();
        }
        Step before = program.steps().get(index - 1);
        return before.call() == SystemCall.MKDIRAT || before.call() == SystemCall.MKNODAT
                ? Optional.of(before) : Optional.empty();
    }

    private String cloneRemedy(Errno errno) {
        boolean user = spec.namespaces.contains(Namespace.USER);
        if (errno.equals(Errno.EPERM) && !user) {
            return "needs CAP_SYS_ADMIN: run as root, or with a user namespace as well";
        }
        if (errno.equals(Errno.EPERM)) {
            return is("/proc/sys/kernel/unprivileged_userns_clone", "0")
                    ? "user namespaces are off for users other than root: sysctl kernel.unprivileged_userns_clone=1"
                    : "user namespaces are denied to this process: by a seccomp filter or security module of a container,"
                            + " by a chroot, or because its own user or group is not mapped";
        }
        if (errno.equals(Errno.ENOSPC) || errno.equals(Errno.EUSERS)) {
            return limitRemedy();
        }
        if (errno.equals(Errno.EINVAL)) {
            return "this kernel lacks one of them: " + spec.namespaces.stream()
                    .filter(kind -> !Files.exists(Path.of("/proc/self/ns", kind.procName())))
                    .map(kind -> kind + " needs Linux " + kind.since() + ", built with it")
                    .collect(Collectors.joining(", "));
        }
        if (errno.equals(Errno.EAGAIN)) {
            return "the limit on processes is reached: ulimit -u, the pids cgroup or kernel.pid_max";
        }
        return errno.text();
    }

    /** Names the limit that is 0, or else all that may have been reached, here or in an outer user namespace. */
    private String limitRemedy() {
        List<String> all = spec.namespaces.stream().map(kind -> "max_" + kind.procName() + "_namespaces").toList();
        List<String> zero = all.stream().filter(name -> is("/proc/sys/user/" + name, "0")).toList();
        if (!zero.isEmpty()) {
            return "no such namespace is allowed: raise " + zero.stream()
                    .map(name -> "/proc/sys/user/" + name + ", now 0").collect(Collectors.joining(" and "));
        }
        return "a limit is reached, or they nest deeper than 32: see " + all.stream()
                .map(name -> "/proc/sys/user/" + name).collect(Collectors.joining(", ")) + " here and further out";
    }

    private static boolean is(String file, String value) {
        try {
            // Not readString, which reads one byte first: a sysctl answers only the first read.
            return Files.readAllLines(Path.of(file)).equals(List.of(value));
        } catch (IOException e) {
            return false; // a sysctl this kernel does not have
        }
    }

    private String execveRemedy(Errno errno, Answers answers) {
        if (errno.equals(Errno.ENOENT)) {
            return command.found(answers).map(this::lacking).orElseGet(this::notFound);
        }
        if (errno.equals(Errno.EACCES)) {
            if (command.isDirectory(answers)) {
                return "is a directory";
            }
            return "not executable: it needs the execute permission (chmod +x), its folders the search permission,"
                    + " its mount not to be noexec";
        }
        if (errno.equals(Errno.ENOEXEC)) {
            return "not a program: neither an executable of this machine nor a script that begins with #!";
        }
        if (errno.equals(Errno.E2BIG)) {
            return "arguments and environment are too long together, or one is longer than 128 KiB";
        }
        return errno.text();
    }

    private static String overlayRemedy(Errno errno) {
        if (errno.equals(Errno.EINVAL)) {
            return "its upper and work directory must be two of one file system, neither in the other; and a lower directory"
                    + " in which something else is mounted, such as /, takes a caller that is root, and no user namespace";
        }
        return errno.equals(Errno.ENOENT) ? "its directories need descriptors of 100 and above, which ulimit -n does not allow"
                : errno.text();
    }

    private String notFound() {
        if (command.isSearched()) {
            return "not found in PATH (" + String.join(":", command.path()) + ")";
        }
        return command.subject().equals("''") ? "the command is empty" : "no such file";
    }

    /** A script is there, but what its first line names is not, or not whole; of other programs it is the loader. */
    private String lacking(CommandPlan.Found found) {
        String its = command.isSearched() ? found.file() + " is there, but its " : "its ";
        Optional<String> interpreter = ExecutableFile.interpreter(found.beginning());
        if (interpreter.isPresent()) {
            // Where it is out here, it may be inside too, and be itself what lacks something.
            boolean outside = new File(interpreter.get()).exists();
            return its + (outside ? "interpreter or the loader of that" : "interpreter") + " does not exist"
                    + (outside ? " inside: " : ": ") + interpreter.get();
        }
        return ExecutableFile.loader(found.beginning()).map(loader -> its + "loader does not exist inside: " + loader)
                .orElse(its + "interpreter or loader does not exist");
    }

    private String stepRemedy(Step step, Errno errno) {
        boolean denied = errno.equals(Errno.EPERM) || errno.equals(Errno.EACCES);
        boolean restricted = is("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1");
        boolean proc = step.subject().startsWith("proc on "); // other mounts come before it, and have been allowed
        if (denied && restricted && !proc && spec.namespaces.contains(Namespace.USER) && NEEDS_CAPABILITY.contains(step.call())) {
            return "AppArmor takes capabilities from unprivileged user namespaces:"
                    + " sysctl kernel.apparmor_restrict_unprivileged_userns=0, or a profile that allows userns";
        }
        return switch (step.call()) {
            case MOUNT, FSMOUNT -> {
                if (errno.equals(Errno.EPERM) && proc) {
                    yield "the kernel allows a new proc only where the /proc at hand is wholly visible, which that of"
                            + " most containers is not: do without (--no-mount-proc), or run with CAP_SYS_ADMIN";
                }
                if (errno.equals(Errno.ENODEV)) {
                    yield "this kernel does not have this type of file system";
                }
                if (step.subject().startsWith("overlay of ")) {
                    yield overlayRemedy(errno);
                }
                yield errno.equals(Errno.ENOENT) ? "the mount point does not exist" : errno.text();
            }
            case FSOPEN -> errno.equals(Errno.ENODEV) ? "this kernel does not have this type of file system"
                    : errno.equals(Errno.ENOSYS) ? "a new root needs Linux 5.2, and no seccomp filter that hides it" : errno.text();
            case OPEN_TREE -> errno.equals(Errno.EINVAL) ? "it is not in this mount namespace, or its mount is unbindable"
                    : errno.equals(Errno.ENOSYS) ? "needs Linux 5.2, and no seccomp filter that hides it" : errno.text();
            case OPENAT, OPENAT2 -> {
                if (errno.equals(Errno.EXDEV)) {
                    yield "a symbolic link on this path leads out of the new root: name the place it means";
                }
                if (errno.equals(Errno.ENOSYS)) {
                    yield "a new root needs Linux 5.6, and no seccomp filter that hides openat2";
                }
                yield errno.equals(Errno.ENOENT) && step.subject().startsWith("mount point ")
                        ? "does not exist, and is made only in a new root, or where the sandbox has mounted a tmpfs or overlay"
                        : errno.text();
            }
            case MOVE_MOUNT -> errno.equals(Errno.EINVAL)
                    ? "a directory can be mounted only on a directory, and anything else only on a file" : errno.text();
            case PIVOT_ROOT -> errno.equals(Errno.EINVAL)
                    ? "the root at hand cannot be replaced: it is the initial file system (initramfs), or a chroot" : errno.text();
            case MOUNT_SETATTR -> errno.equals(Errno.EINVAL) ? "not a mount point" : errno.text();
            case WRITE -> step.subject().startsWith("/proc/self/timens_offsets") && errno.equals(Errno.ERANGE)
                    ? "with this offset the clock would be negative, or too far ahead" : errno.text();
            case PRLIMIT64 -> errno.equals(Errno.EPERM)
                    ? "above the hard limit at hand, which only CAP_SYS_RESOURCE on the host can raise" : errno.text();
            case SETPRIORITY -> denied ? "below the nice value at hand: needs CAP_SYS_NICE on the host" : errno.text();
            case PRCTL -> denied && step.subject().startsWith("PR_CAPBSET_DROP")
                    ? "needs CAP_SETPCAP: run as root, or with a user namespace as well" : errno.text();
            case CAPSET -> denied ? "the caller has not all of them: run as root, or with a user namespace as well" : errno.text();
            case FCNTL -> errno.equals(Errno.EBADF) ? "it is not open" : errno.text();
            case SECCOMP -> errno.equals(Errno.EINVAL) ? "the kernel does not take this program, or has no filters"
                    : denied ? "needs no_new_privs, or CAP_SYS_ADMIN inside" : errno.text();
            case SETNS -> denied ? "entering needs CAP_SYS_ADMIN in the user namespace that owns it: run as root, or as who made"
                    + " that user namespace and with it among those entered" : errno.equals(Errno.ESRCH) ? "the process has ended"
                    : errno.text();
            case CLONE -> errno.equals(Errno.ENOMEM) && step.subject().endsWith("of the memory")
                    ? "the memory of the JVM cannot be copied: see vm.overcommit_memory"
                    : errno.equals(Errno.ENOMEM) ? "the first process of the PID namespace has ended, and with it the namespace" : cloneRemedy(errno);
            case CHROOT -> denied ? "needs CAP_SYS_CHROOT: enter the user namespace too" : errno.text();
            case SYMLINKAT -> errno.equals(Errno.EEXIST) ? "there is something else already" : errno.text();
            case EXECVEAT -> denied ? "files in memory may not be executed here: by SELinux, AppArmor or vm.memfd_noexec"
                    : errno.text();
            case CHDIR -> errno.equals(Errno.ENOENT) ? "no such directory inside" : errno.text();
            case SETGROUPS -> denied ? "needs CAP_SETGID; in a new user namespace, of the caller outside: run as root"
                    : errno.text();
            case SETRESUID -> denied ? "needs CAP_SETUID: run as root, or with a user namespace that maps the id"
                    : errno.text();
            case SETRESGID -> denied ? "needs CAP_SETGID: run as root, or with a user namespace that maps the id"
                    : errno.text();
            case UNSHARE -> errno.equals(Errno.EINVAL) ? "this kernel has no time namespaces (Linux "
                    + Namespace.TIME.since() + ")" : cloneRemedy(errno);
            default -> errno.text();
        };
    }
}
