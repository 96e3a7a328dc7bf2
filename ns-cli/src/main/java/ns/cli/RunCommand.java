package ns.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import ns.cli.help.Version;
import ns.cli.net.NetworkOptions;
import ns.cli.option.CallerLocale;
import ns.cli.option.HelpAll;
import ns.cli.option.Misuse;
import ns.cli.option.OnlyAttached;
import ns.cli.process.Foreground;
import ns.cli.sandbox.IdentityOptions;
import ns.cli.sandbox.LimitOptions;
import ns.cli.sandbox.MountOptions;
import ns.cli.sandbox.PrivilegeOptions;
import ns.cli.sandbox.StatusOptions;
import ns.core.Isolation;
import ns.core.IsolationBuilder;
import ns.core.Namespace;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    /** What may be said again, as mounts may. */
    private static final String REPEATABLE = "--env";

    /** What may not be said beside another, by what they have in common. */
    private static final Map<String, String> GROUPS = Map.of(
            "--only", "kinds", "--share", "kinds", "--map-root-user", "mapping", "--map-current-user", "mapping");

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

    @Mixin
    private final IdentityOptions identities = new IdentityOptions();

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
            throw Misuse.of(spec, "Missing COMMAND");
        }
        if (verbose) {
            LogConfigurator.beVerbose();
        }
        try (network; status) {
            return run(isolation());
        }
    }

    /**
     * Reads a command line as picocli would, if it has no other options than those that take a word or none and go well
     * together: most have, and to begin with picocli takes a JVM longer than all else.
     *
     * @param args what is behind {@code run}
     * @return the command, or null
     */
    static RunCommand readSimple(List<String> args) {
        RunCommand run = new RunCommand();
        run.dieWithParent = true;
        Set<String> seen = new HashSet<>();
        int at = 0;
        while (at < args.size() && args.get(at).startsWith("-")) {
            String word = args.get(at++);
            if (word.equals("--")) {
                break;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            List<String> values = new ArrayList<>();
            if (equals >= 0) {
                values.add(word.substring(equals + 1));
            }
            int wanted = run.words(name);
            while (values.size() < wanted && at < args.size()) {
                values.add(args.get(at++));
            }
            boolean plain = values.size() == wanted && values.stream().noneMatch(value -> value.isEmpty() || value.startsWith("-"));
            boolean again = !name.equals(REPEATABLE) && !run.mounts.has(name) && !seen.add(GROUPS.getOrDefault(name, name));
            if (!plain || again) {
                return null;
            }
            run.set(name, values);
        }
        run.command = args.subList(at, args.size());
        return run.command.isEmpty() ? null : run;
    }

    private int words(String name) {
        return switch (name) {
            case "--no-mount-proc", "--clear-env" -> 0;
            case "--only", "--share", "--hostname", "--domainname", "--env", "--cwd" -> 1;
            default -> Math.max(mounts.words(name), identities.words(name));
        };
    }

    private void set(String name, List<String> values) {
        switch (name) {
            case "--no-mount-proc" -> proc.none = true;
            case "--clear-env" -> clearEnv = true;
            case "--only" -> kinds.only = List.of(values.getFirst().split(","));
            case "--share" -> kinds.share = List.of(values.getFirst().split(","));
            case "--hostname" -> hostname = values.getFirst();
            case "--domainname" -> domainname = values.getFirst();
            case "--cwd" -> cwd = Path.of(values.getFirst());
            case "--env" -> {
                env = new ArrayList<>(env);
                env.add(values.getFirst());
            }
            default -> {
                if (identities.words(name) < 0) {
                    mounts.set(name, values);
                } else {
                    identities.set(name, values);
                }
            }
        }
    }

    /** What it runs. */
    List<String> command() {
        return command;
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

    /** How it is isolated. */
    Isolation isolation() throws IOException {
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
        identities.apply(builder, namespaces.contains(Namespace.USER));
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
