package ns.cli.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The cgroups that this process is in.
 *
 * @param v1 the controllers that version 1 has, sorted
 * @param folder of the process's own cgroup of version 2, where that is mounted and can be seen
 * @param unified whether version 2 is mounted
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public record CgroupLayout(List<String> v1, Optional<Path> folder, boolean unified) {

    private static final String V2_PREFIX = "0::";

    /** From {@code /proc/self/mountinfo} and {@code /proc/self/cgroup}. */
    public static CgroupLayout of(List<MountInfo> mounts, List<String> cgroups) {
        TreeSet<String> controllers = new TreeSet<>();
        Optional<MountInfo> unified = mounts.stream().filter(mount -> mount.type().equals("cgroup2")).findFirst();
        List<String> mounted = new ArrayList<>();
        mounts.stream().filter(mount -> mount.type().equals("cgroup")).forEach(mount -> mounted.addAll(mount.options()));
        Optional<Path> folder = Optional.empty();
        for (String line : cgroups) {
            if (line.startsWith(V2_PREFIX)) {
                String path = line.substring(V2_PREFIX.length());
                folder = unified.flatMap(mount -> below(mount, path));
            } else {
                String[] fields = line.split(":", 3);
                for (String name : fields.length == 3 ? fields[1].split(",") : new String[0]) {
                    if (!name.isEmpty() && !name.startsWith("name=") && mounted.contains(name)) {
                        controllers.add(name);
                    }
                }
            }
        }
        return new CgroupLayout(List.copyOf(controllers), folder, unified.isPresent());
    }

    /** A cgroup outside of what is mounted, or of the cgroup namespace, cannot be seen. */
    private static Optional<Path> below(MountInfo mount, String path) {
        Path root = Path.of(mount.root());
        Path cgroup = Path.of(path).normalize();
        boolean outside = path.startsWith("/..") || !cgroup.startsWith(root);
        return outside ? Optional.empty() : Optional.of(Path.of(mount.mountPoint()).resolve(root.relativize(cgroup)).normalize());
    }

    /** In the usual words. */
    String version() {
        if (unified) {
            return v1.isEmpty() ? "version 2" : "hybrid: version 2, with controllers of version 1";
        }
        return v1.isEmpty() ? "none mounted" : "version 1";
    }
}
