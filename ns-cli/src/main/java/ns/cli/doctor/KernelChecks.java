package ns.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import ns.core.probe.KernelFeature;

/** The kernel's version, and what ns uses of it beside namespaces. */
final class KernelChecks {

    private static final String HEADING = "Kernel";

    private KernelChecks() {}

    static List<Check> all() {
        List<Check> checks = new ArrayList<>();
        checks.add(Check.of(HEADING, "version",
                () -> Result.ok(System.getProperty("os.name") + " " + System.getProperty("os.version") + " on " + System.getProperty("os.arch"))));
        for (KernelFeature feature : KernelFeature.values()) {
            switch (feature) {
                case CLOSE_RANGE, PIDFD -> checks.add(of(HEADING, feature).asNeeded());
                case CLONE3, OPENAT2, FSOPEN, OPEN_TREE, MOVE_MOUNT, MOUNT_SETATTR, OVERLAY, SECCOMP, MEMFD_EXEC ->
                    checks.add(of(HEADING, feature));
                case CLONE_INTO_CGROUP -> { } // is one of those about cgroups
            }
        }
        return checks;
    }

    static Check of(String heading, KernelFeature feature) {
        return Check.works(heading, feature.title(), "works: " + feature.use(), feature::check);
    }
}
