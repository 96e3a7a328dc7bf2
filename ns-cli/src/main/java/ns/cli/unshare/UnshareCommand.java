package ns.cli.unshare;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import ns.cli.help.Version;
import ns.cli.option.CallerLocale;
import ns.cli.option.CommandOrShell;
import ns.cli.option.OnlyAttached;
import ns.cli.sandbox.MountOptions;
import ns.core.Isolation;
import ns.core.IsolationBuilder;
import ns.core.Namespace;
import ns.core.Signal;
import ns.core.mount.Mount;
import ns.core.mount.Root;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ns unshare}: unshare(1), in its own words. */
@Command(
        name = "unshare",
        description = {"Runs a command in new namespaces, only those asked for.", ""},
        footer = {
            "",
            "Exit status: the command's own; 128+n when signal n ended it; 127 command not found; 126 found but not executable;"
                    + " 125 set-up failed, where unshare(1) has 1; 2 wrong usage.",
            "",
            "Options mean what they do in unshare(1) of util-linux 2.42, but: the command is a child that gets ns's signals and"
                    + " ends with ns, and is process 1 with --pid; setgroups(2) is not called where it is denied; -r --map-auto maps"
                    + " all ids granted; files are bound before the command runs; --mount-proc needs --pid; --root leaves no old root;"
                    + " --owner is refused.",
            "",
            "Examples:",
            "  ns unshare -rm                   a shell that is root and may mount",
            "  ns unshare -Urpf --mount-proc    a shell with a /proc of its own",
            "  ns unshare --net=/run/x true     keep a network namespace as a file",
            "",
            "'ns unshare --help-all' and ns-unshare(1) describe each option."
        },
        customSynopsis = "ns unshare [OPTION]... [--] [COMMAND [ARG...]]",
        versionProvider = Version.class,
        sortOptions = false)
public final class UnshareCommand implements Callable<Integer> {

    private static final String NO_FILE = "";
    private static final String FILE = "FILE";
    private static final String BINFMT = "/proc/sys/fs/binfmt_misc";

    @Option(names = {"-m", "--mount"}, paramLabel = FILE, arity = "0..1", fallbackValue = NO_FILE, preprocessor = OnlyAttached.class,
            description = "New mount namespace; with FILE it is kept there, as those that follow.")
    private String mount;

    @Option(names = {"-u", "--uts"}, paramLabel = FILE, arity = "0..1", fallbackValue = NO_FILE,
            preprocessor = OnlyAttached.class, description = "New UTS namespace.")
    private String uts;

    @Option(names = {"-i", "--ipc"}, paramLabel = FILE, arity = "0..1", fallbackValue = NO_FILE,
            preprocessor = OnlyAttached.class, description = "New IPC namespace.")
    private String ipc;

    @Option(names = {"-n", "--net"}, paramLabel = FILE, arity = "0..1", fallbackValue = NO_FILE,
            preprocessor = OnlyAttached.class, description = "New network namespace.")
    private String net;

    @Option(names = {"-p", "--pid"}, paramLabel = FILE, arity = "0..1", fallbackValue = NO_FILE,
            preprocessor = OnlyAttached.class, description = "New PID namespace.")
    private String pid;

    @Option(names = {"-U", "--user"}, paramLabel = FILE, arity = "0..1", fallbackValue = NO_FILE,
            preprocessor = OnlyAttached.class, description = "New user namespace.")
    private String user;

    @Option(names = {"-C", "--cgroup"}, paramLabel = FILE, arity = "0..1", fallbackValue = NO_FILE,
            preprocessor = OnlyAttached.class, description = "New cgroup namespace.")
    private String cgroup;

    @Option(names = {"-T", "--time"}, paramLabel = FILE, arity = "0..1", fallbackValue = NO_FILE,
            preprocessor = OnlyAttached.class, description = "New time namespace.")
    private String time;

    @Mixin
    private final IdentityOptions identity = new IdentityOptions();

    @Option(names = {"-R", "--root"}, paramLabel = "DIR", description = "Take DIR as root; implies --mount.")
    private Path root;

    @Option(names = "--mount-proc", paramLabel = "DIR", arity = "0..1", fallbackValue = "/proc", preprocessor = OnlyAttached.class,
            description = "Mount an own proc on DIR, /proc without any; implies --mount.")
    private Path proc;

    @Option(names = "--mount-binfmt", paramLabel = "DIR", arity = "0..1", fallbackValue = BINFMT, preprocessor = OnlyAttached.class,
            description = "Mount an own binfmt_misc on DIR, /proc/sys/fs/binfmt_misc without any; implies --user and --mount.")
    private Path binfmt;

    @Option(names = {"-l", "--load-interp"}, paramLabel = "RULE",
            description = "Tell that binfmt_misc of an interpreter, as the new root has it; implies --mount-binfmt.")
    private String interpreter;

    @Option(names = "--propagation", paramLabel = "private|slave|shared|unchanged",
            description = "Propagation of mounts (private); nothing without --mount.")
    private String propagation;

    @Option(names = {"-f", "--fork"}, description = "Without effect: the command is a child in any case.")
    private boolean fork;

    @Option(names = "--forward-signals", description = "Without effect: signals are passed on in any case.")
    private boolean forwardSignals;

    @Option(names = "--kill-child", paramLabel = "SIGNAL", arity = "0..1", fallbackValue = "KILL", preprocessor = OnlyAttached.class,
            description = "Send the command a signal when ns ends, even by SIGKILL; SIGKILL without any.")
    private String killChild;

    @Option(names = {"-w", "--wd"}, paramLabel = "DIR", description = "Working directory, as seen inside.")
    private Path directory;

    @Option(names = "--monotonic", paramLabel = "SECONDS", description = "Set the monotonic clock of the time namespace ahead.")
    private Long monotonic;

    @Option(names = "--boottime", paramLabel = "SECONDS", description = "Set its time since boot ahead.")
    private Long bootTime;

    @Option(names = "--clear-env", description = "Inherit no environment.")
    private boolean clearEnvironment;

    @Option(names = "--whitelist-env", paramLabel = "NAME[,NAME...]", hideParamSyntax = true, split = ",",
            description = "Inherit these variables and no others.")
    private List<String> variables;

    @Mixin
    private final CommandOrShell command = new CommandOrShell();

    /** Called by picocli. */
    public UnshareCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        IsolationBuilder builder = isolation();
        Signal death = killChild == null ? Signal.KILL : Signal.of(killChild);
        return command.run(builder, death);
    }

    private IsolationBuilder isolation() {
        Map<Namespace, String> kinds = kinds();
        IsolationBuilder builder = Isolation.builder().namespaces(kinds.keySet()).inheritIO().allowNewPrivileges();
        kinds.forEach((kind, file) -> {
            if (!file.equals(NO_FILE)) {
                builder.keep(kind, Path.of(file));
            }
        });
        identity.apply(builder, kinds.containsKey(Namespace.USER));
        mounts(builder, kinds.containsKey(Namespace.MOUNT));
        if (directory != null) {
            builder.directory(directory);
        }
        if (monotonic != null) {
            builder.monotonicOffset(Duration.ofSeconds(monotonic));
        }
        if (bootTime != null) {
            builder.bootTimeOffset(Duration.ofSeconds(bootTime));
        }
        CallerLocale.keep(builder);
        if (clearEnvironment || variables != null) {
            builder.clearEnv();
        }
        if (variables != null) {
            variables.forEach(builder::keepEnv);
            if (variables.contains("LC_ALL")) {
                CallerLocale.keep(builder);
            }
        }
        return builder;
    }

    private void mounts(IsolationBuilder builder, boolean newMountNamespace) {
        if (root != null) {
            builder.root(Root.directory(root.toAbsolutePath().normalize()));
        }
        if (proc != null) {
            builder.mountProc(proc);
        }
        if (binfmt != null || interpreter != null) {
            Path place = binfmt == null ? Path.of(BINFMT) : binfmt;
            builder.mount(interpreter == null ? Mount.binfmt(place) : Mount.binfmt(place, interpreter));
        }
        if (propagation != null && newMountNamespace) {
            builder.propagation(MountOptions.propagationOf(propagation));
        }
    }

    /** What is new, and the file it is kept as. */
    private Map<Namespace, String> kinds() {
        boolean ownBinfmt = binfmt != null || interpreter != null;
        Map<Namespace, String> all = new LinkedHashMap<>();
        all.put(Namespace.USER, file(user, identity.implyUserNamespace() || ownBinfmt));
        all.put(Namespace.MOUNT, file(mount, proc != null || root != null || ownBinfmt));
        all.put(Namespace.UTS, uts);
        all.put(Namespace.IPC, ipc);
        all.put(Namespace.NETWORK, net);
        all.put(Namespace.PID, pid);
        all.put(Namespace.CGROUP, cgroup);
        all.put(Namespace.TIME, time);
        all.values().removeIf(file -> file == null);
        return all;
    }

    private static String file(String given, boolean isNew) {
        return given == null && isNew ? NO_FILE : given;
    }
}
