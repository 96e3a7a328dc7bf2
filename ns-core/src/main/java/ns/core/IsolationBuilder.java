package ns.core;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import ns.core.mount.Mount;
import ns.core.mount.Propagation;
import ns.core.mount.Root;

/** Collects what a command's isolation consists of; {@link #build} checks it as a whole. */
public final class IsolationBuilder extends ProcessOptions {

    IsolationBuilder(Spec spec) {
        super(spec);
    }

    @Override
    IsolationBuilder self() {
        return this;
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

    /**
     * Maps the caller's effective user and group to root, and the first range of users and of groups that is granted to the
     * caller to 1 and above; {@code unshare --map-root-user --map-auto}. Needs {@link Namespace#USER}. Maps set before are
     * forgotten.
     *
     * @return this builder
     * @throws IllegalArgumentException where {@code /etc/subuid} or {@code /etc/subgid} grants none
     */
    public IsolationBuilder mapAuto() {
        return mapOnly(IdMap.uid(0, IdMap.Kind.UID.callerId(), 1), SubordinateIds.first(IdMap.Kind.UID, 1),
                IdMap.gid(0, IdMap.Kind.GID.callerId(), 1), SubordinateIds.first(IdMap.Kind.GID, 1));
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
     * Whether setgroups(2) may be called in the new user namespace; {@code unshare --setgroups}. Without it, it may where the
     * kernel lets it: not where an unprivileged caller maps only its own group.
     *
     * @param allowed false to deny it, for good
     * @return this builder
     */
    public IsolationBuilder setgroups(boolean allowed) {
        spec.setgroups = allowed;
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
     * @param mountPoint an absolute path of what is hidden by it: a file for a file, a folder for a folder
     * @return this builder
     * @see Mount#bind
     */
    public IsolationBuilder bind(Path source, Path mountPoint) {
        return mount(Mount.bind(source, mountPoint));
    }

    /**
     * Gives the command a root of its own; the one before cannot be reached any more; {@code bwrap --bind DIR /}. Needs
     * {@link Namespace#MOUNT}.
     *
     * @param root a directory, or an empty file system
     * @return this builder
     */
    public IsolationBuilder root(Root root) {
        spec.root = Objects.requireNonNull(root, "root");
        return this;
    }

    /**
     * Adds something to what is mounted or made, in order, before the command runs. Needs {@link Namespace#MOUNT}.
     *
     * @param mount for example {@code Mount.bind(source, target).readOnly()}
     * @return this builder
     */
    public IsolationBuilder mount(Mount mount) {
        spec.mounts.add(Objects.requireNonNull(mount, "mount"));
        return this;
    }

    /**
     * Whether later mounts are seen on the other side; {@code unshare --propagation}. {@link Propagation#PRIVATE} at first.
     *
     * @param propagation of all mounts inside
     * @return this builder
     */
    public IsolationBuilder propagation(Propagation propagation) {
        spec.propagation = Objects.requireNonNull(propagation, "propagation");
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
     * Starts the command in namespaces that are there already; {@code nsenter}.
     *
     * <p>In the order that permissions demand. Entering needs CAP_SYS_ADMIN in the user namespace that owns a namespace: who
     * made that has it, once inside. In an entered user namespace the command becomes root, where root is mapped. To enter a
     * time namespace the child is made with a copy of the JVM's memory, as by fork(2), which takes the longer the larger the
     * heap is.
     *
     * @param refs each kind once at the most, and none that is also a new one
     * @return this builder
     */
    public IsolationBuilder enter(NamespaceRef... refs) {
        spec.entered.addAll(List.of(refs));
        return this;
    }

    /**
     * Gives the command the root of the process whose namespaces it enters; {@code nsenter --root}.
     *
     * @return this builder
     */
    public IsolationBuilder enterRoot() {
        spec.enterRoot = true;
        return this;
    }

    /**
     * Starts the command in the working directory of the process whose namespaces it enters; {@code nsenter --wd}.
     *
     * @return this builder
     */
    public IsolationBuilder enterDirectory() {
        spec.enterDirectory = true;
        return this;
    }

    /**
     * Gives the command another root, by chroot, before it runs in the namespaces it enters; {@code nsenter --root=DIR}.
     *
     * @param directory as seen outside
     * @return this builder
     */
    public IsolationBuilder enterRoot(Path directory) {
        spec.enteredRoot = Objects.requireNonNull(directory, "directory");
        return this;
    }

    /**
     * Starts the command in a directory of the outside, in the namespaces it enters; {@code nsenter --wd=DIR}.
     *
     * @param path as seen outside
     * @return this builder
     */
    public IsolationBuilder enterDirectory(Path path) {
        spec.enteredDirectory = Objects.requireNonNull(path, "path");
        return this;
    }

    /**
     * Keeps a new namespace when the command has ended, as a file that {@link NamespaceRef#path} enters; {@code unshare
     * --net=FILE}. Needs CAP_SYS_ADMIN in the JVM's mount namespace. {@link NamespaceFile#release} lets go of it.
     *
     * @param kind one of the new ones
     * @param file made where it does not exist
     * @return this builder
     */
    public IsolationBuilder keep(Namespace kind, Path file) {
        spec.kept.put(Objects.requireNonNull(kind, "kind"), Objects.requireNonNull(file, "file").toAbsolutePath().normalize());
        return this;
    }

    /**
     * Leaves user and groups as they are in an entered user namespace; {@code nsenter --preserve-credentials}. In a new one the
     * command then is nobody, and not root, where the caller is not mapped.
     *
     * @return this builder
     */
    public IsolationBuilder preserveCredentials() {
        spec.preserveCredentials = true;
        return this;
    }

    /**
     * Does something to the new namespaces, from outside, before the command runs: gives a new network links and addresses,
     * say. The child waits meanwhile. What was added before is done before.
     *
     * @param work run by {@link Isolation#start}, on the calling thread or, with {@link #join} and {@link #dieWithParent},
     *     on another
     * @return this builder
     */
    public IsolationBuilder prepare(Preparation work) {
        Objects.requireNonNull(work, "work");
        Preparation earlier = spec.preparation;
        spec.preparation = earlier == null ? work : pid -> {
            earlier.prepare(pid);
            work.prepare(pid);
        };
        return this;
    }

    /**
     * What the monotonic clock is ahead of the host's by; {@code unshare --monotonic}. Needs {@link Namespace#TIME}.
     *
     * @param offset may be negative, as long as the clock is not
     * @return this builder
     */
    public IsolationBuilder monotonicOffset(Duration offset) {
        spec.monotonicOffset = Objects.requireNonNull(offset, "offset");
        return this;
    }

    /**
     * What the time since boot is ahead of the host's by; {@code unshare --boottime}. Needs {@link Namespace#TIME}.
     *
     * @param offset may be negative, as long as the clock is not
     * @return this builder
     */
    public IsolationBuilder bootTimeOffset(Duration offset) {
        spec.bootTimeOffset = Objects.requireNonNull(offset, "offset");
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
