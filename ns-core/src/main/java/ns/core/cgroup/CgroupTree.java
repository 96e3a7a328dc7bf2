package ns.core.cgroup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.limit.CgroupLimits;

/**
 * Where the JVM is in the tree of control groups, version 2.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
final class CgroupTree {

    private static final int ROOT = 3;
    private static final int POINT = 4;
    private static final String UNIFIED = "0::";
    private static final String ENABLED = "cgroup.subtree_control";
    private static final String OPERATION = "cgroup";

    /** That of the JVM, and that above it, as far as they can be seen; none without version 2. */
    private final List<Path> places;

    CgroupTree(List<String> mountinfo, List<String> own) {
        places = places(mountinfo, own);
    }

    static CgroupTree ofSelf() throws NamespaceException {
        try {
            return new CgroupTree(Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1),
                    Files.readAllLines(Path.of("/proc/self/cgroup"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new NamespaceException(OPERATION, "/proc/self", Errno.EIO, e.getMessage());
        }
    }

    private static List<Path> places(List<String> mountinfo, List<String> own) {
        List<Path> places = new ArrayList<>();
        Optional<String> line = mountinfo.stream().filter(each -> each.contains(" - cgroup2 ")).findFirst();
        Optional<String> path = own.stream().filter(each -> each.startsWith(UNIFIED)).findFirst();
        if (line.isPresent() && path.isPresent()) {
            String[] fields = line.get().split(" ");
            Path root = Path.of(fields[ROOT]);
            Path self = Path.of(path.get().substring(UNIFIED.length()));
            if (self.startsWith(root)) { // else it is out of sight, in a container
                Path mount = Path.of(fields[POINT]);
                Path place = mount.resolve(root.relativize(self));
                places.add(place);
                if (!place.equals(mount)) {
                    places.add(place.getParent());
                }
            }
        }
        return places;
    }

    /** The control group to make one with these limits in: one that gives its children the controllers. */
    Path parentFor(CgroupLimits limits) throws NamespaceException {
        Set<String> needed = limits.controllers();
        String subject = limits.settings().isEmpty() ? "of its own" : String.join(", ", limits.settings().keySet());
        if (limits.parent().isPresent()) {
            Path parent = limits.parent().get();
            if (!Files.exists(parent.resolve(ENABLED))) {
                throw new NamespaceException(OPERATION, parent.toString(), Errno.EINVAL, "not a control group of version 2");
            }
            if (!enabled(parent).containsAll(needed)) {
                throw new NamespaceException(OPERATION, subject, Errno.ENOENT, parent + " gives its children only "
                        + words(enabled(parent)) + ": write +" + String.join(" +", needed) + " to its " + ENABLED);
            }
            return parent;
        }
        if (places.isEmpty()) {
            throw new NamespaceException(OPERATION, subject, Errno.ENOENT,
                    "needs control groups of version 2, mounted at /sys/fs/cgroup: boot with systemd.unified_cgroup_hierarchy=1");
        }
        for (Path place : places) {
            if (enabled(place).containsAll(needed)) {
                return place;
            }
        }
        throw new NamespaceException(OPERATION, subject, Errno.ENOENT, "neither " + places.getFirst() + " nor what is above it gives"
                + " its children the controllers " + words(needed) + " (only " + words(enabled(places.getLast())) + "): version 1 may"
                + " have taken them, or they are to be written to " + ENABLED);
    }

    private static Set<String> enabled(Path place) {
        try {
            Set<String> controllers = new TreeSet<>(List.of(Files.readString(place.resolve(ENABLED)).strip().split(" ")));
            controllers.remove("");
            return controllers;
        } catch (IOException e) {
            return Set.of();
        }
    }

    private static String words(Set<String> controllers) {
        return controllers.isEmpty() ? "none" : String.join(", ", controllers);
    }
}
