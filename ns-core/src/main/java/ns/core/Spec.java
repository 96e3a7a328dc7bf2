package ns.core;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import ns.core.limit.CgroupLimits;
import ns.core.limit.Resource;
import ns.core.limit.ResourceLimit;
import ns.core.mount.Mount;
import ns.core.mount.Propagation;
import ns.core.mount.Root;
import ns.core.process.Stdio;
import ns.core.seccomp.SeccompFilter;
import ns.core.syscall.Terminal;

/** What a builder has collected; {@link IsolationBuilder} documents each part. Not changed any more once it is built. */
final class Spec {

    final EnumSet<Namespace> namespaces;
    final List<IdMap> idMaps;
    /** Changes to the inherited environment, by the variables' names. */
    final Map<String, Environment.Change> environment;
    String hostname;
    String domainname;
    Path proc;
    boolean sys;
    /** Null for that of the caller. */
    Root root;
    Propagation propagation = Propagation.PRIVATE;
    final List<Mount> mounts;
    boolean loopbackUp;
    /** Null where none is. */
    NamespaceHandle joined;
    final List<NamespaceRef> entered;
    boolean enterRoot;
    boolean enterDirectory;
    /** Null where it is not another directory. */
    Path enteredRoot;
    Path enteredDirectory;
    boolean preserveCredentials;
    /** Which new namespaces are kept, and as which file. */
    final Map<Namespace, Path> kept;
    /** Null where there is none. */
    Preparation preparation;
    OptionalLong uid = OptionalLong.empty();
    OptionalLong gid = OptionalLong.empty();
    /** Null where none were set. */
    List<Long> groups;
    /** Null where it is allowed if the kernel lets it be. */
    Boolean setgroups;
    boolean clearEnvironment;
    OptionalLong environmentOf = OptionalLong.empty();
    Path directory;
    boolean dieWithParent;
    Signal deathSignal = Signal.KILL;
    boolean init;
    final Map<Resource, ResourceLimit> limits;
    /** Null for that of the caller. */
    CgroupLimits cgroup;
    /** Null for none. */
    Duration timeLimit;
    boolean newSession;
    boolean newProcessGroup;
    /** Null where there is none. */
    Terminal.Size terminal;
    boolean allowNewPrivileges;
    boolean forbidUserNamespaces;
    final List<SeccompFilter> seccomp;
    final EnumSet<Capability> keptCapabilities;
    final EnumSet<Capability> ambientCapabilities;
    OptionalInt umask = OptionalInt.empty();
    OptionalInt niceness = OptionalInt.empty();
    /** Null for the command's own name. */
    String argv0;
    final SortedSet<Integer> passed;
    Signal killSignal = Signal.TERM;
    /** Null where it is the caller's clock. */
    Duration monotonicOffset;
    Duration bootTimeOffset;
    Redirect stdin = Redirect.PIPE;
    Redirect stdout = Redirect.PIPE;
    Redirect stderr = Redirect.PIPE;
    boolean mergeStderr;

    Spec() {
        namespaces = EnumSet.noneOf(Namespace.class);
        idMaps = new ArrayList<>();
        environment = new TreeMap<>();
        mounts = new ArrayList<>();
        entered = new ArrayList<>();
        kept = new EnumMap<>(Namespace.class);
        limits = new EnumMap<>(Resource.class);
        seccomp = new ArrayList<>();
        keptCapabilities = EnumSet.allOf(Capability.class);
        ambientCapabilities = EnumSet.noneOf(Capability.class);
        passed = new TreeSet<>();
    }

    Spec(Spec other) {
        namespaces = EnumSet.copyOf(other.namespaces);
        idMaps = new ArrayList<>(other.idMaps);
        environment = new TreeMap<>(other.environment);
        mounts = new ArrayList<>(other.mounts);
        limits = new EnumMap<>(other.limits);
        seccomp = new ArrayList<>(other.seccomp);
        keptCapabilities = EnumSet.copyOf(other.keptCapabilities);
        ambientCapabilities = EnumSet.copyOf(other.ambientCapabilities);
        passed = new TreeSet<>(other.passed);
        cgroup = other.cgroup;
        timeLimit = other.timeLimit;
        newSession = other.newSession;
        newProcessGroup = other.newProcessGroup;
        terminal = other.terminal;
        allowNewPrivileges = other.allowNewPrivileges;
        forbidUserNamespaces = other.forbidUserNamespaces;
        umask = other.umask;
        niceness = other.niceness;
        argv0 = other.argv0;
        killSignal = other.killSignal;
        monotonicOffset = other.monotonicOffset;
        bootTimeOffset = other.bootTimeOffset;
        root = other.root;
        propagation = other.propagation;
        hostname = other.hostname;
        domainname = other.domainname;
        proc = other.proc;
        sys = other.sys;
        loopbackUp = other.loopbackUp;
        entered = new ArrayList<>(other.entered);
        enteredRoot = other.enteredRoot;
        enteredDirectory = other.enteredDirectory;
        kept = new EnumMap<>(other.kept);
        enterRoot = other.enterRoot;
        enterDirectory = other.enterDirectory;
        preserveCredentials = other.preserveCredentials;
        joined = other.joined;
        preparation = other.preparation;
        uid = other.uid;
        gid = other.gid;
        groups = other.groups;
        setgroups = other.setgroups;
        environmentOf = other.environmentOf;
        clearEnvironment = other.clearEnvironment;
        directory = other.directory;
        dieWithParent = other.dieWithParent;
        deathSignal = other.deathSignal;
        init = other.init;
        stdin = other.stdin;
        stdout = other.stdout;
        stderr = other.stderr;
        mergeStderr = other.mergeStderr;
    }

    /**
     * Whether a signal to the command's process group must not reach the JVM's: always where the JVM may not be what the
     * terminal's signals are meant for.
     */
    boolean hasOwnProcessGroup() {
        return newProcessGroup || namespaces.contains(Namespace.PID) && stdin.type() != Redirect.Type.INHERIT;
    }

    /** Also where a terminal is the command's own: the kernel drops the Ctrl-C of a process 1 that has no handler for it. */
    boolean hasInit() {
        return init || terminal != null && namespaces.contains(Namespace.PID);
    }

    /** Whether nothing has to be done for a command beside it, once it runs, but to pass signals on and to wait. */
    boolean needsNoJvm() {
        return namespaces.contains(Namespace.PID) && !namespaces.contains(Namespace.TIME) && !hasInit()
                && terminal == null && timeLimit == null && cgroup == null && passed.isEmpty()
                && joined == null && entered.isEmpty() && kept.isEmpty() && preparation == null
                && stdin == Redirect.INHERIT && stdout == Redirect.INHERIT && stderr == Redirect.INHERIT && !mergeStderr;
    }

    Stdio openStdio() throws IOException {
        return terminal == null ? Stdio.open(stdin, stdout, stderr, mergeStderr)
                : Stdio.terminal(terminal.rows(), terminal.columns());
    }

    List<String> describeStdio() {
        return terminal == null ? Stdio.describe(stdin, stdout, stderr, mergeStderr)
                : Stdio.describeTerminal(ChildPlan.ANY_TERMINAL);
    }

    boolean enters(Namespace kind) {
        return entered.stream().anyMatch(ref -> ref.kinds().contains(kind));
    }

    List<IdMap> idMaps(IdMap.Kind kind) {
        return idMaps.stream().filter(map -> map.kind() == kind).toList();
    }
}
