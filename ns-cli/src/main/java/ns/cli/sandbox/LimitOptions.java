package ns.cli.sandbox;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ns.cli.process.Foreground;
import ns.core.IsolationBuilder;
import ns.core.Signal;
import ns.core.error.NamespaceException;
import ns.core.limit.ByteCount;
import ns.core.limit.CgroupLimits;
import ns.core.limit.ResourceLimit;
import ns.core.syscall.Terminal;
import picocli.CommandLine.Option;

/** How much the command may use, and what else the process is that it runs as. */
public final class LimitOptions {

    private static final int OCTAL = 8;
    private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d|)");
    private static final Map<String, Double> SECONDS = Map.of("ms", 0.001, "s", 1.0, "", 1.0, "m", 60.0, "h", 3600.0, "d", 86_400.0);
    private static final double NANOS = 1e9;

    /** That of terminals that do not know theirs. */
    private static final Terminal.Size USUAL = new Terminal.Size(24, 80);

    @Option(names = "--rlimit", paramLabel = "RESOURCE=SOFT[:HARD]", hideParamSyntax = true,
            description = "Limit a resource of each process, as prlimit does: nofile, nproc, as, cpu, fsize, core, ...; repeatable.")
    private List<String> limits = List.of();

    @Option(names = "--memory", paramLabel = "BYTES",
            description = "The most memory of all processes together; as all limits here to --io, by a cgroup of version 2.")
    private String memory;

    @Option(names = "--pids", paramLabel = "N", description = "The most processes and threads.")
    private Long pids;

    @Option(names = "--cpus", paramLabel = "N", description = "How many CPUs' time; 0.5 for half of one.")
    private Double cpus;

    @Option(names = "--io", paramLabel = "MAJOR:MINOR LIMITS", description = "Input and output of a device: '8:0 rbps=1048576 wiops=100'.")
    private String io;

    @Option(names = "--cgroup", paramLabel = "FILE=VALUE", hideParamSyntax = true,
            description = "Any other file of a controller, as memory.swap.max=0; repeatable.")
    private List<String> settings = List.of();

    @Option(names = "--cgroup-parent", paramLabel = "DIR", description = "Make the cgroup here.")
    private Path cgroupParent;

    @Option(names = "--time-limit", paramLabel = "TIME",
            description = "End the command after this time: 500ms, 5s, 2m, 1h. SIGKILL follows a second after the kill signal.")
    private String timeLimit;

    @Option(names = "--kill-signal", paramLabel = "SIGNAL", description = "What a time limit sends first (TERM).")
    private String killSignal;

    @Option(names = "--umask", paramLabel = "OCTAL", description = "Permissions that new files do not get.")
    private String umask;

    @Option(names = "--nice", paramLabel = "N", description = "Nice value, -20 to 19.")
    private Integer niceness;

    @Option(names = "--new-session", description = "A session of its own, without the terminal; a shell then has no job control.")
    private boolean newSession;

    @Option(names = "--pty",
            description = "A session and a pseudo-terminal of its own, shown at the caller's; it keeps job control, and cannot touch the caller's.")
    private boolean terminal;

    @Option(names = "--argv0", paramLabel = "NAME", description = "What the command is told that it is called.")
    private String argv0;

    @Option(names = "--fd", paramLabel = "N[,N...]", hideParamSyntax = true, split = ",",
            description = "Pass on this descriptor of the caller's; no other than the standard streams is.")
    private List<Integer> descriptors = List.of();

    @Option(names = "--monotonic", paramLabel = "SECONDS", description = "Set the monotonic clock of a new time namespace ahead.")
    private Long monotonic;

    @Option(names = "--boottime", paramLabel = "SECONDS", description = "Set its time since boot ahead.")
    private Long bootTime;

    /** Called by picocli. */
    public LimitOptions() {}

    /** Adds what was asked for. */
    public void apply(IsolationBuilder builder) {
        limits.forEach(limit -> builder.limit(ResourceLimit.parse(limit)));
        cgroup(builder);
        if (timeLimit != null) {
            builder.timeLimit(time(timeLimit));
        }
        if (killSignal != null) {
            builder.killSignal(Signal.of(killSignal));
        }
        if (umask != null) {
            builder.umask(octal(umask));
        }
        if (niceness != null) {
            builder.niceness(niceness);
        }
        if (terminal) {
            Terminal.Size size = Terminal.size(0).or(() -> Terminal.size(1)).orElse(USUAL);
            builder.stdin(Redirect.PIPE).stdout(Redirect.PIPE).stderr(Redirect.PIPE).terminal(size.rows(), size.columns());
        } else if (newSession) {
            builder.newSession();
        } else {
            Foreground.shieldCaller(builder);
        }
        if (argv0 != null) {
            builder.argv0(argv0);
        }
        descriptors.forEach(descriptor -> {
            InheritedDescriptor.check("--fd", descriptor);
            builder.passDescriptor(descriptor);
        });
        if (monotonic != null) {
            builder.monotonicOffset(Duration.ofSeconds(monotonic));
        }
        if (bootTime != null) {
            builder.bootTimeOffset(Duration.ofSeconds(bootTime));
        }
    }

    /** Whether the command has a terminal of its own, which somebody has to show. */
    public boolean hasTerminal() {
        return terminal;
    }

    private void cgroup(IsolationBuilder builder) {
        CgroupLimits limits = CgroupLimits.none();
        if (memory != null) {
            limits = limits.memory(bytes(memory));
        }
        if (pids != null) {
            limits = limits.pids(pids);
        }
        if (cpus != null) {
            limits = limits.cpus(cpus);
        }
        if (io != null) {
            limits = limits.io(io);
        }
        for (String setting : settings) {
            String[] sides = setting.split("=", 2);
            limits = limits.setting(sides[0], sides.length == 1 ? "" : sides[1]);
        }
        if (cgroupParent != null) {
            limits = limits.in(cgroupParent);
        }
        if (!limits.isNone()) {
            builder.cgroup(limits);
        }
    }

    private static long bytes(String text) {
        try {
            return ByteCount.parse(text);
        } catch (NumberFormatException e) {
            throw NamespaceException.invalid("cgroup", "--memory " + text, "must be a number of bytes, perhaps with K, M, G or T");
        }
    }

    /** As timeout(1) reads it. */
    private static Duration time(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw NamespaceException.invalid("wait", "--time-limit " + text, "must be a number with ms, s, m, h or d behind it");
        }
        return Duration.ofNanos((long) (Double.parseDouble(matcher.group(1)) * SECONDS.get(matcher.group(2)) * NANOS));
    }

    private static int octal(String text) {
        try {
            return Integer.parseInt(text, OCTAL);
        } catch (NumberFormatException e) {
            throw NamespaceException.invalid("umask", "'" + text + "'", "must be an octal number, 0 to 777");
        }
    }
}
