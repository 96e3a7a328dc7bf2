package ns.core;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
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
    private static final Set<SystemCall> NEEDS_CAPABILITY = EnumSet.of(SystemCall.MOUNT, SystemCall.SETHOSTNAME,
            SystemCall.SETDOMAINNAME, SystemCall.IOCTL, SystemCall.WRITE);

    private final Spec spec;
    private final ChildPlan plan;
    private final Program program;
    private final String command;

    Failure(Spec spec, ChildPlan plan, Program program, String command) {
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
        if (e.signal().isPresent()) {
            return new NamespaceException(step.operation(), step.subject(), e.errno(),
                    "signal " + e.signal().getAsInt() + " from outside killed the child in its set-up");
        }
        if (step.call() == SystemCall.EXECVE) {
            Errno telling = tellingErrno(e.answers());
            String subject = command.isEmpty() ? "''" : command;
            return new NamespaceException("execve", subject, telling, execveRemedy(telling));
        }
        return new NamespaceException(step.operation(), step.subject(), e.errno(), stepRemedy(step, e.errno()));
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

    /** A file that was there but could not be executed tells more than the folders of PATH that had none. */
    private Errno tellingErrno(Answers answers) {
        Errno last = null;
        for (Step step : program.steps()) {
            if (step.call() == SystemCall.EXECVE) {
                last = answers.errno(step);
                if (!last.equals(Errno.ENOENT) && !last.equals(Errno.ENOTDIR)) {
                    return last;
                }
            }
        }
        return last;
    }

    private String execveRemedy(Errno errno) {
        boolean searched = command.indexOf('/') < 0;
        File file = command.startsWith("/") || spec.directory == null
                ? new File(command) : new File(spec.directory.toFile(), command);
        if (errno.equals(Errno.ENOENT) && searched) {
            return command.isEmpty() ? "the command is empty" : "not found in PATH (" + String.join(":", plan.path()) + ")";
        }
        if (errno.equals(Errno.ENOENT)) {
            return file.exists() ? "the interpreter or loader it names does not exist" : "no such file";
        }
        if (errno.equals(Errno.EACCES)) {
            if (!searched && file.isDirectory()) {
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

    private String stepRemedy(Step step, Errno errno) {
        boolean denied = errno.equals(Errno.EPERM) || errno.equals(Errno.EACCES);
        boolean restricted = is("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1");
        if (denied && restricted && spec.namespaces.contains(Namespace.USER) && NEEDS_CAPABILITY.contains(step.call())) {
            return "AppArmor takes capabilities from unprivileged user namespaces:"
                    + " sysctl kernel.apparmor_restrict_unprivileged_userns=0, or a profile that allows userns";
        }
        return switch (step.call()) {
            case MOUNT -> {
                if (errno.equals(Errno.EPERM) && step.subject().startsWith("proc on ")) {
                    yield "the kernel allows a new proc only where the /proc at hand is wholly visible, which that of"
                            + " most containers is not: do without (--no-mount-proc), or run with CAP_SYS_ADMIN";
                }
                if (errno.equals(Errno.ENOENT)) {
                    yield step.subject().startsWith("proc on ") ? "the mount point does not exist"
                            : "what is mounted, or the mount point, does not exist";
                }
                yield errno.text();
            }
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
