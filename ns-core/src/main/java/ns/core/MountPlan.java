package ns.core;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import ns.core.bindings.core_h;
import ns.core.engine.Arg;
import ns.core.engine.Step;
import ns.core.mount.Mount;
import ns.core.mount.MountFlag;
import ns.core.mount.Propagation;
import ns.core.mount.Root;
import ns.core.syscall.NativeText;
import ns.core.syscall.SystemCall;

/**
 * The steps that give a child its root and its mounts.
 *
 * <p>What comes from outside is opened first, as mounts that are not mounted anywhere yet; so are proc and sysfs, which the
 * kernel allows only while others can be seen. Then the root is changed and the old one let go, and only then is anything
 * looked up or made inside, where no path leads out any more: while the old root lies on the new one, a {@code ..} would.
 */
final class MountPlan {

    private static final String NONE = "none";
    private static final String HERE = ".";
    private static final Path SYS = Path.of("/sys");
    private static final Path DEV = Path.of("/dev");
    private static final Path PROC = Path.of("/proc");
    private static final List<String> OF_THE_MACHINE = List.of("bus", "fs", "irq", "sys", "sysrq-trigger");
    private static final List<String> DEVICES = List.of("null", "zero", "full", "random", "urandom", "tty");
    private static final String CONSOLE = "console";
    private static final int SHM_MODE = 01777;
    private static final int SPECIAL_BITS = 07000;
    private static final Set<MountFlag> NOTHING_SPECIAL = Set.of(MountFlag.NOSUID, MountFlag.NODEV, MountFlag.NOEXEC);

    private static final Set<MountFlag> DEV_FLAGS = Set.of(MountFlag.NOSUID, MountFlag.NOEXEC);
    private static final Path TOP = Path.of("/");

    private final Spec spec;
    private final IdMapping mapping;
    private final String terminal;
    private final List<Step> steps = new ArrayList<>();
    /** The steps that answer the mounts to be attached: of a bind or an overlay, or of a device. */
    private final Map<Object, Step> detached = new IdentityHashMap<>();
    private final MountAttributes attributes = new MountAttributes(steps);
    private final NewMounts newMounts = new NewMounts(steps);
    private Step root;
    private MountPoints points;

    private MountPlan(Spec spec, IdMapping mapping, String terminal) {
        this.spec = spec;
        this.mapping = mapping;
        this.terminal = terminal;
    }

    static List<Step> of(Spec spec, IdMapping mapping, String terminal) {
        MountPlan plan = new MountPlan(spec, mapping, terminal);
        if (spec.namespaces.contains(Namespace.MOUNT)) {
            plan.all();
        }
        return plan.steps;
    }

    private void all() {
        propagation(spec.root != null && spec.propagation == Propagation.SHARED ? Propagation.SLAVE : spec.propagation);
        if (spec.root == null && spec.mounts.isEmpty()) {
            procAndSys();
            return;
        }
        Step umask = add("umask", "0", SystemCall.UMASK, Arg.of(0));
        List<Mount> mounts = spec.mounts.stream().filter(MountPlan::isThere).toList();
        if (spec.root == null) {
            inOldRoot(mounts);
        } else {
            inNewRoot(spec.root, mounts);
        }
        add("umask", "as before", SystemCall.UMASK, new Arg.Answer(umask));
    }

    /** From here on: there is no way back to a caller that has no id inside. */
    private void asOwner() {
        mapping.owner(IdMap.Kind.GID).ifPresent(id -> add("setfsgid", Long.toString(id), SystemCall.SETFSGID, Arg.of(id)));
        mapping.owner(IdMap.Kind.UID).ifPresent(id -> add("setfsuid", Long.toString(id), SystemCall.SETFSUID, Arg.of(id)));
    }

    private void inOldRoot(List<Mount> mounts) {
        Step before = add("openat", "the working directory", SystemCall.OPENAT, Arg.of(core_h.AT_FDCWD()), Arg.of(HERE),
                Arg.of(core_h.O_PATH() | core_h.O_CLOEXEC()));
        openSources(mounts);
        procAndSys();
        points = new MountPoints(steps, null);
        boolean makes = false;
        for (Mount mount : mounts) {
            if (!makes && (mount instanceof Mount.Tmpfs || mount instanceof Mount.Dev)) {
                asOwner(); // so late, as the sources of what comes before are the caller's
                makes = true;
            }
            attach(mount);
        }
        add("fchdir", "the working directory", SystemCall.FCHDIR, new Arg.Answer(before));
    }

    private void inNewRoot(Root kind, List<Mount> mounts) {
        openSources(mounts);
        if (spec.proc != null) {
            detached.put(spec.proc, newMounts.of("proc", spec.proc, NOTHING_SPECIAL));
        }
        if (spec.sys) {
            detached.put(SYS, newMounts.of("sysfs", SYS, NOTHING_SPECIAL));
        }
        pivot(kind);
        points = new MountPoints(steps, root);
        if (spec.proc != null) {
            attachProc(detached.get(spec.proc), spec.proc);
        }
        if (spec.sys) {
            attach(detached.get(SYS), "sysfs", SYS, true);
        }
        mounts.forEach(this::attach);
        if (kind.isReadOnly()) {
            attributes.set(root, "/", Set.of(MountFlag.READ_ONLY), flagsAt(TOP));
        }
        add("chdir", "/", SystemCall.CHDIR, Arg.of("/"));
        if (spec.propagation == Propagation.SHARED) {
            propagation(Propagation.SHARED);
        }
    }

    private Step add(String operation, String subject, SystemCall call, Arg... args) {
        Step step = Step.of(operation, subject, call, args);
        steps.add(step);
        return step;
    }

    private void propagation(Propagation propagation) {
        long flag = switch (propagation) {
            case PRIVATE -> core_h.MS_PRIVATE();
            case SLAVE -> core_h.MS_SLAVE();
            case SHARED -> core_h.MS_SHARED();
            case UNCHANGED -> 0;
        };
        if (flag != 0) {
            add("mount", "/ " + propagation + ", recursively", SystemCall.MOUNT, Arg.of(NONE), Arg.of("/"), Arg.of(0),
                    Arg.of(core_h.MS_REC() | flag), Arg.of(0));
        }
    }

    /** Those of a root that is the caller's: what is there already is only hidden. */
    private void procAndSys() {
        if (spec.proc != null) {
            mountOn(spec.proc.toString(), "proc", spec.proc, NOTHING_SPECIAL, "");
        }
        if (spec.sys) {
            // What is mounted there already would only be hidden, and shows another network namespace.
            steps.add(Step.of("umount", SYS.toString(), SystemCall.UMOUNT2, Arg.of(SYS.toString()), Arg.of(core_h.MNT_DETACH())).optional());
            mountOn(SYS.toString(), "sysfs", SYS, NOTHING_SPECIAL, "");
        }
    }

    private static boolean isThere(Mount mount) {
        return !(mount instanceof Mount.Bind bind && bind.ifExists() && !Files.exists(bind.source()));
    }

    /** Overlays first: they count on the descriptors they get, see {@link OverlayPlan}. */
    private void openSources(List<Mount> mounts) {
        OverlayPlan overlays = new OverlayPlan(steps, spec.namespaces.contains(Namespace.USER), spec.passed);
        for (Mount mount : mounts) {
            if (mount instanceof Mount.Overlay overlay) {
                detached.put(overlay, overlays.detached(overlay));
            }
        }
        for (Mount mount : mounts) {
            switch (mount) {
                case Mount.Bind bind when spec.root != null -> detached.put(bind, openTree(bind.source()));
                case Mount.Dev _ -> {
                    DEVICES.forEach(name -> detached.computeIfAbsent(name, _ -> openTree(DEV.resolve(name))));
                    if (spec.terminal != null) {
                        detached.computeIfAbsent(CONSOLE, _ -> openTree(Path.of(terminal)));
                    }
                }
                case Mount.Proc proc when spec.root != null -> detached.put(proc, newMounts.of("proc", proc.target(), NOTHING_SPECIAL));
                case Mount.Bind _, Mount.Overlay _, Mount.Tmpfs _, Mount.Proc _, Mount.Mqueue _, Mount.Binfmt _, Mount.Symlink _,
                        Mount.Directory _, Mount.Content _, Mount.RemountReadOnly _, Mount.Chmod _ -> { }
            }
        }
    }

    private Step openTree(Path source) {
        return add("open_tree", source.toString(), SystemCall.OPEN_TREE, Arg.of(core_h.AT_FDCWD()), Arg.of(source.toString()),
                Arg.of(core_h.OPEN_TREE_CLONE() | core_h.OPEN_TREE_CLOEXEC() | core_h.AT_RECURSIVE()));
    }

    /** Mounts the new root on the old one, and lets the two change places. */
    private void pivot(Root kind) {
        String subject = switch (kind) {
            case Root.Directory directory -> directory.source().toString();
            case Root.Tmpfs _ -> "tmpfs";
        };
        switch (kind) {
            case Root.Directory directory -> {
                root = openTree(directory.source());
                asOwner();
            }
            case Root.Tmpfs _ -> {
                asOwner();
                root = newMounts.tmpfs(TOP, Set.of(MountFlag.NOSUID, MountFlag.NODEV));
            }
        }
        add("mount", subject + " on /", SystemCall.MOVE_MOUNT, new Arg.Answer(root), Arg.of(""), Arg.of(core_h.AT_FDCWD()),
                Arg.of("/"), Arg.of(core_h.MOVE_MOUNT_F_EMPTY_PATH()));
        add("fchdir", "the new root", SystemCall.FCHDIR, new Arg.Answer(root));
        add("pivot_root", subject, SystemCall.PIVOT_ROOT, Arg.of(HERE), Arg.of(HERE));
        add("umount2", "the old root", SystemCall.UMOUNT2, Arg.of(HERE), Arg.of(core_h.MNT_DETACH()));
        if (kind instanceof Root.Directory directory && directory.isReadOnly()) {
            // What is mounted in it now. The root itself follows in the end: mount points may have to be made.
            attributes.setBelow(root, directory.source(), Set.of(MountFlag.READ_ONLY));
        }
    }

    private void attach(Mount mount) {
        switch (mount) {
            case Mount.Bind bind -> {
                // Without a new root what was mounted before can be mounted elsewhere, too.
                Step source = spec.root == null ? openTree(bind.source()) : detached.get(bind);
                attach(source, bind.source().toString(), bind.target(), Files.isDirectory(bind.source()));
                attributes.setAll(source, bind.source(), bind.flags());
            }
            case Mount.Tmpfs tmpfs -> {
                mountIn(tmpfs.target(), "tmpfs", tmpfs.flags(), "mode=" + Integer.toOctalString(tmpfs.mode())
                        + size(tmpfs.size()));
                points.own(tmpfs.target());
            }
            case Mount.Proc proc -> {
                if (spec.root == null) {
                    mountIn(proc.target(), "proc", NOTHING_SPECIAL, "");
                } else {
                    attachProc(detached.get(proc), proc.target());
                }
            }
            case Mount.Mqueue mqueue -> mountIn(mqueue.target(), "mqueue", NOTHING_SPECIAL, "");
            case Mount.Binfmt binfmt -> {
                mountIn(binfmt.target(), "binfmt_misc", NOTHING_SPECIAL, "");
                String register = binfmt.target().resolve("register").toString();
                binfmt.rules().forEach(rule -> steps.addAll(Step.writing(register, rule, NativeText.bytes(rule))));
            }
            case Mount.Dev dev -> dev(dev.target());
            case Mount.Overlay overlay -> {
                String layers = overlay.lowers().stream().map(Path::toString).collect(Collectors.joining(":"));
                attach(detached.get(overlay), "overlay of " + layers, overlay.target(), true);
                points.own(overlay.target());
            }
            case Mount.Symlink link -> symlink(link.text(), link.target());
            case Mount.Directory directory -> {
                points.directory(directory.target(), directory.mode());
                specialBits(directory.target(), directory.mode());
            }
            case Mount.Content content -> {
                write(content);
                specialBits(content.target(), content.mode());
            }
            case Mount.RemountReadOnly remount -> attributes.set(
                    points.open(remount.target()), remount.target().toString(), Set.of(MountFlag.READ_ONLY),
                    flagsAt(remount.target()));
            case Mount.Chmod chmod -> {
                points.open(chmod.target()); // which refuses a link that leads out
                chmod(chmod.target(), chmod.mode());
            }
        }
    }

    private void chmod(Path target, int mode) {
        add("fchmodat", Integer.toOctalString(mode) + " " + target, SystemCall.FCHMODAT,
                Arg.of(core_h.AT_FDCWD()), Arg.of(target.toString()), Arg.of(mode));
    }

    /** mkdir(2) makes no set-group-ID directory, and write(2) takes such bits away. */
    private void specialBits(Path target, int mode) {
        if ((mode & SPECIAL_BITS) != 0) {
            chmod(target, mode);
        }
    }

    /** The flags that what is mounted in a place has, as far as is known beforehand. */
    private Set<MountFlag> flagsAt(Path target) {
        Set<MountFlag> flags = switch (spec.root) {
            case null -> attributes.flagsOf(target);
            case Root.Directory directory -> attributes.flagsOf(directory.source().resolve(TOP.relativize(target)));
            case Root.Tmpfs _ -> Set.of(MountFlag.NOSUID, MountFlag.NODEV);
        };
        for (Mount mount : spec.mounts) {
            if (mount.target().equals(target)) {
                flags = switch (mount) {
                    case Mount.Bind bind -> MountAttributes.union(bind.flags(), attributes.flagsOf(bind.source()));
                    case Mount.Tmpfs tmpfs -> tmpfs.flags();
                    case Mount.Overlay _ -> Set.of(MountFlag.NOSUID, MountFlag.NODEV);
                    case Mount.Proc _, Mount.Mqueue _, Mount.Binfmt _ -> NOTHING_SPECIAL;
                    case Mount.Dev _ -> DEV_FLAGS;
                    case Mount.Symlink _, Mount.Directory _, Mount.Content _, Mount.RemountReadOnly _, Mount.Chmod _ -> flags;
                };
            }
        }
        return flags;
    }

    private static String size(OptionalLong size) {
        return size.isPresent() ? ",size=" + size.getAsLong() : "";
    }

    private void attach(Step mount, String source, Path target, boolean isDirectory) {
        attachOn(mount, source + " on " + target, isDirectory ? points.directory(target) : points.file(target));
    }

    /**
     * In a new root, what belongs to root and is of all the machine is read-only: the kernel asks who writes to it for no
     * capability, and the root of the host is not less so inside. Who may mount inside can still take that away.
     */
    private void attachProc(Step mount, Path target) {
        attach(mount, "proc", target, true);
        if (!mapping.mapsRootOfHost()) {
            return;
        }
        Path net = target.resolve("sys/net");
        Step ownNet = spec.namespaces.contains(Namespace.NETWORK) ? copy(net) : null;
        for (String name : OF_THE_MACHINE) {
            if (Files.exists(PROC.resolve(name))) {
                Path path = target.resolve(name);
                Step copy = copy(path);
                attachOn(copy, path + " on itself", points.open(path));
                attributes.set(copy, path.toString(), Set.of(MountFlag.READ_ONLY), NOTHING_SPECIAL);
            }
        }
        if (ownNet != null) {
            attachOn(ownNet, net + " on itself", points.open(net));
        }
    }

    private Step copy(Path path) {
        return add("open_tree", path.toString(), SystemCall.OPEN_TREE, new Arg.Answer(points.open(path)), Arg.of(""),
                Arg.of(core_h.OPEN_TREE_CLONE() | core_h.OPEN_TREE_CLOEXEC() | core_h.AT_EMPTY_PATH()));
    }

    private void attachOn(Step mount, String subject, Step point) {
        add("mount", subject, SystemCall.MOVE_MOUNT, new Arg.Answer(mount), Arg.of(""), new Arg.Answer(point), Arg.of(""),
                Arg.of(core_h.MOVE_MOUNT_F_EMPTY_PATH() | core_h.MOVE_MOUNT_T_EMPTY_PATH()));
    }

    /** By the working directory, so that the path is looked up once. */
    private void mountIn(Path target, String type, Set<MountFlag> flags, String options) {
        Step point = points.directory(target);
        add("fchdir", target.toString(), SystemCall.FCHDIR, new Arg.Answer(point));
        mountOn(HERE, type, target, flags, options);
    }

    private void mountOn(String path, String type, Path target, Set<MountFlag> flags, String options) {
        add("mount", type + " on " + target, SystemCall.MOUNT, Arg.of(type), Arg.of(path), Arg.of(type),
                Arg.of(MountAttributes.oldFlags(flags)), options.isEmpty() ? Arg.of(0) : Arg.of(options));
    }

    private void dev(Path dev) {
        mountIn(dev, "tmpfs", DEV_FLAGS, "mode=0755");
        points.own(dev);
        for (String name : DEVICES) {
            attach(detached.get(name), DEV.resolve(name).toString(), dev.resolve(name), false);
        }
        if (spec.terminal != null) {
            // Where the command finds the name of its terminal: its /dev/pts is a new one.
            attach(detached.get(CONSOLE), terminal, dev.resolve(CONSOLE), false);
        }
        symlink("/proc/self/fd", dev.resolve("fd"));
        symlink("/proc/self/fd/0", dev.resolve("stdin"));
        symlink("/proc/self/fd/1", dev.resolve("stdout"));
        symlink("/proc/self/fd/2", dev.resolve("stderr"));
        points.directory(dev.resolve("shm"), SHM_MODE);
        mountIn(dev.resolve("pts"), "devpts", DEV_FLAGS, "newinstance,ptmxmode=0666,mode=0620");
        symlink("pts/ptmx", dev.resolve("ptmx"));
    }

    private void symlink(String text, Path target) {
        Step above = points.above(target);
        add("symlinkat", text + " at " + target, SystemCall.SYMLINKAT,
                Arg.of(text), new Arg.Answer(above), Arg.of(target.getFileName().toString()));
    }

    /** What is not written whole for want of space is found out by writing the last byte again. */
    private void write(Mount.Content file) {
        Step open = points.create(file.target(), file.mode());
        byte[] bytes = file.content();
        if (bytes.length > 0) {
            String subject = bytes.length + " bytes to " + file.target();
            add("write", subject, SystemCall.WRITE, new Arg.Answer(open), new Arg.Data(bytes), Arg.of(bytes.length));
            add("write", subject, SystemCall.PWRITE64, new Arg.Answer(open),
                    new Arg.Data(new byte[] {bytes[bytes.length - 1]}), Arg.of(1), Arg.of(bytes.length - 1L));
        }
        add("close", file.target().toString(), SystemCall.CLOSE, new Arg.Answer(open));
    }
}
