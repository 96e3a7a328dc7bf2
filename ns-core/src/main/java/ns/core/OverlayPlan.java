package ns.core;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import ns.core.bindings.core_h;
import ns.core.engine.Arg;
import ns.core.engine.Step;
import ns.core.mount.Mount;
import ns.core.mount.Upper;
import ns.core.syscall.SystemCall;

/**
 * The steps that put overlays together, before anything else is opened.
 *
 * <p>mount(2) takes an overlay's directories in one text, in which a path may be too long or have a comma or a colon in
 * it. So each is opened and named by a descriptor of a number known beforehand, {@code /proc/self/fd/100}. Where a number is
 * one of the JVM's, the child loses its copy of that, which is of no use to it; what is opened after this gets others.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
 */
final class OverlayPlan {

    /** Below the lowest usual limit. */
    private static final int FIRST_DESCRIPTOR = 100;

    private static final Path TOP = Path.of("/");

    private final List<Step> steps;
    private final boolean inUserNamespace;
    private final Set<Integer> passed;
    private int next = FIRST_DESCRIPTOR;

    OverlayPlan(List<Step> steps, boolean inUserNamespace, Set<Integer> passed) {
        this.steps = steps;
        this.passed = passed;
        this.inUserNamespace = inUserNamespace;
    }

    /** The step that answers an overlay that is not mounted anywhere. Put together where its first lower directory is. */
    Step detached(Mount.Overlay overlay) {
        List<String> lowers = overlay.lowers().stream().map(this::open).toList();
        String place = overlay.lowers().stream().filter(lower -> !lower.equals(TOP)).findFirst()
                .orElse(Path.of("/dev")).toString();
        List<String> options = new ArrayList<>(List.of("lowerdir=" + String.join(":", lowers)));
        boolean memory = false;
        switch (overlay.upper()) {
            case Upper.Directory(Path upper, Path work) -> {
                options.add("upperdir=" + open(upper));
                options.add("workdir=" + open(work));
            }
            case Upper.ThrownAway _ -> {
                memory = true;
                add("mount", "tmpfs for changes", SystemCall.MOUNT, Arg.of("tmpfs"), Arg.of(place), Arg.of("tmpfs"),
                        Arg.of(core_h.MS_NOSUID() | core_h.MS_NODEV()), Arg.of("mode=0755"));
                options.add("upperdir=" + make(place + "/upper"));
                options.add("workdir=" + make(place + "/work"));
            }
            case Upper.None _ -> { }
        }
        if (inUserNamespace && !(overlay.upper() instanceof Upper.None)) {
            options.add("userxattr"); // others need CAP_SYS_ADMIN outside
        }
        String subject = "overlay of " + overlay.lowers().stream().map(Path::toString).collect(Collectors.joining(":"));
        add("mount", subject, SystemCall.MOUNT, Arg.of("overlay"), Arg.of(place), Arg.of("overlay"),
                Arg.of(core_h.MS_NOSUID() | core_h.MS_NODEV()), Arg.of(String.join(",", options)));
        Step tree = add("open_tree", subject, SystemCall.OPEN_TREE, Arg.of(core_h.AT_FDCWD()), Arg.of(place),
                Arg.of(core_h.OPEN_TREE_CLONE() | core_h.OPEN_TREE_CLOEXEC()));
        unmount(place);
        if (memory) {
            unmount(place);
        }
        return tree;
    }

    private void unmount(String place) {
        add("umount2", place, SystemCall.UMOUNT2, Arg.of(place), Arg.of(core_h.MNT_DETACH()));
    }

    private String make(String path) {
        add("mkdirat", path, SystemCall.MKDIRAT, Arg.of(core_h.AT_FDCWD()), Arg.of(path), Arg.of(Mount.DIRECTORY_MODE));
        return open(Path.of(path));
    }

    private String open(Path path) {
        while (passed.contains(next)) {
            next++;
        }
        int number = next++;
        Step open = add("openat", path.toString(), SystemCall.OPENAT, Arg.of(core_h.AT_FDCWD()), Arg.of(path.toString()),
                Arg.of(core_h.O_PATH() | core_h.O_CLOEXEC()));
        // EINVAL where it has that number already.
        steps.add(Step.of("dup3", path + " to " + number, SystemCall.DUP3,
                new Arg.Answer(open), Arg.of(number), Arg.of(core_h.O_CLOEXEC())).optional());
        return "/proc/self/fd/" + number;
    }

    private Step add(String operation, String subject, SystemCall call, Arg... args) {
        Step step = Step.of(operation, subject, call, args);
        steps.add(step);
        return step;
    }
}
