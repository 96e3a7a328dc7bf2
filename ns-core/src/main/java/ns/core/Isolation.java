package ns.core;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import ns.core.engine.Step;
import ns.core.process.Stdio;
import ns.core.syscall.Libc;

/**
 * How a command is isolated: which namespaces it gets, and what is set up in them before it runs.
 *
 * <p>Immutable; one can start many processes, from many threads at once, virtual ones too. What {@code unshare} and
 * {@code bwrap} are for a shell, and {@code SysProcAttr} is for Go.
 *
 * {@snippet :
 * Isolation spec = Isolation.builder()
 *         .namespaces(Namespace.ALL)
 *         .hostname("bird")
 *         .mapRootUser()
 *         .mountProc()
 *         .build();
 * try (IsolatedProcess p = spec.start("sh", "-c", "hostname; id -u; echo $$")) {
 *     p.inputReader().lines().forEach(System.out::println);
 *     int status = p.waitFor();
 * }
 * }
 */
public final class Isolation {

    private final Builder spec;
    private final ChildPlan plan;

    private Isolation(Builder spec) {
        this.spec = spec;
        this.plan = new ChildPlan(spec);
    }

    /**
     * A builder that isolates nothing yet.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * What {@code ns run} does without options: all six namespaces, the caller mapped to root, private mounts, an own
     * {@code /proc} and the loopback interface up; {@code unshare -muinpfr --mount-proc}.
     *
     * @return the specification, for {@link #start} or {@link #toBuilder}
     */
    public static Isolation full() {
        return builder().namespaces(Namespace.ALL).mapRootUser().mountProc().loopbackUp().build();
    }

    /**
     * A builder that starts from this specification.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(spec);
    }

    /**
     * Starts a command.
     *
     * @param command the program, searched in the PATH of its environment where it has no slash, and its arguments
     * @return the running process; set-up is over and the command has begun
     * @throws ns.core.error.NamespaceException where a namespace could not be made or set up, or the command not
     *     executed; it says which operation on what failed, and why
     * @throws IOException where a file that standard input or output is to go to could not be opened
     * @throws IllegalArgumentException where the command is empty or an argument contains NUL
     */
    public IsolatedProcess start(String... command) throws IOException {
        return start(List.of(command));
    }

    /**
     * Starts a command.
     *
     * @param command the program, searched in the PATH of its environment where it has no slash, and its arguments
     * @return the running process; set-up is over and the command has begun
     * @throws ns.core.error.NamespaceException where a namespace could not be made or set up, or the command not
     *     executed; it says which operation on what failed, and why
     * @throws IOException where a file that standard input or output is to go to could not be opened
     * @throws IllegalArgumentException where the command is empty or an argument contains NUL
     */
    public IsolatedProcess start(List<String> command) throws IOException {
        Validation.checkCommand(command);
        return Launch.start(spec, plan, command);
    }

    /**
     * What a child would do before the command runs, in order, a line a step; {@code ns run --dry-run}.
     *
     * @param command as for {@link #start}
     * @return each step in the kernel's words, the making of the child first
     * @throws IOException where a file that standard input or output is to go to could not be opened
     * @throws IllegalArgumentException where the command is empty or an argument contains NUL
     */
    public List<String> describe(List<String> command) throws IOException {
        Validation.checkCommand(command);
        try (Stdio stdio = spec.openStdio()) {
            List<String> lines = new ArrayList<>();
            lines.add("clone3 " + plan.cloneSubject());
            plan.program(command, stdio.steps()).steps().stream().map(Step::toString).forEach(lines::add);
            return lines;
        }
    }

    /** Collects what a command's isolation consists of; {@link #build} checks it as a whole. */
    public static final class Builder {

        final Set<Namespace> namespaces;
        final List<IdMap> idMaps;
        final Map<String, Optional<String>> environment;
        String hostname;
        String domainname;
        Path proc;
        boolean loopbackUp;
        OptionalLong uid = OptionalLong.empty();
        OptionalLong gid = OptionalLong.empty();
        List<Long> groups;
        boolean clearEnvironment;
        Path directory;
        boolean dieWithParent;
        Redirect stdin = Redirect.PIPE;
        Redirect stdout = Redirect.PIPE;
        Redirect stderr = Redirect.PIPE;
        boolean mergeStderr;

        private Builder() {
            namespaces = EnumSet.noneOf(Namespace.class);
            idMaps = new ArrayList<>();
            environment = new TreeMap<>();
        }

        private Builder(Builder other) {
            namespaces = EnumSet.noneOf(Namespace.class);
            namespaces.addAll(other.namespaces);
            idMaps = new ArrayList<>(other.idMaps);
            environment = new TreeMap<>(other.environment);
            hostname = other.hostname;
            domainname = other.domainname;
            proc = other.proc;
            loopbackUp = other.loopbackUp;
            uid = other.uid;
            gid = other.gid;
            groups = other.groups;
            clearEnvironment = other.clearEnvironment;
            directory = other.directory;
            dieWithParent = other.dieWithParent;
            stdin = other.stdin;
            stdout = other.stdout;
            stderr = other.stderr;
            mergeStderr = other.mergeStderr;
        }

        /**
         * The kinds of namespace the command gets new ones of; those set before are forgotten.
         *
         * @param kinds for example {@link Namespace#ALL}
         * @return this builder
         */
        public Builder namespaces(Set<Namespace> kinds) {
            namespaces.clear();
            namespaces.addAll(kinds);
            return this;
        }

        /**
         * The kinds of namespace the command gets new ones of; those set before are forgotten.
         *
         * @param kinds one or more
         * @return this builder
         */
        public Builder namespaces(Namespace... kinds) {
            return namespaces(Set.of(kinds));
        }

        /**
         * The host name inside; {@code bwrap --hostname}. Needs {@link Namespace#UTS}.
         *
         * @param name 1 to 64 letters, digits, hyphens, underscores and dots
         * @return this builder
         */
        public Builder hostname(String name) {
            hostname = name;
            return this;
        }

        /**
         * The NIS domain name inside; {@code domainname NAME}. Needs {@link Namespace#UTS}.
         *
         * @param name 1 to 64 letters, digits, hyphens, underscores and dots
         * @return this builder
         */
        public Builder domainname(String name) {
            domainname = name;
            return this;
        }

        /**
         * Maps the caller's effective user and group to root inside; {@code unshare --map-root-user}. Needs
         * {@link Namespace#USER}. Maps set before are forgotten.
         *
         * @return this builder
         */
        public Builder mapRootUser() {
            return mapOnly(IdMap.uid(0, callerUid(), 1), IdMap.gid(0, callerGid(), 1));
        }

        /**
         * Maps the caller's effective user and group to themselves; {@code unshare --map-current-user}. Needs
         * {@link Namespace#USER}. Maps set before are forgotten.
         *
         * @return this builder
         */
        public Builder mapCurrentUser() {
            return mapOnly(IdMap.uid(callerUid(), callerUid(), 1), IdMap.gid(callerGid(), callerGid(), 1));
        }

        private Builder mapOnly(IdMap... maps) {
            idMaps.clear();
            idMaps.addAll(List.of(maps));
            return this;
        }

        private static long callerUid() {
            return Integer.toUnsignedLong(Libc.geteuid());
        }

        private static long callerGid() {
            return Integer.toUnsignedLong(Libc.getegid());
        }

        /**
         * The maps of users, or of groups; {@code unshare --map-users}, {@code --map-groups}. Those of the kind that
         * were set before are forgotten.
         *
         * <p>Any caller may map its own user and group, one each. More needs CAP_SETUID and CAP_SETGID, or the tools
         * newuidmap and newgidmap with ranges granted in {@code /etc/subuid} and {@code /etc/subgid}.
         *
         * @param kind users or groups
         * @param maps all of that kind
         * @return this builder
         */
        public Builder idMaps(IdMap.Kind kind, List<IdMap> maps) {
            idMaps.removeIf(map -> map.kind() == kind);
            maps.forEach(this::idMap);
            return this;
        }

        /**
         * Adds a map to those of the user namespace.
         *
         * @param map of users or groups
         * @return this builder
         * @see #idMaps(IdMap.Kind, List)
         */
        public Builder idMap(IdMap map) {
            idMaps.add(map);
            return this;
        }

        /**
         * The user the command runs as, by its id inside; {@code unshare --setuid}.
         *
         * <p>Without it the command runs as the caller where the caller is mapped, else as root where that is mapped.
         *
         * @param id mapped in the user namespace, if there is a new one
         * @return this builder
         */
        public Builder uid(long id) {
            uid = OptionalLong.of(id);
            return this;
        }

        /**
         * The group the command runs as, by its id inside; {@code unshare --setgid}.
         *
         * @param id mapped in the user namespace, if there is a new one
         * @return this builder
         */
        public Builder gid(long id) {
            gid = OptionalLong.of(id);
            return this;
        }

        /**
         * The supplementary groups of the command, by their ids inside; {@code setpriv --groups}.
         *
         * <p>Without it a command that gets a user or group of its own loses the caller's supplementary groups, where
         * the kernel lets it. In a user namespace, setting them needs a caller with CAP_SETGID.
         *
         * @param ids mapped in the user namespace, if there is a new one; none for no groups
         * @return this builder
         */
        public Builder groups(long... ids) {
            groups = Arrays.stream(ids).boxed().toList();
            return this;
        }

        /**
         * Mounts an own {@code /proc}, which shows the processes of the new PID namespace; {@code unshare --mount-proc}.
         * Needs {@link Namespace#MOUNT} and {@link Namespace#PID}.
         *
         * @return this builder
         */
        public Builder mountProc() {
            return mountProc(Path.of("/proc"));
        }

        /**
         * Mounts an own proc file system somewhere else; {@code unshare --mount-proc=PATH}. Needs
         * {@link Namespace#MOUNT} and {@link Namespace#PID}.
         *
         * @param mountPoint an absolute path of a folder
         * @return this builder
         */
        public Builder mountProc(Path mountPoint) {
            proc = mountPoint;
            return this;
        }

        /**
         * Does not mount a proc file system after all.
         *
         * @return this builder
         */
        public Builder noMountProc() {
            proc = null;
            return this;
        }

        /**
         * Brings the loopback interface up; {@code ip link set lo up}. Needs {@link Namespace#NETWORK}.
         *
         * @return this builder
         */
        public Builder loopbackUp() {
            loopbackUp = true;
            return this;
        }

        /**
         * Leaves the loopback interface as the kernel made it, down.
         *
         * @return this builder
         */
        public Builder loopbackDown() {
            loopbackUp = false;
            return this;
        }

        /**
         * Sets an environment variable of the command, beside those it inherits; {@code env NAME=VALUE}.
         *
         * @param name without {@code =}
         * @param value any text without NUL
         * @return this builder
         */
        public Builder env(String name, String value) {
            environment.put(name, Optional.of(value));
            return this;
        }

        /**
         * Keeps an environment variable from the command; {@code env --unset NAME}.
         *
         * @param name without {@code =}
         * @return this builder
         */
        public Builder unsetEnv(String name) {
            environment.put(name, Optional.empty());
            return this;
        }

        /**
         * Lets the command inherit no environment, and forgets what was set before; {@code env --ignore-environment}.
         *
         * @return this builder
         */
        public Builder clearEnv() {
            clearEnvironment = true;
            environment.clear();
            return this;
        }

        /**
         * The command's working directory; {@code bwrap --chdir}. Without it, the JVM's.
         *
         * @param path as seen inside
         * @return this builder
         */
        public Builder directory(Path path) {
            directory = path;
            return this;
        }

        /**
         * Kills the command when this JVM ends, however it ends; {@code bwrap --die-with-parent}.
         *
         * @return this builder
         */
        public Builder dieWithParent() {
            dieWithParent = true;
            return this;
        }

        /**
         * Where standard input comes from; a pipe at first.
         *
         * @param source as for {@link ProcessBuilder#redirectInput(Redirect)}
         * @return this builder
         */
        public Builder stdin(Redirect source) {
            stdin = source;
            return this;
        }

        /**
         * Where standard output goes; a pipe at first.
         *
         * @param target as for {@link ProcessBuilder#redirectOutput(Redirect)}
         * @return this builder
         */
        public Builder stdout(Redirect target) {
            stdout = target;
            return this;
        }

        /**
         * Where standard error goes; a pipe of its own at first.
         *
         * @param target as for {@link ProcessBuilder#redirectError(Redirect)}
         * @return this builder
         */
        public Builder stderr(Redirect target) {
            stderr = target;
            mergeStderr = false;
            return this;
        }

        /**
         * Lets standard error go where standard output goes; {@code 2>&1}.
         *
         * @return this builder
         */
        public Builder mergeStderr() {
            mergeStderr = true;
            return this;
        }

        /**
         * Gives the command the JVM's own standard streams.
         *
         * @return this builder
         */
        public Builder inheritIO() {
            return stdin(Redirect.INHERIT).stdout(Redirect.INHERIT).stderr(Redirect.INHERIT);
        }

        /**
         * Checks all that was set, and creates nothing.
         *
         * @return the specification
         * @throws IllegalArgumentException where something is wrong, with the form of message ns uses throughout
         */
        public Isolation build() {
            Builder copy = new Builder(this);
            Validation.check(copy);
            return new Isolation(copy);
        }

        Stdio openStdio() throws IOException {
            return Stdio.open(stdin, stdout, stderr, mergeStderr);
        }

        List<IdMap> idMaps(IdMap.Kind kind) {
            return idMaps.stream().filter(map -> map.kind() == kind).toList();
        }

        List<Namespace> orderedNamespaces() {
            return List.copyOf(namespaces);
        }
    }
}
