package ns.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import ns.core.bindings.core_h;
import ns.core.bindings.ifreq;
import ns.core.engine.Answers;
import ns.core.engine.Arg;
import ns.core.engine.Program;
import ns.core.engine.Step;
import ns.core.syscall.KernelSignals;
import ns.core.syscall.NativeText;
import ns.core.syscall.SystemCall;

/** Turns a specification into the steps of set-up, and these and a command into the program the child runs. */
final class ChildPlan {

    private static final String NONE = "none";
    private static final String SYS = "/sys";
    private static final int LINK_SIZE = 64;
    private static final long FIRST_OTHER = 3;
    private static final long LAST_DESCRIPTOR = 0xffff_ffffL;

    private final Spec spec;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Namespace, Arg.Buffer> idLinks = new EnumMap<>(Namespace.class);
    private final IdMapping mapping;
    private final Environment environment;
    private final Step getpid = Step.of("getpid", "", SystemCall.GETPID);
    private final long cloneFlags;

    /** Plans what is the same for every command. */
    ChildPlan(Spec spec) {
        this.spec = spec;
        mapping = new IdMapping(spec);
        environment = new Environment(spec.clearEnvironment, spec.environment);
        mapIds();
        names();
        timeNamespace();
        noteIds();
        mounts();
        loopback();
        credentials();
        directory();
        leaveNothingOpen();
        steps.add(spec.dieWithParent ? dieWithParent() : mayOutliveParent());
        signals();
        // CLONE_NEWTIME is not clone3's: see timeNamespace.
        cloneFlags = spec.namespaces.stream().filter(kind -> kind != Namespace.TIME)
                .mapToLong(Namespace::cloneFlag).reduce(0, (flags, flag) -> flags | flag);
    }

    /**
     * The program for a command whose standard streams the given steps connect.
     *
     * <p>The death signal comes first of all, so that a child whose parent is killed during set-up ends too. A change
     * of credentials clears it, so that it is set again, or not, at the end.
     */
    Program program(List<String> command, List<Step> stdio) {
        List<Step> all = new ArrayList<>();
        all.add(dieWithParent());
        all.addAll(stdio);
        all.addAll(steps);
        all.addAll(execve(command));
        return new Program(cloneFlags, all);
    }

    IdMapping mapping() {
        return mapping;
    }

    /** The namespaces as an error of clone names them. */
    String cloneSubject() {
        if (spec.namespaces.isEmpty()) {
            return "child";
        }
        return spec.namespaces.stream().map(Namespace::toString).collect(Collectors.joining(", "))
                + (spec.namespaces.size() == 1 ? " namespace" : " namespaces");
    }

    /** The folders in which the command was searched. */
    List<String> path() {
        return environment.path();
    }

    /** The child's own pid, as it sees it. */
    long pidInside(Answers answers) {
        return answers.of(getpid);
    }

    /** The namespaces the child is in, of the kinds that the kernel has. */
    Map<Namespace, Long> namespaceIds(Answers answers) {
        Map<Namespace, Long> ids = new EnumMap<>(Namespace.class);
        idLinks.forEach((kind, buffer) -> {
            String link = NativeText.text(answers.of(buffer));
            if (!link.isEmpty()) {
                ids.put(kind, Namespace.parseId(link));
            }
        });
        return ids;
    }

    private void add(String operation, String subject, SystemCall call, Arg... args) {
        steps.add(Step.of(operation, subject, call, args));
    }

    private static Step dieWithParent() {
        return deathSignal(core_h.SIGKILL(), "SIGKILL: die with the parent");
    }

    private static Step mayOutliveParent() {
        return deathSignal(0, "0: may outlive the parent");
    }

    private static Step deathSignal(int signal, String meaning) {
        return Step.of("prctl", "PR_SET_PDEATHSIG " + meaning, SystemCall.PRCTL,
                Arg.of(core_h.PR_SET_PDEATHSIG()), Arg.of(signal));
    }

    private void mapIds() {
        switch (mapping.writer()) {
            case NOBODY -> { }
            case CHILD -> {
                if (!mapping.lines(IdMap.Kind.GID).isEmpty()) {
                    writeFile("/proc/self/setgroups", "deny");
                }
                for (IdMap.Kind kind : IdMap.Kind.values()) {
                    if (!mapping.lines(kind).isEmpty()) {
                        writeFile("/proc/self/" + kind.procName(), mapping.lines(kind));
                    }
                }
            }
            case PARENT, HELPER_TOOL -> waitFor(mapping.describe());
        }
        if (spec.preparation != null) {
            waitFor("the parent's preparation");
        }
    }

    /** The parent lets the child go on when all of its work is done: a second wait is over at once. */
    private void waitFor(String work) {
        steps.add(Step.of("futex", "wait for " + work, SystemCall.FUTEX,
                Arg.Header.GO, Arg.of(core_h.FUTEX_WAIT()), Arg.of(0), Arg.of(0)).untilError());
    }

    private void writeFile(String path, String text) {
        Step open = Step.of("open", path, SystemCall.OPENAT, Arg.of(core_h.AT_FDCWD()), Arg.of(path),
                Arg.of(core_h.O_WRONLY() | core_h.O_CLOEXEC()));
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        steps.add(open);
        add("write", path + " \"" + text.strip().replace("\n", "; ") + "\"", SystemCall.WRITE,
                new Arg.Answer(open), new Arg.Data(bytes), Arg.of(bytes.length));
        add("close", path, SystemCall.CLOSE, new Arg.Answer(open));
    }

    private void names() {
        if (spec.hostname != null) {
            add("sethostname", spec.hostname, SystemCall.SETHOSTNAME,
                    Arg.of(spec.hostname), Arg.of(NativeText.bytes(spec.hostname).length));
        }
        if (spec.domainname != null) {
            add("setdomainname", spec.domainname, SystemCall.SETDOMAINNAME,
                    Arg.of(spec.domainname), Arg.of(NativeText.bytes(spec.domainname).length));
        }
    }

    /** clone3 refuses CLONE_NEWTIME to a child that shares memory; after unshare, execve enters the namespace. */
    private void timeNamespace() {
        if (spec.namespaces.contains(Namespace.TIME)) {
            add("unshare", "time namespace", SystemCall.UNSHARE, Arg.of(Namespace.TIME.cloneFlag()));
        }
    }

    /** Here, where /proc is still the caller's, and the child cannot have ended yet. */
    private void noteIds() {
        steps.add(getpid);
        for (Namespace kind : Namespace.values()) {
            // A time namespace is entered only by execve; until then it is the one for children.
            String link = "/proc/self/ns/" + (kind == Namespace.TIME ? "time_for_children" : kind.procName());
            Arg.Buffer buffer = new Arg.Buffer(LINK_SIZE);
            idLinks.put(kind, buffer);
            steps.add(Step.of("readlink", link, SystemCall.READLINKAT, Arg.of(core_h.AT_FDCWD()), Arg.of(link),
                    buffer, Arg.of(LINK_SIZE - 1)).optional());
        }
    }

    private void mounts() {
        if (spec.namespaces.contains(Namespace.MOUNT)) {
            add("mount", "/ private, recursively", SystemCall.MOUNT, Arg.of(NONE), Arg.of("/"), Arg.of(0),
                    Arg.of(core_h.MS_REC() | core_h.MS_PRIVATE()), Arg.of(0));
        }
        if (spec.proc != null) {
            String target = spec.proc.toString();
            add("mount", "proc on " + target, SystemCall.MOUNT, Arg.of("proc"), Arg.of(target), Arg.of("proc"),
                    Arg.of(core_h.MS_NOSUID() | core_h.MS_NODEV() | core_h.MS_NOEXEC()), Arg.of(0));
        }
        if (spec.sys) {
            // What is mounted there already would only be hidden, and shows another network namespace.
            steps.add(Step.of("umount", SYS, SystemCall.UMOUNT2, Arg.of(SYS), Arg.of(core_h.MNT_DETACH())).optional());
            add("mount", "sysfs on " + SYS, SystemCall.MOUNT, Arg.of("sysfs"), Arg.of(SYS), Arg.of("sysfs"),
                    Arg.of(core_h.MS_NOSUID() | core_h.MS_NODEV() | core_h.MS_NOEXEC()), Arg.of(0));
        }
        spec.binds.forEach((mountPoint, source) -> add("mount", source + " on " + mountPoint, SystemCall.MOUNT,
                Arg.of(source.toString()), Arg.of(mountPoint.toString()), Arg.of(0),
                Arg.of(core_h.MS_BIND() | core_h.MS_REC()), Arg.of(0)));
    }

    private void loopback() {
        if (!spec.loopbackUp) {
            return;
        }
        Step socket = Step.of("socket", "for lo", SystemCall.SOCKET,
                Arg.of(core_h.AF_INET()), Arg.of(core_h.SOCK_DGRAM() | core_h.SOCK_CLOEXEC()), Arg.of(0));
        ByteBuffer request = ByteBuffer.allocate((int) ifreq.sizeof()).order(ByteOrder.nativeOrder());
        request.put(0, NativeText.bytes("lo"));
        request.putShort((int) ifreq.ifr_ifru$offset(), (short) core_h.IFF_UP());
        steps.add(socket);
        add("link set", "lo up", SystemCall.IOCTL,
                new Arg.Answer(socket), Arg.of(core_h.SIOCSIFFLAGS()), new Arg.Data(request.array()));
    }

    private void credentials() {
        OptionalLong uid = mapping.uid();
        OptionalLong gid = mapping.gid();
        if (spec.groups != null) {
            steps.add(setGroups(spec.groups));
        } else if (uid.isPresent() || gid.isPresent()) {
            switch (mapping.setgroups()) {
                case ALLOWED -> steps.add(setGroups(List.of()));
                case MAYBE -> steps.add(setGroups(List.of()).optional());
                case DENIED -> { }
            }
        }
        gid.ifPresent(id -> add("setresgid", Long.toString(id), SystemCall.SETRESGID, Arg.of(id), Arg.of(id), Arg.of(id)));
        uid.ifPresent(id -> add("setresuid", Long.toString(id), SystemCall.SETRESUID, Arg.of(id), Arg.of(id), Arg.of(id)));
    }

    private static Step setGroups(List<Long> groups) {
        ByteBuffer ids = ByteBuffer.allocate(groups.size() * Integer.BYTES).order(ByteOrder.nativeOrder());
        groups.forEach(id -> ids.putInt(id.intValue()));
        String subject = groups.isEmpty() ? "none" : groups.stream().map(String::valueOf).collect(Collectors.joining(","));
        return Step.of("setgroups", subject, SystemCall.SETGROUPS, Arg.of(groups.size()), new Arg.Data(ids.array()));
    }

    private void directory() {
        if (spec.directory != null) {
            add("chdir", spec.directory.toString(), SystemCall.CHDIR, Arg.of(spec.directory.toString()));
        }
    }

    /** The JDK does not open sockets close-on-exec. Linux 5.9 and 5.10 cannot mark, but close: nothing is needed any more. */
    private void leaveNothingOpen() {
        Step mark = Step.of("close_range", "3 and above on execve", SystemCall.CLOSE_RANGE,
                Arg.of(FIRST_OTHER), Arg.of(LAST_DESCRIPTOR), Arg.of(core_h.CLOSE_RANGE_CLOEXEC()));
        steps.add(mark.orElse(1));
        add("close_range", "3 and above", SystemCall.CLOSE_RANGE, Arg.of(FIRST_OTHER), Arg.of(LAST_DESCRIPTOR), Arg.of(0));
    }

    /** The caller's mask, except for SIGQUIT, which the JVM blocks in all its threads for its own ends. */
    private void signals() {
        add("rt_sigprocmask", "restore the signal mask", SystemCall.RT_SIGPROCMASK,
                Arg.of(core_h.SIG_SETMASK()), Arg.Header.OLD_MASK, Arg.of(0), Arg.of(KernelSignals.SET_SIZE));
        ByteBuffer quit = ByteBuffer.allocate(KernelSignals.SET_SIZE).order(ByteOrder.nativeOrder());
        quit.putLong(1L << core_h.SIGQUIT() - 1);
        add("rt_sigprocmask", "unblock SIGQUIT", SystemCall.RT_SIGPROCMASK,
                Arg.of(core_h.SIG_UNBLOCK()), new Arg.Data(quit.array()), Arg.of(0), Arg.of(KernelSignals.SET_SIZE));
    }

    private List<Step> execve(List<String> command) {
        Arg.Pointers argv = new Arg.Pointers(command.stream().map(Arg::of).toList());
        Arg.Pointers envp = environment.envp();
        List<String> candidates = candidates(command.getFirst());
        List<Step> alternatives = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            Step execve = Step.of("execve", candidates.get(i), SystemCall.EXECVE, Arg.of(candidates.get(i)), argv, envp);
            int others = candidates.size() - 1 - i;
            alternatives.add(others == 0 ? execve : execve.orElse(others));
        }
        return alternatives;
    }

    private List<String> candidates(String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            return List.of(name);
        }
        return environment.path().stream().map(folder -> folder + "/" + name).toList();
    }
}
