package ns.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ns.core.bindings.core_h;
import ns.core.bindings.open_how;
import ns.core.engine.Arg;
import ns.core.engine.Step;
import ns.core.mount.Mount;
import ns.core.syscall.SystemCall;

/**
 * Finds, and makes where they are missing, the places in which something is mounted.
 *
 * <p>In a new root a path is followed one name at a time from the root's descriptor, and no symbolic link out of it: not
 * even one that would only mean another place inside, since its author meant one outside.
 */
final class MountPoints {

    private static final Path TOP = Path.of("/");

    private final List<Step> steps;
    /** Answers the descriptor of the new root; null without one. */
    private final Step root;
    /** Where nothing of the host is changed by making something. */
    private final List<Path> own = new ArrayList<>();

    MountPoints(List<Step> steps, Step root) {
        this.steps = steps;
        this.root = root;
    }

    /** From now on what is missing below is made. */
    void own(Path path) {
        own.add(path);
    }

    private boolean mayMake(Path path) {
        return root != null || own.stream().anyMatch(each -> path.startsWith(each) && !path.equals(each));
    }

    /** The step that answers a descriptor of a directory. */
    Step directory(Path path) {
        return directory(path, Mount.DIRECTORY_MODE);
    }

    Step directory(Path path, int mode) {
        if (mayMake(path)) {
            Step above = above(path);
            steps.add(Step.of("mkdirat", path.toString(), SystemCall.MKDIRAT,
                    new Arg.Answer(above), Arg.of(path.getFileName().toString()), Arg.of(mode)).optional());
        }
        return open(path);
    }

    /** The step that answers a descriptor of a file. */
    Step file(Path path) {
        if (mayMake(path)) {
            Step above = above(path);
            steps.add(Step.of("mknodat", path.toString(), SystemCall.MKNODAT, new Arg.Answer(above),
                    Arg.of(path.getFileName().toString()), Arg.of(core_h.S_IFREG() | Mount.FILE_MODE), Arg.of(0)).optional());
        }
        return open(path);
    }

    /** The step that answers a descriptor of the directory a path is in, which is made. */
    Step above(Path path) {
        Path parent = path.getParent();
        return parent.equals(TOP) ? top() : directory(parent);
    }

    private Step top() {
        return root != null ? root : open(TOP);
    }

    /** The step that answers a descriptor of what is there. */
    Step open(Path path) {
        return add(openat2(path, "mount point " + path, core_h.O_PATH() | core_h.O_CLOEXEC(), 0));
    }

    /** The step that opens a new file, or empties an old one, for writing. */
    Step create(Path path, int mode) {
        above(path);
        return add(openat2(path, path.toString(),
                core_h.O_WRONLY() | core_h.O_CREAT() | core_h.O_TRUNC() | core_h.O_CLOEXEC(), mode));
    }

    private Step add(Step step) {
        steps.add(step);
        return step;
    }

    private Step openat2(Path path, String subject, int flags, int mode) {
        if (root == null) {
            return Step.of("openat", subject, SystemCall.OPENAT,
                    Arg.of(core_h.AT_FDCWD()), Arg.of(path.toString()), Arg.of(flags), Arg.of(mode));
        }
        ByteBuffer how = ByteBuffer.allocate((int) open_how.sizeof()).order(ByteOrder.nativeOrder());
        how.putLong((int) open_how.flags$offset(), flags);
        how.putLong((int) open_how.mode$offset(), mode);
        how.putLong((int) open_how.resolve$offset(), core_h.RESOLVE_BENEATH());
        String relative = path.equals(TOP) ? "." : TOP.relativize(path).toString();
        return Step.of("openat2", subject, SystemCall.OPENAT2,
                new Arg.Answer(root), Arg.of(relative), new Arg.Data(how.array()), Arg.of(how.capacity()));
    }
}
