package ns.cli.doctor;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import ns.core.Capability;
import ns.core.Isolation;
import ns.core.IsolationBuilder;
import ns.core.Namespace;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.ProcStatus;

/** Which namespaces can be made, with and without a user namespace, and what limits or forbids them. */
final class NamespaceChecks {

    private static final String WITH_USER = "Namespaces, with a user namespace";
    private static final String WITHOUT_USER = "Namespaces, without a user namespace";
    private static final String LIMITS = "Limits on namespaces";
    private static final String RUN = "ns run";
    private static final String DEBIAN = "kernel.unprivileged_userns_clone";
    private static final String APPARMOR = "kernel.apparmor_restrict_unprivileged_userns";

    private NamespaceChecks() {}

    static List<Check> all() {
        List<Check> checks = new ArrayList<>();
        for (Namespace kind : Namespace.values()) {
            Check check = Check.works(WITH_USER, kind.toString(), "made and entered",
                    () -> Spawn.attempt(with(EnumSet.of(Namespace.USER, kind)).mapRootUser()));
            checks.add(Namespace.ALL.contains(kind) ? check.asNeeded() : check);
        }
        checks.add(Check.of(WITH_USER, "a new /proc", NamespaceChecks::proc).asNeeded());
        for (Namespace kind : EnumSet.complementOf(EnumSet.of(Namespace.USER))) {
            checks.add(Check.of(WITHOUT_USER, kind.toString(), () -> withoutUser(kind)));
        }
        checks.add(Check.of(LIMITS, "user.max_*_namespaces", NamespaceChecks::limits));
        checks.add(Check.of(LIMITS, DEBIAN, () -> restriction(DEBIAN, "0", "sysctl " + DEBIAN + "=1")));
        checks.add(Check.of(LIMITS, APPARMOR, () -> restriction(APPARMOR, "1",
                "sysctl " + APPARMOR + "=0, or a profile that allows userns")));
        return checks;
    }

    /** What {@code ns run} does without options. */
    static Check run() {
        return Check.works(RUN, "as by default", "six namespaces, the caller as root, an own /proc, lo up",
                () -> Spawn.attempt(Isolation.full().toBuilder())).asNeeded();
    }

    /** Of each kind, something is changed that only who has the namespace may change. */
    private static IsolationBuilder with(Set<Namespace> kinds) {
        IsolationBuilder builder = Isolation.builder().namespaces(kinds);
        if (kinds.contains(Namespace.UTS)) {
            builder.hostname("ns-doctor");
        }
        if (kinds.contains(Namespace.NETWORK)) {
            builder.loopbackUp();
        }
        return builder;
    }

    private static Result withoutUser(Namespace kind) throws Exception {
        try {
            Spawn.attempt(with(EnumSet.of(kind)));
            return Result.ok("made and entered");
        } catch (NamespaceException e) {
            boolean may = ProcStatus.ofSelf().hasCapability(Capability.SYS_ADMIN.number());
            Result refused = Result.no(e);
            // Who is not privileged is not expected to.
            return may || !e.errno().equals(Errno.EPERM) ? refused
                    : Result.notApplicable(refused.found(), refused.remedy());
        }
    }

    private static Result proc() throws Exception {
        try {
            Spawn.attempt(with(EnumSet.of(Namespace.USER, Namespace.PID, Namespace.MOUNT)).mapRootUser().mountProc());
            return Result.ok("mounted, in new user, pid and mount namespaces");
        } catch (NamespaceException e) {
            List<String> masks = masks(MountInfo.parse(ProcText.lines("/proc/self/mountinfo")));
            Result refused = Result.no(e);
            return masks.isEmpty() || !e.operation().equals("mount") ? refused
                    : Result.no(refused.found() + ", hidden are " + String.join(" ", masks), refused.remedy());
        }
    }

    /** What of /proc is hidden by mounts; those on what is empty anyway, the kernel does not mind. */
    static List<String> masks(List<MountInfo> mounts) {
        return mounts.stream().map(MountInfo::mountPoint)
                .filter(point -> point.startsWith("/proc/") && !point.equals("/proc/sys/fs/binfmt_misc")).distinct().toList();
    }

    private static Result limits() {
        Map<String, String> values = new TreeMap<>();
        for (Namespace kind : Namespace.values()) {
            String name = "max_" + kind.procName() + "_namespaces";
            ProcText.line("/proc/sys/user/" + name).ifPresent(value -> values.put(name, value));
        }
        return limits(values);
    }

    /** By the names of the sysctls. */
    static Result limits(Map<String, String> values) {
        if (values.isEmpty()) {
            return Result.notApplicable("this kernel has no /proc/sys/user, or it is hidden");
        }
        List<String> none = values.entrySet().stream().filter(entry -> entry.getValue().equals("0")).map(Map.Entry::getKey).toList();
        if (!none.isEmpty()) {
            return Result.no(none.stream().map(name -> "user." + name + " is 0").collect(Collectors.joining(", ")),
                    "as root, " + none.stream().map(name -> "sysctl user." + name + "=10000").collect(Collectors.joining("; ")));
        }
        return Result.ok(Set.copyOf(values.values()).size() == 1 ? values.values().iterator().next() + " of each kind"
                : values.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue()).collect(Collectors.joining(", ")));
    }

    /** A sysctl that takes user namespaces, or what can be done in them, from some: whether from this user is tried. */
    private static Result restriction(String sysctl, String restrictive, String remedy) throws Exception {
        Optional<String> value = ProcText.line("/proc/sys/" + sysctl.replace('.', '/'));
        if (value.isEmpty()) {
            return Result.notApplicable("this kernel does not have it");
        }
        if (!value.get().equals(restrictive)) {
            return Result.ok(value.get() + ": user namespaces are for all");
        }
        return Spawn.works(with(EnumSet.of(Namespace.USER, Namespace.UTS)).mapRootUser())
                ? Result.ok(value.get() + ", but this process may make and use user namespaces")
                : Result.no("is " + value.get(), remedy);
    }
}
