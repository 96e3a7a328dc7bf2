package ns.cli.enter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ns.cli.option.CallerLocale;
import ns.cli.option.OnlyAttached;
import ns.core.Capability;
import ns.core.IdMap;
import ns.core.Isolation;
import ns.core.IsolationBuilder;
import ns.core.Namespace;
import ns.core.NamespaceRef;
import ns.core.error.NamespaceException;
import picocli.CommandLine.Option;

/** The options of nsenter(1), under its names. */
final class EnterOptions {

    private static final String OF_TARGET = "";
    private static final String FILE = "FILE";
    private static final String DIR = "DIR";

    @Option(names = {"-t", "--target"}, paramLabel = "PID[:INODE]",
            description = "The process whose namespaces are entered; with the inode of its pidfd, no other that has got its pid.")
    private String targetText;

    @Option(names = {"-a", "--all"}, description = "Enter all in which it differs from the caller; a FILE for one of them comes first.")
    private boolean all;

    @Option(names = {"-m", "--mount"}, paramLabel = FILE, arity = "0..1", fallbackValue = OF_TARGET, preprocessor = OnlyAttached.class,
            description = "Enter the mount namespace, of the target or that a FILE stands for; the same for those that follow.")
    private String mount;

    @Option(names = {"-u", "--uts"}, paramLabel = FILE, arity = "0..1", fallbackValue = OF_TARGET, preprocessor = OnlyAttached.class,
            description = "Enter the UTS namespace.")
    private String uts;

    @Option(names = {"-i", "--ipc"}, paramLabel = FILE, arity = "0..1", fallbackValue = OF_TARGET, preprocessor = OnlyAttached.class,
            description = "Enter the IPC namespace.")
    private String ipc;

    @Option(names = {"-n", "--net"}, paramLabel = FILE, arity = "0..1", fallbackValue = OF_TARGET, preprocessor = OnlyAttached.class,
            description = "Enter the network namespace.")
    private String net;

    @Option(names = {"-p", "--pid"}, paramLabel = FILE, arity = "0..1", fallbackValue = OF_TARGET, preprocessor = OnlyAttached.class,
            description = "Enter the PID namespace.")
    private String pid;

    @Option(names = {"-U", "--user"}, paramLabel = FILE, arity = "0..1", fallbackValue = OF_TARGET, preprocessor = OnlyAttached.class,
            description = "Enter the user namespace.")
    private String user;

    @Option(names = {"-C", "--cgroup"}, paramLabel = FILE, arity = "0..1", fallbackValue = OF_TARGET, preprocessor = OnlyAttached.class,
            description = "Enter the cgroup namespace.")
    private String cgroup;

    @Option(names = {"-T", "--time"}, paramLabel = FILE, arity = "0..1", fallbackValue = OF_TARGET, preprocessor = OnlyAttached.class,
            description = "Enter the time namespace.")
    private String time;

    @Option(names = {"-N", "--net-socket"}, paramLabel = "FD",
            description = "Enter the network namespace of a socket, which is this descriptor of the target's.")
    private Integer socket;

    @Option(names = "--user-parent",
            description = "Enter the user namespace that owns those that are entered; with --user, the parent of that.")
    private boolean userParent;

    @Option(names = {"-S", "--setuid"}, paramLabel = "UID|follow",
            description = "Run as this user, or as the target does; root where a user namespace is entered.")
    private String uid;

    @Option(names = {"-G", "--setgid"}, paramLabel = "GID|follow", description = "Run as this group, without supplementary groups.")
    private String gid;

    @Option(names = "--keep-caps", description = "With a user namespace, let the command keep its capabilities though it is not root.")
    private boolean keepCapabilities;

    @Option(names = "--preserve-credentials", description = "Leave user and groups as they are.")
    private boolean preserveCredentials;

    @Option(names = {"-r", "--root"}, paramLabel = DIR, arity = "0..1", fallbackValue = OF_TARGET, preprocessor = OnlyAttached.class,
            description = "Take the root of the target, or a DIR of the outside, as root.")
    private String root;

    @Option(names = {"-w", "--wd", "--cwd"}, paramLabel = DIR, arity = "0..1", fallbackValue = OF_TARGET,
            preprocessor = OnlyAttached.class,
            description = "Start in the target's working directory, or in a DIR of the outside.")
    private String directory;

    @Option(names = {"-W", "--wdns"}, paramLabel = DIR, description = "Start in a DIR as seen inside.")
    private Path directoryInside;

    @Option(names = {"-c", "--join-cgroup"}, description = "Start in the cgroup of the target, of version 2.")
    private boolean joinCgroup;

    @Option(names = {"-e", "--env"}, description = "Take the environment of the target.")
    private boolean environment;

    @Option(names = {"-F", "--no-fork"}, description = "Without effect, as ns always starts a child; refused with --pid.")
    private boolean noFork;

    @Option(names = {"-Z", "--follow-context"}, description = "Refused: ns sets no SELinux context.")
    private boolean context;

    private Target target;

    /** Called by picocli. */
    EnterOptions() {}

    /** What is asked for, with the streams of the caller; set-user-ID programs work as with nsenter. */
    IsolationBuilder builder() throws IOException {
        if (context) {
            throw refused("--follow-context", "ns sets no SELinux context: runcon(1) does");
        }
        if (directory != null && directoryInside != null) {
            throw refused("--wd, --wdns", "only one of them can be where the command starts");
        }
        target = targetText == null ? null : Target.parse(targetText);
        List<NamespaceRef> refs = refs();
        if (noFork && refs.stream().anyMatch(ref -> ref.kinds().contains(Namespace.PID))) {
            throw refused("--no-fork", "only a child can be in another PID namespace");
        }
        IsolationBuilder builder = Isolation.builder().inheritIO().allowNewPrivileges().enter(refs.toArray(NamespaceRef[]::new));
        identity(builder, refs.stream().anyMatch(ref -> ref.kinds().contains(Namespace.USER)));
        places(builder);
        if (environment) {
            builder.environmentOf(target("--env").pid());
        } else {
            CallerLocale.keep(builder);
        }
        if (joinCgroup) {
            target("--join-cgroup").joinCgroup();
        }
        return builder;
    }

    private void identity(IsolationBuilder builder, boolean entersUserNamespace) throws IOException {
        if (uid != null) {
            builder.uid(id(IdMap.Kind.UID, "--setuid", uid, entersUserNamespace));
        }
        if (gid != null) {
            builder.gid(id(IdMap.Kind.GID, "--setgid", gid, entersUserNamespace));
        }
        if (preserveCredentials) {
            builder.preserveCredentials();
        }
        if (keepCapabilities && entersUserNamespace) {
            builder.ambientCapabilities(Capability.parse("all"));
        }
    }

    private long id(IdMap.Kind kind, String option, String text, boolean entersUserNamespace) throws IOException {
        if (text.equals("follow")) {
            boolean itsOwn = entersUserNamespace && !userParent && (user == null || user.equals(OF_TARGET));
            return target(option + " follow").id(kind, itsOwn);
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw refused(option + " " + text, "must be a number, or follow");
        }
    }

    private void places(IsolationBuilder builder) {
        if (root != null && root.equals(OF_TARGET)) {
            target("--root");
            builder.enterRoot();
        } else if (root != null) {
            builder.enterRoot(Path.of(root));
        }
        if (directory != null && directory.equals(OF_TARGET)) {
            target("--wd");
            builder.enterDirectory();
        } else if (directory != null) {
            builder.enterDirectory(Path.of(directory));
        }
        if (directoryInside != null) {
            builder.directory(directoryInside);
        }
    }

    private static IllegalArgumentException refused(String option, String remedy) {
        return NamespaceException.invalid("setns", option, remedy);
    }

    private Target target(String option) {
        if (target == null) {
            throw refused(option, "needs --target PID");
        }
        return target;
    }

    /** One for the process, if it has a part in it, and one for each file. */
    private List<NamespaceRef> refs() throws IOException {
        Map<Namespace, String> kinds = new LinkedHashMap<>();
        kinds.put(Namespace.USER, user);
        kinds.put(Namespace.MOUNT, mount);
        kinds.put(Namespace.UTS, uts);
        kinds.put(Namespace.IPC, ipc);
        kinds.put(Namespace.NETWORK, net);
        kinds.put(Namespace.PID, pid);
        kinds.put(Namespace.CGROUP, cgroup);
        kinds.put(Namespace.TIME, time);
        Map<Namespace, NamespaceRef> others = new LinkedHashMap<>();
        Set<Namespace> ofTarget = all ? EnumSet.copyOf(target("--all").namespaces().kinds()) : EnumSet.noneOf(Namespace.class);
        kinds.forEach((kind, file) -> {
            if (file != null && file.equals(OF_TARGET)) {
                ofTarget.add(kind);
            } else if (file != null) {
                if (file.startsWith(":")) {
                    throw refused("--" + kind + "=" + file, "a namespace is named by a file or by --target, not by its id;"
                            + " a file of that name is ./" + file);
                }
                others.put(kind, NamespaceRef.path(kind, Path.of(file)));
            }
        });
        if (socket != null) {
            others.put(Namespace.NETWORK, NamespaceRef.socket(target("--net-socket").pid(), socket));
        }
        if (userParent) {
            others.put(Namespace.USER, NamespaceRef.ownerOf(owned(ofTarget, others)));
        }
        ofTarget.removeAll(others.keySet());
        if (!ofTarget.isEmpty()) {
            others.put(null, target("--" + ofTarget.iterator().next()).namespaces(ofTarget.toArray(Namespace[]::new)));
        }
        if (others.isEmpty() && !all) {
            throw target != null
                    ? refused("--target " + targetText, "which namespaces? --all, or --mount, --uts, --ipc, --net, --pid, --user,"
                            + " --cgroup, --time")
                    : refused("nothing", "needs --target PID with --all or kinds of namespace, or a FILE for one: --net=FILE");
        }
        return List.copyOf(others.values());
    }

    /** Whose owner is entered: the user namespace that was asked for, else another, else the target's user namespace. */
    private Path owned(Set<Namespace> ofTarget, Map<Namespace, NamespaceRef> others) {
        List<Path> files = new ArrayList<>();
        for (Namespace kind : Namespace.values()) {
            Path file = others.get(kind) instanceof NamespaceRef.OfFile given ? given.file()
                    : ofTarget.contains(kind) ? target("--user-parent").file(kind) : null;
            if (file != null) {
                files.add(kind == Namespace.USER ? 0 : files.size(), file);
            }
        }
        return files.isEmpty() ? target("--user-parent").file(Namespace.USER) : files.getFirst();
    }
}
