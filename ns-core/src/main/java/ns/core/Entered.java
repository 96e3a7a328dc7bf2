package ns.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import ns.core.bindings.core_h;
import ns.core.engine.Arg;
import ns.core.engine.NamespaceThread;
import ns.core.engine.SecondChild;
import ns.core.engine.Step;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.FileCalls;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.ProcStatus;
import ns.core.syscall.SystemCall;

/** The namespaces a child is to enter, held open by the parent, and the steps that enter them. Closing it lets go of them. */
final class Entered implements AutoCloseable {

    /** Namespaces to be entered by one call. */
    private record Target(int fd, String subject, Set<Namespace> kinds) {

        long flags() {
            return kinds.stream().mapToLong(Namespace::cloneFlag).reduce(0, (some, other) -> some | other);
        }

        Step enter() {
            return Step.of("setns", subject, SystemCall.SETNS, Arg.of(fd), Arg.of(flags()));
        }
    }

    private static final Set<Namespace> BY_THREADS =
            Set.of(Namespace.MOUNT, Namespace.UTS, Namespace.IPC, Namespace.NETWORK, Namespace.CGROUP);

    private static final Spec NOTHING_ELSE = new Spec();

    private final List<Target> targets = new ArrayList<>();
    private final List<Integer> descriptors = new ArrayList<>();
    private final Spec spec;
    private int root = -1;
    private int directory = -1;

    private Entered(Spec spec) {
        this.spec = spec;
    }

    static Entered open(Spec spec) throws NamespaceException {
        Entered entered = new Entered(spec);
        boolean opened = false;
        try {
            for (NamespaceRef ref : spec.entered) {
                entered.open(ref);
            }
            entered.openPlaces();
            opened = true;
            return entered;
        } finally {
            if (!opened) {
                entered.close();
            }
        }
    }

    /** Takes a thread of its own into namespaces, and runs something there. */
    static <T> T call(NamespaceRef ref, Callable<T> body) throws Exception {
        for (Namespace kind : ref.kinds()) {
            if (!BY_THREADS.contains(kind)) {
                throw NamespaceException.invalid("setns", kind + " namespace", "a thread of a JVM cannot enter it: start a command in it");
            }
        }
        try (Entered entered = new Entered(NOTHING_ELSE)) {
            entered.open(ref);
            return NamespaceThread.call(entered::enter, body);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                default -> throw new AssertionError(e);
            }
        }
    }

    private void enter() throws NamespaceException {
        for (Target target : targets) {
            if (target.kinds.contains(Namespace.MOUNT)) { // which a thread may enter only if its root is not that of others
                Native.check(Libc.syscall(SystemCall.UNSHARE, core_h.CLONE_FS()), "unshare", "root and working directory");
            }
            long answer = Libc.syscall(SystemCall.SETNS, target.fd, target.flags());
            if (answer < 0) {
                Errno errno = new Errno((int) -answer);
                throw new NamespaceException("setns", target.subject, errno, NamespaceThread.remedy(errno));
            }
        }
    }

    private void open(NamespaceRef ref) throws NamespaceException {
        switch (ref) {
            case NamespaceRef.OfProcess process -> open(process);
            case NamespaceRef.OfPidfd process -> open(process);
            case NamespaceRef.OfCommand command -> open(command);
            case NamespaceRef.OfFile file -> open(file);
            case NamespaceRef.OfSocket socket -> open(socket);
            case NamespaceRef.OfOwner owner -> open(owner);
        }
    }

    private void open(NamespaceRef.OfSocket socket) throws NamespaceException {
        String process = "process " + socket.pid();
        String subject = "descriptor " + socket.descriptor() + " of " + process;
        int pidfd = keep(Libc.syscall(SystemCall.PIDFD_OPEN, socket.pid(), 0), "pidfd_open", process, "");
        int copy = keep(Libc.syscall(SystemCall.PIDFD_GETFD, pidfd, socket.descriptor(), 0), "pidfd_getfd", subject, "");
        long answer = Libc.syscall(SystemCall.IOCTL, copy, core_h.SIOCGSKNS(), 0);
        int fd = keep(answer, "ioctl", subject, answer == -core_h.EPERM() ? "asking for its network namespace needs CAP_NET_ADMIN there"
                : "it is no socket");
        targets.add(new Target(fd, "network namespace of " + subject, socket.kinds()));
    }

    /** Not the caller's own, which the kernel refuses to enter. */
    private void open(NamespaceRef.OfOwner owner) throws NamespaceException {
        String path = owner.file().toString();
        int owned = keep(FileCalls.open(path, core_h.O_RDONLY()), "open", path, "");
        long answer = Libc.syscall(SystemCall.IOCTL, owned, core_h.NS_GET_USERNS(), 0);
        int fd = keep(answer, "ioctl", "owner of " + path, answer == -core_h.EPERM() ? "it is above the caller's own user namespace"
                : "the file stands for no namespace");
        if (!isCallers(Path.of("/proc/self/fd", Integer.toString(fd)), Namespace.USER)) {
            targets.add(new Target(fd, "user namespace that owns " + path, owner.kinds()));
        }
    }

    private void open(NamespaceRef.OfPidfd process) throws NamespaceException {
        long pid = pidOf(process.pidfd());
        if (pid <= 0) {
            throw new NamespaceException("setns", "descriptor " + process.pidfd(), pid == 0 ? Errno.EBADF : Errno.ESRCH,
                    pid == 0 ? "it stands for no process that is seen here" : "the process has ended");
        }
        open(process.pidfd(), pid, process.kinds());
    }

    /** By its own descriptor, since its pid may be another's by now. */
    private void open(NamespaceRef.OfCommand command) throws NamespaceException {
        IsolatedProcess process = command.process();
        int pidfd = keep(process.duplicatePidfd(), "setns", "process " + process.pid(), "the process has ended");
        open(pidfd, process.pid(), command.kinds());
    }

    /** The process that a descriptor stands for, as the JVM sees it; -1 where it has ended, 0 where there is none. */
    static long pidOf(int pidfd) {
        try {
            return ProcStatus.pidOf("self", pidfd);
        } catch (IOException e) {
            return 0; // it is not open
        }
    }

    private void openPlaces() throws NamespaceException {
        if (spec.enteredRoot != null) {
            root = keep(openPath(spec.enteredRoot.toString()), "open", spec.enteredRoot.toString(), "");
        }
        if (spec.enteredDirectory != null) {
            directory = keep(openPath(spec.enteredDirectory.toString()), "open", spec.enteredDirectory.toString(), "");
        }
    }

    private int keep(long fd, String operation, String subject, String remedy) throws NamespaceException {
        if (fd < 0) {
            Errno errno = new Errno((int) -fd);
            throw new NamespaceException(operation, subject, errno, remedy.isEmpty() ? errno.text() : remedy);
        }
        descriptors.add((int) fd);
        return (int) fd;
    }

    private void open(NamespaceRef.OfProcess process) throws NamespaceException {
        String subject = "process " + process.pid();
        long answer = Libc.syscall(SystemCall.PIDFD_OPEN, process.pid(), 0);
        int pidfd = keep(answer, "pidfd_open", subject, answer == -core_h.ESRCH() ? "there is no such process"
                : answer != -core_h.EINVAL() ? "" : process.pid() > 0 ? "it is a thread, not a process" : "a process id is above 0");
        open(pidfd, process.pid(), process.kinds());
    }

    private void open(int pidfd, long pid, Set<Namespace> all) throws NamespaceException {
        String folder = "/proc/" + pid;
        if (spec.enterRoot) {
            root = keep(openPath(folder + "/root"), "open", folder + "/root", "");
        }
        if (spec.enterDirectory) {
            directory = keep(openPath(folder + "/cwd"), "open", folder + "/cwd", "");
        }
        // The kernel refuses to enter the user namespace that one is in.
        Set<Namespace> kinds = EnumSet.noneOf(Namespace.class);
        for (Namespace kind : all) {
            if (kind != Namespace.USER || !isCallers(Path.of(folder, "ns", kind.procName()), kind)) {
                kinds.add(kind);
            }
        }
        if (!kinds.isEmpty()) {
            targets.add(new Target(pidfd, words(kinds) + " of process " + pid, kinds));
        }
    }

    private static long openPath(String path) {
        return FileCalls.open(path, core_h.O_PATH());
    }

    private static String words(Set<Namespace> kinds) {
        return kinds.stream().sorted().map(Namespace::toString).collect(Collectors.joining(", "))
                + (kinds.size() == 1 ? " namespace" : " namespaces");
    }

    private void open(NamespaceRef.OfFile file) throws NamespaceException {
        String path = file.file().toString();
        int fd = keep(FileCalls.open(path, core_h.O_RDONLY()), "open", path, "");
        long type = Libc.syscall(SystemCall.IOCTL, fd, core_h.NS_GET_NSTYPE());
        if (type < 0) {
            throw new NamespaceException("setns", path, Errno.EINVAL, "the file stands for no namespace");
        }
        if (type != file.kind().cloneFlag()) {
            throw new NamespaceException("setns", path, Errno.EINVAL, "the file does not stand for a " + file.kind() + " namespace");
        }
        if (file.kind() != Namespace.USER || !isCallers(file.file(), file.kind())) {
            targets.add(new Target(fd, file.kind() + " namespace " + path, file.kinds()));
        }
    }

    private static boolean isCallers(Path file, Namespace kind) {
        try {
            return Files.isSameFile(file, Path.of("/proc/self/ns", kind.procName()));
        } catch (IOException e) {
            return false; // said when it is entered
        }
    }

    private boolean enters(Namespace kind) {
        return targets.stream().anyMatch(target -> target.kinds.contains(kind));
    }

    /**
     * The steps that enter, in the order that permissions demand: whoever is root outside enters what belongs to the outside
     * while it is, and the user namespace last; for others it is the user namespace that gives them the right.
     */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        if (enters(Namespace.TIME)) {
            steps.addAll(SecondChild.ofOwnMemory());
        }
        List<Target> user = targets.stream().filter(target -> target.kinds.contains(Namespace.USER)).toList();
        List<Target> others = targets.stream().filter(target -> !target.kinds.contains(Namespace.USER)).toList();
        if (user.isEmpty() || others.isEmpty()) {
            targets.forEach(target -> steps.add(target.enter()));
        } else {
            List<Step> userFirst = new ArrayList<>();
            user.forEach(target -> userFirst.add(target.enter()));
            others.forEach(target -> userFirst.add(target.enter()));
            // Each success skips the way out to the other order; the last enters the user namespace, and skips all of that.
            for (int i = 0; i < others.size(); i++) {
                steps.add(others.get(i).enter().orElse(1));
                int behind = 2 * (others.size() - 1 - i) + 1;
                steps.add(Step.of("getpid", "to try another order", SystemCall.GETPID).orElse(behind));
            }
            steps.add(user.getFirst().enter().orElse(userFirst.size()));
            steps.addAll(userFirst);
        }
        if (root >= 0) {
            steps.add(Step.of("fchdir", "the root to enter", SystemCall.FCHDIR, Arg.of(root)));
            steps.add(Step.of("chroot", "the root to enter", SystemCall.CHROOT, Arg.of(".")));
        }
        if (directory >= 0) {
            steps.add(Step.of("fchdir", "the directory to enter", SystemCall.FCHDIR, Arg.of(directory)));
        }
        if (enters(Namespace.PID)) {
            steps.addAll(SecondChild.inPidNamespace());
        }
        return steps;
    }

    @Override
    public void close() {
        descriptors.forEach(Libc::close);
    }
}
