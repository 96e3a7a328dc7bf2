package ns.cli.doctor;

import java.util.List;
import java.util.Optional;
import ns.core.Isolation;
import ns.core.Signal;
import ns.core.syscall.Libc;
import ns.core.syscall.ProcStatus;

/** What Java itself stands in the way of. */
final class JavaChecks {

    private static final String HEADING = "Java";
    private static final String FLAG = "run java with --enable-native-access=ns.core,ns.net";

    private JavaChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of(HEADING, "version", () -> Result.ok(Runtime.version() + ", " + System.getProperty("java.vm.name"))),
                Check.of(HEADING, "native access", JavaChecks::nativeAccess).asNeeded(),
                Check.works(HEADING, "child process", "runs: memory may be made executable",
                        () -> Spawn.attempt(Isolation.builder())).asNeeded(),
                Check.of(HEADING, "signals", JavaChecks::signals));
    }

    /** Must be asked before anything else uses native access: Java 24 and later enable it at the first use, and warn. */
    private static Result nativeAccess() {
        boolean enabled = Libc.class.getModule().isNativeAccessEnabled();
        Libc.geteuid(); // throws where it is denied
        return enabled ? Result.ok("enabled")
                : Result.notApplicable("not enabled, but not denied either, so that Java warns", FLAG);
    }

    /** What to say of a check that native access is missing for; empty where it is not. */
    static Optional<Result> denied() {
        return Libc.class.getModule().isNativeAccessEnabled() ? Optional.empty()
                : Optional.of(Result.no("denied to the modules of ns", FLAG));
    }

    /** With -Xrs the JVM has no handler of its own for SIGTERM, and lets nobody else have one. */
    private static Result signals() throws Exception {
        return ProcStatus.ofSelf().catches(Signal.TERM.number()) ? Result.ok("reach the command")
                : Result.no("SIGTERM is not passed on to the command, since the JVM leaves it alone", "run java without -Xrs");
    }
}
