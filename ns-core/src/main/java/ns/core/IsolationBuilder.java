package ns.core;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/** Collects what a command's isolation consists of; {@link #build} checks it as a whole. */
public final class IsolationBuilder {

    private final Spec spec;

    IsolationBuilder(Spec spec) {
        this.spec = new Spec(spec);
    }

    /**
     * The kinds of namespace the command gets new ones of; those set before are forgotten.
     *
     * @param kinds for example {@link Namespace#ALL}
     * @return this builder
     */
    public IsolationBuilder namespaces(Set<Namespace> kinds) {
        Set<Namespace> copy = Set.copyOf(Objects.requireNonNull(kinds, "kinds"));
        spec.namespaces.clear();
        spec.namespaces.addAll(copy);
        return this;
    }

    /**
     * The kinds of namespace the command gets new ones of; those set before are forgotten.
     *
     * @param kinds one or more
     * @return this builder
     */
    public IsolationBuilder namespaces(Namespace... kinds) {
        return namespaces(new HashSet<>(List.of(Objects.requireNonNull(kinds, "kinds"))));
    }

    /**
     * The host name inside; {@code bwrap --hostname}. Needs {@link Namespace#UTS}.
     *
     * @param name 1 to 64 letters, digits, hyphens, underscores and dots
     * @return this builder
     */
    public IsolationBuilder hostname(String name) {
        spec.hostname = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * The NIS domain name inside; {@code domainname NAME}. Needs {@link Namespace#UTS}.
     *
     * @param name 1 to 64 letters, digits, hyphens, underscores and dots
     * @return this builder
     */
    public IsolationBuilder domainname(String name) {
        spec.domainname = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Maps the caller's effective user and group to root inside; {@code unshare --map-root-user}. Needs
     * {@link Namespace#USER}. Maps set before are forgotten.
     *
     * @return this builder
     */
    public IsolationBuilder mapRootUser() {
        return mapOnly(IdMap.uid(0, IdMap.Kind.UID.callerId(), 1), IdMap.gid(0, IdMap.Kind.GID.callerId(), 1));
    }

    /**
     * Maps the caller's effective user and group to themselves; {@code unshare --map-current-user}. Needs
     * {@link Namespace#USER}. Maps set before are forgotten.
     *
     * @return this builder
     */
    public IsolationBuilder mapCurrentUser() {
        long uid = IdMap.Kind.UID.callerId();
        long gid = IdMap.Kind.GID.callerId();
        return mapOnly(IdMap.uid(uid, uid, 1), IdMap.gid(gid, gid, 1));
    }

    private IsolationBuilder mapOnly(IdMap... maps) {
        spec.idMaps.clear();
        spec.idMaps.addAll(List.of(maps));
        return this;
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
    public IsolationBuilder idMaps(IdMap.Kind kind, List<IdMap> maps) {
        Objects.requireNonNull(kind, "kind");
        List<IdMap> copy = List.copyOf(Objects.requireNonNull(maps, "maps"));
        spec.idMaps.removeIf(map -> map.kind() == kind);
        spec.idMaps.addAll(copy);
        return this;
    }

    /**
     * Adds a map to those of the user namespace.
     *
     * @param map of users or groups
     * @return this builder
     * @see #idMaps(IdMap.Kind, List)
     */
    public IsolationBuilder idMap(IdMap map) {
        spec.idMaps.add(Objects.requireNonNull(map, "map"));
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
    public IsolationBuilder uid(long id) {
        spec.uid = OptionalLong.of(id);
        return this;
    }

    /**
     * The group the command runs as, by its id inside; {@code unshare --setgid}.
     *
     * @param id mapped in the user namespace, if there is a new one
     * @return this builder
     */
    public IsolationBuilder gid(long id) {
        spec.gid = OptionalLong.of(id);
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
    public IsolationBuilder groups(long... ids) {
        spec.groups = Arrays.stream(Objects.requireNonNull(ids, "ids")).boxed().toList();
        return this;
    }

    /**
     * Mounts an own {@code /proc}, which shows the processes of the new PID namespace; {@code unshare --mount-proc}.
     * Needs {@link Namespace#MOUNT} and {@link Namespace#PID}.
     *
     * @return this builder
     */
    public IsolationBuilder mountProc() {
        return mountProc(Path.of("/proc"));
    }

    /**
     * Mounts an own proc file system somewhere else; {@code unshare --mount-proc=PATH}. Needs
     * {@link Namespace#MOUNT} and {@link Namespace#PID}.
     *
     * @param mountPoint an absolute path of a folder
     * @return this builder
     */
    public IsolationBuilder mountProc(Path mountPoint) {
        spec.proc = Objects.requireNonNull(mountPoint, "mountPoint");
        return this;
    }

    /**
     * Does not mount a proc file system after all.
     *
     * @return this builder
     */
    public IsolationBuilder noMountProc() {
        spec.proc = null;
        return this;
    }

    /**
     * Mounts a {@code /sys} anew, so that {@code /sys/class/net} shows the interfaces of the network namespace the command
     * is in; what {@code ip netns exec} does. Needs {@link Namespace#MOUNT}.
     *
     * @return this builder
     */
    public IsolationBuilder mountSys() {
        spec.sys = true;
        return this;
    }

    /**
     * Lets the command see a file or a folder, with all mounted in it, in another place; {@code bwrap --bind}. Needs
     * {@link Namespace#MOUNT}.
     *
     * @param source an absolute path
     * @param mountPoint an absolute path of what is there already, and is hidden: a file for a file, a folder for a folder
     * @return this builder
     */
    public IsolationBuilder bind(Path source, Path mountPoint) {
        spec.binds.put(Objects.requireNonNull(mountPoint, "mountPoint"), Objects.requireNonNull(source, "source"));
        return this;
    }

    /**
     * Starts the command in a network namespace that is there already; {@code nsenter --net=FILE}, {@code ip netns exec}.
     *
     * <p>Without {@link Namespace#NETWORK}, which would be a new one. Entering needs CAP_SYS_ADMIN, also in the user
     * namespace that owns the namespace. With {@link Namespace#USER} the command is in it, but has no power over it.
     *
     * @param namespace of the kind {@link Namespace#NETWORK}; it must be open while commands are started
     * @return this builder
     */
    public IsolationBuilder join(NamespaceHandle namespace) {
        spec.joined = Objects.requireNonNull(namespace, "namespace");
        return this;
    }

    /**
     * Does something to the new namespaces, from outside, before the command runs: gives a new network links and addresses,
     * say. The child waits meanwhile.
     *
     * @param work run by {@link Isolation#start}, on the calling thread or, with {@link #join} and {@link #dieWithParent},
     *     on another
     * @return this builder
     */
    public IsolationBuilder prepare(Preparation work) {
        spec.preparation = Objects.requireNonNull(work, "work");
        return this;
    }

    /**
     * Brings the loopback interface up; {@code ip link set lo up}. Needs {@link Namespace#NETWORK}.
     *
     * @return this builder
     */
    public IsolationBuilder loopbackUp() {
        spec.loopbackUp = true;
        return this;
    }

    /**
     * Leaves the loopback interface as the kernel made it, down.
     *
     * @return this builder
     */
    public IsolationBuilder loopbackDown() {
        spec.loopbackUp = false;
        return this;
    }

    /**
     * Sets an environment variable of the command, beside those it inherits; {@code env NAME=VALUE}.
     *
     * @param name without {@code =}
     * @param value any text without NUL
     * @return this builder
     */
    public IsolationBuilder env(String name, String value) {
        return change(name, new Environment.Change.Assign(Objects.requireNonNull(value, "value")));
    }

    private IsolationBuilder change(String name, Environment.Change change) {
        spec.environment.put(Objects.requireNonNull(name, "name"), change);
        return this;
    }

    /**
     * Gives the command an environment variable as this JVM has it, after {@link #clearEnv} too; {@code sudo
     * --preserve-env=NAME}. Its bytes are passed on as they are, where Java's strings would lose some.
     *
     * @param name without {@code =}; the command has no such variable where the JVM has none
     * @return this builder
     */
    public IsolationBuilder keepEnv(String name) {
        return change(name, new Environment.Change.Keep());
    }

    /**
     * Keeps an environment variable from the command; {@code env --unset NAME}.
     *
     * @param name without {@code =}
     * @return this builder
     */
    public IsolationBuilder unsetEnv(String name) {
        return change(name, new Environment.Change.Remove());
    }

    /**
     * Lets the command inherit no environment, and forgets what was set before; {@code env --ignore-environment}.
     *
     * @return this builder
     */
    public IsolationBuilder clearEnv() {
        spec.clearEnvironment = true;
        spec.environment.clear();
        return this;
    }

    /**
     * The command's working directory; {@code bwrap --chdir}. Without it, the JVM's.
     *
     * @param path as seen inside
     * @return this builder
     */
    public IsolationBuilder directory(Path path) {
        spec.directory = Objects.requireNonNull(path, "path");
        return this;
    }

    /**
     * Kills the command when this JVM ends, by SIGKILL too; {@code bwrap --die-with-parent}.
     *
     * <p>The command, and with {@link Namespace#PID} all that it started. An execve of a set-user-ID program clears this;
     * see PR_SET_PDEATHSIG(2const).
     *
     * <p>A thread of the library starts it, in the network namespace of the calling thread. Where these two are in
     * different ones, that needs CAP_SYS_ADMIN over both.
     *
     * @return this builder
     */
    public IsolationBuilder dieWithParent() {
        spec.dieWithParent = true;
        return this;
    }

    /**
     * Where standard input comes from; a pipe at first.
     *
     * @param source as for {@link ProcessBuilder#redirectInput(Redirect)}
     * @return this builder
     */
    public IsolationBuilder stdin(Redirect source) {
        spec.stdin = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * Where standard output goes; a pipe at first.
     *
     * @param target as for {@link ProcessBuilder#redirectOutput(Redirect)}
     * @return this builder
     */
    public IsolationBuilder stdout(Redirect target) {
        spec.stdout = Objects.requireNonNull(target, "target");
        return this;
    }

    /**
     * Where standard error goes; a pipe of its own at first.
     *
     * @param target as for {@link ProcessBuilder#redirectError(Redirect)}
     * @return this builder
     */
    public IsolationBuilder stderr(Redirect target) {
        spec.stderr = Objects.requireNonNull(target, "target");
        spec.mergeStderr = false;
        return this;
    }

    /**
     * Lets standard error go where standard output goes; {@code 2>&1}.
     *
     * @return this builder
     */
    public IsolationBuilder mergeStderr() {
        spec.mergeStderr = true;
        return this;
    }

    /**
     * Gives the command the JVM's own standard streams.
     *
     * @return this builder
     */
    public IsolationBuilder inheritIO() {
        return stdin(Redirect.INHERIT).stdout(Redirect.INHERIT).stderr(Redirect.INHERIT);
    }

    /**
     * Checks all that was set, and creates nothing.
     *
     * @return the specification
     * @throws IllegalArgumentException where something is wrong, with the form of message ns uses throughout
     */
    public Isolation build() {
        Spec complete = new Spec(spec);
        Validation.check(complete);
        return new Isolation(complete);
    }
}
