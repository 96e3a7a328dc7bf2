package ns.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import ns.core.probe.KernelFeature;

/** Which cgroups there are, and whether limits can be set with them. */
final class CgroupChecks {

    private static final String HEADING = "Cgroups";
    private static final List<String> LIMITING = List.of("memory", "pids", "cpu", "io");

    /** What has to be written to for a cgroup of one's own. */
    private static final List<String> DELEGATED = List.of("", "cgroup.procs", "cgroup.subtree_control");

    private CgroupChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of(HEADING, "version", CgroupChecks::version),
                Check.of(HEADING, "limits", () -> limits(layout())),
                KernelChecks.of(HEADING, KernelFeature.CLONE_INTO_CGROUP));
    }

    private static CgroupLayout layout() {
        return CgroupLayout.of(MountInfo.parse(ProcText.lines("/proc/self/mountinfo")), ProcText.lines("/proc/self/cgroup"));
    }

    private static Result version() {
        CgroupLayout layout = layout();
        String v1 = layout.v1().isEmpty() ? "" : " (" + String.join(" ", layout.v1()) + ")";
        return layout.unified() || !layout.v1().isEmpty() ? Result.ok(layout.version() + v1)
                : Result.no("none mounted", "mount -t cgroup2 none /sys/fs/cgroup");
    }

    /** Whether the kernel would let this user write is asked of it by access(2); no cgroup is made, which others would see. */
    static Result limits(CgroupLayout layout) {
        if (layout.folder().isEmpty()) {
            return layout.unified()
                    ? Result.no("the cgroup of this process cannot be seen", "mount cgroup2 again in this cgroup namespace")
                    : Result.no("no cgroup version 2", "boot with systemd.unified_cgroup_hierarchy=1");
        }
        Path folder = layout.folder().get();
        List<String> controllers = ProcText.line(folder.resolve("cgroup.controllers").toString())
                .map(line -> List.of(line.split(" "))).orElse(List.of());
        List<String> missing = LIMITING.stream().filter(name -> !controllers.contains(name)).toList();
        if (!missing.isEmpty()) {
            boolean taken = layout.v1().stream().anyMatch(LIMITING::contains);
            return Result.no(folder + " has no " + String.join(", ", missing), taken
                    ? "version 1 has taken controllers: boot with systemd.unified_cgroup_hierarchy=1 or cgroup_no_v1=all"
                    : "enable them in cgroup.subtree_control of the cgroups above");
        }
        List<Path> closed = DELEGATED.stream().map(folder::resolve).filter(file -> !Files.isWritable(file)).toList();
        return closed.isEmpty() ? Result.ok("memory, pids, cpu and io can be limited below " + folder)
                : Result.no(closed.getFirst() + " is not writable", "run as root, or in a cgroup that is delegated:"
                        + " systemd-run --user --scope -p Delegate=yes ns ...");
    }
}
