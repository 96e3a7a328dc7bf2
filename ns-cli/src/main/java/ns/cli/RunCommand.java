package ns.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import ns.cli.help.Version;
import ns.cli.net.NetworkOptions;
import ns.cli.option.CallerLocale;
import ns.cli.option.HelpAll;
import ns.cli.option.OnlyAttached;
import ns.cli.option.Setgroups;
import ns.cli.process.Foreground;
import ns.cli.sandbox.LimitOptions;
import ns.cli.sandbox.MountOptions;
import ns.cli.sandbox.PrivilegeOptions;
import ns.cli.sandbox.StatusOptions;
import ns.core.IdMap;
import ns.core.Isolation;
import ns.core.IsolationBuilder;
import ns.core.Namespace;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ns run}: a command in namespaces of its own; {@code unshare}, {@code bwrap}. */
@Command(
        name = "run",
        description = {
            "Runs a command in namespaces of its own.",
            "",
            "By default in new uts, ipc, pid, mount, user and network namespaces, the caller mapped to root, mounts"
                    + " private, an own /proc, the loopback interface up, terminal and environment inherited.",
            ""
        },
        footer = {
            "",
            "Exit status: the command's own; 128+n when signal n ended it; 127 command not found;"
                    + " 126 found but not executable; 125 set-up failed; 2 wrong usage.",
            "",
            "Examples:",
            "  ns run -- sh                      a shell in which echo $$$$ prints 1",
            "  ns run --share network -- make    isolated, but with the network of the host",
            "  ns run --only uts,user -- sh -c 'hostname bird; hostname'",
            "  ns run --root / --read-only-root --tmpfs /tmp --init -- make check",
            "",
            "'ns run --help-all' describes each option, as does the manual page, ns-run(1)."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        customSynopsis = "ns run [OPTION]... [--] COMMAND [ARG...]",
        sortOptions = false)
final class RunCommand implements Callable<Integer> {

    @ArgGroup
    private Kinds kinds = new Kinds();

    /** Which namespaces are new. */
    static final class Kinds {
        @Option(names = "--only", paramLabel = "KIND[,KIND...]", hideParamSyntax = true, split = ",",
                description = "New namespaces of these kinds only: uts, ipc, pid, mount, user, network, cgroup, time.")
        private List<String> only;

        @Option(names = "--share", paramLabel = "KIND[,KIND...]", hideParamSyntax = true, split = ",",
                description = "Share these with the host instead of making new ones; with pid, what the command leaves behind goes on.")
        private List<String> share = List.of();
    }

    @Option(names = "--hostname", paramLabel = "NAME", description = "Host name inside.")
    private String hostname;

    @Option(names = "--domainname", paramLabel = "NAME", description = "NIS domain name inside.")
    private String domainname;

    @ArgGroup
    private Mapping mapping = new Mapping();

    /** How ids are mapped. */
    static final class Mapping {
        @Option(names = "--map-root-user", description = "Map the caller to root inside (the default).")
        private boolean root;

        @Option(names = "--map-current-user", description = "Map the caller to itself.")
        private boolean current;

        @Option(names = "--map-auto",
                description = "Map the caller to root, and the ids granted in /etc/subuid and /etc/subgid to 1 and above.")
        private boolean auto;

        @ArgGroup(exclusive = false)
        private Ranges ranges;
    }

    /** Explicit maps. */
    static final class Ranges {
        @Option(names = "--map-users", paramLabel = "INNER:OUTER:COUNT|auto",
                description = "Map a range of users; repeatable. More than one's own user needs root or newuidmap.")
        private List<String> users = List.of();

        @Option(names = "--map-groups", paramLabel = "INNER:OUTER:COUNT|auto",
                description = "Map a range of groups; repeatable. Without it, the caller's group is mapped to root.")
        private List<String> groups = List.of();
    }

    @Option(names = "--setgroups", paramLabel = "allow|deny", description = "Whether groups can be changed inside.")
    private Setgroups setgroups;

    @Option(names = "--uid", paramLabel = "UID", description = "Run as this user, by its id inside.")
    private Long uid;

    @Option(names = "--gid", paramLabel = "GID", description = "Run as this group, by its id inside.")
    private Long gid;

    @Option(names = "--groups", paramLabel = "GID[,GID...]", hideParamSyntax = true, split = ",",
            description = "Supplementary groups, by their ids inside; '' for none.")
    private List<String> groups;

    @ArgGroup
    private Proc proc = new Proc();

    /** Whether and where proc is mounted. */
    static final class Proc {
        @Option(names = "--mount-proc", paramLabel = "PATH", arity = "0..1", fallbackValue = "/proc", preprocessor = OnlyAttached.class,
                description = "Mount an own proc on PATH, without PATH on /proc (the default with new pid and mount"
                        + " namespaces).")
        private Path mountPoint;

        @Option(names = "--no-mount-proc", description = "Leave /proc as it is.")
        private boolean none;
    }

    @Mixin
    private final NetworkOptions network = new NetworkOptions();

    @Mixin
    private final MountOptions mounts = new MountOptions();

    @Mixin
    private final PrivilegeOptions privileges = new PrivilegeOptions();

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Mixin
    private final StatusOptions status = new StatusOptions();

    @Option(names = "--env", paramLabel = "NAME[=VALUE]",
            description = "Set a variable, or without a value keep the caller's; repeatable.")
    private List<String> env = List.of();

    @Option(names = "--clear-env", description = "Inherit no environment; what --env sets is kept.")
    private boolean clearEnv;

    @Option(names = "--cwd", paramLabel = "DIR", description = "Working directory, as seen inside.")
    private Path cwd;

    @Option(names = "--die-with-parent", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Kill the command when ns ends, even by SIGKILL (the default); --no- lets it go on.")
    private boolean dieWithParent;

    @Option(names = "--init", description = "Let process 1 be an init, which reaps and passes signals on, and not the command.")
    private boolean init;

    @Option(names = "--dry-run", description = "Print what would be done, step by step, and do nothing.")
    private boolean dryRun;

    @Option(names = {"-v", "--verbose"}, description = "Tell each step on stderr.")
    private boolean verbose;

    @Option(names = HelpAll.NAME, preprocessor = HelpAll.class, description = HelpAll.DESCRIPTION)
    private boolean helpAll;

    @Parameters(paramLabel = "COMMAND", description = "The command and its arguments.", hideParamSyntax = true)
    private List<String> command = List.of();

    private CommandSpec spec;

    /** Called by picocli. */
    RunCommand() {}

    /** Called by picocli. */
    @Spec
    void spec(CommandSpec own) {
        spec = own;
        mounts.addTo(own);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (command.isEmpty()) { // not left to picocli, which would say this also where an option is unknown
            throw new ParameterException(spec.commandLine(), "Missing COMMAND");
        }
        if (verbose) {
            LogConfigurator.beVerbose();
        }
        try (network; status) {
            return run(isolation());
        }
    }

    private int run(Isolation isolation) throws IOException, InterruptedException {
        if (dryRun) {
            isolation.describe(command).forEach(System.out::println);
            return 0;
        }
        int exit = limits.hasTerminal() ? Foreground.runAtTerminal(isolation, command) : Foreground.run(isolation, command);
        status.ended(exit);
        return exit;
    }

    private Isolation isolation() throws IOException {
        Set<Namespace> namespaces = EnumSet.noneOf(Namespace.class);
        if (kinds.only == null) {
            namespaces.addAll(Namespace.ALL);
        } else {
            kinds.only.forEach(name -> namespaces.add(Namespace.of(name)));
        }
        kinds.share.forEach(name -> namespaces.remove(Namespace.of(name)));
        network.choose(namespaces);
        IsolationBuilder builder = Isolation.builder().namespaces(namespaces).inheritIO();
        network.apply(builder);
        if (hostname != null) {
            builder.hostname(hostname);
        }
        if (domainname != null) {
            builder.domainname(domainname);
        }
        mapIds(builder, namespaces.contains(Namespace.USER));
        if (proc.mountPoint != null) {
            builder.mountProc(proc.mountPoint);
        } else if (!proc.none && namespaces.containsAll(Set.of(Namespace.PID, Namespace.MOUNT))) {
            builder.mountProc();
        }
        if (namespaces.contains(Namespace.NETWORK)) {
            builder.loopbackUp();
        }
        mounts.apply(builder);
        privileges.apply(builder);
        limits.apply(builder);
        status.apply(builder, namespaces);
        environment(builder);
        if (cwd != null) {
            builder.directory(cwd);
        }
        if (dieWithParent) {
            builder.dieWithParent();
        }
        if (init) {
            builder.init();
        }
        return builder.build();
    }

    private void mapIds(IsolationBuilder builder, boolean newUserNamespace) {
        if (mapping.auto) {
            builder.mapAuto();
        } else if (mapping.current) {
            builder.mapCurrentUser();
        } else if (mapping.root || newUserNamespace) {
            builder.mapRootUser();
        }
        if (mapping.ranges != null) {
            replaceMaps(builder, IdMap.Kind.UID, mapping.ranges.users);
            replaceMaps(builder, IdMap.Kind.GID, mapping.ranges.groups);
        }
        if (setgroups != null) {
            builder.setgroups(setgroups == Setgroups.allow);
        }
        if (uid != null) {
            builder.uid(uid);
        }
        if (gid != null) {
            builder.gid(gid);
        }
        if (groups != null) {
            builder.groups(groups.equals(List.of("")) ? new long[0] : groups.stream().mapToLong(this::groupId).toArray());
        }
    }

    private long groupId(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '--groups': '" + text + "' is no id");
        }
    }

    private static void replaceMaps(IsolationBuilder builder, IdMap.Kind kind, List<String> texts) {
        if (!texts.isEmpty()) {
            builder.idMaps(kind, texts.stream().map(text -> IdMap.parse(kind, text)).toList());
        }
    }

    private void environment(IsolationBuilder builder) {
        CallerLocale.keep(builder);
        if (clearEnv) {
            builder.clearEnv();
        }
        for (String variable : env) {
            int equals = variable.indexOf('=');
            if (equals >= 0) {
                builder.env(variable.substring(0, equals), variable.substring(equals + 1));
            } else {
                builder.keepEnv(variable);
                if (variable.equals("LC_ALL")) {
                    CallerLocale.keep(builder);
                }
            }
        }
    }
}
