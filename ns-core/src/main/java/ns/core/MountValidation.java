package ns.core;

import static ns.core.Validation.invalid;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.mount.Mount;
import ns.core.mount.Propagation;
import ns.core.mount.Root;
import ns.core.mount.Upper;

/** Finds what is wrong with the root and the mounts of a specification. */
final class MountValidation {

    private static final int MODE_BITS = 07777;
    private static final Path TOP = Path.of("/");

    private final Spec spec;
    /** Where something made changes nothing of the host. */
    private final List<Path> own = new ArrayList<>();

    private MountValidation(Spec spec) {
        this.spec = spec;
    }

    static void check(Spec spec) {
        new MountValidation(spec).all();
    }

    private void all() {
        if (spec.proc != null) {
            checkProc(spec.proc);
        }
        if (spec.sys) {
            Validation.require(spec, "mount", "sysfs on /sys", Namespace.MOUNT);
        }
        if (spec.root != null) {
            checkRoot(spec.root);
        }
        if (spec.propagation != Propagation.PRIVATE) {
            Validation.require(spec, "mount", "/ " + spec.propagation + ", recursively", Namespace.MOUNT);
        }
        spec.mounts.forEach(this::check);
    }

    private void checkProc(Path target) {
        Validation.require(spec, "mount", "proc on " + target, Namespace.MOUNT);
        Validation.require(spec, "mount", "proc on " + target, Namespace.PID);
        checkPath("proc on", target);
    }

    private void checkRoot(Root root) {
        switch (root) {
            case Root.Directory directory -> {
                Validation.require(spec, "pivot_root", directory.source().toString(), Namespace.MOUNT);
                checkSource("pivot_root", directory.source());
                if (!Files.isDirectory(directory.source())) {
                    throw refused("pivot_root", directory.source(), Errno.ENOTDIR, "the new root must be a directory");
                }
            }
            case Root.Tmpfs _ -> Validation.require(spec, "pivot_root", "tmpfs", Namespace.MOUNT);
        }
        if (spec.propagation == Propagation.UNCHANGED) {
            throw invalid("pivot_root", "propagation unchanged", "a new root needs private, slave or shared");
        }
    }

    private void check(Mount mount) {
        String subject = subject(mount);
        Validation.require(spec, "mount", subject, Namespace.MOUNT);
        checkPath(subject.substring(0, subject.lastIndexOf(' ')), mount.target());
        if (mount.target().equals(TOP) && !(mount instanceof Mount.RemountReadOnly || mount instanceof Mount.Chmod)) {
            throw invalid("mount", subject, "what is to be seen at / is a new root (--root)");
        }
        switch (mount) {
            case Mount.Bind bind -> {
                if (!bind.ifExists()) {
                    checkSource("mount", bind.source());
                } else {
                    checkPath("", bind.source());
                }
            }
            case Mount.Tmpfs tmpfs -> {
                checkMode(subject, tmpfs.mode());
                if (tmpfs.size().isPresent() && tmpfs.size().getAsLong() <= 0) {
                    throw invalid("mount", subject, "a size of " + tmpfs.size().getAsLong() + " bytes: must be above 0");
                }
                own.add(tmpfs.target());
            }
            case Mount.Proc _ -> Validation.require(spec, "mount", subject, Namespace.PID);
            case Mount.Mqueue _ -> Validation.require(spec, "mount", subject, Namespace.IPC);
            case Mount.Binfmt binfmt -> {
                Validation.require(spec, "mount", subject, Namespace.USER); // else it would be the host's
                binfmt.rules().forEach(rule -> Validation.checkNul("write", "", rule));
            }
            case Mount.Dev dev -> own.add(dev.target());
            case Mount.Overlay overlay -> checkOverlay(subject, overlay);
            case Mount.Symlink link -> {
                Validation.checkNul("symlinkat", "", link.text());
                if (link.text().isEmpty()) {
                    throw invalid("symlinkat", subject, "a symbolic link cannot be empty");
                }
                checkOwn("symlinkat", subject, link.target());
            }
            case Mount.Directory directory -> {
                checkMode(subject, directory.mode());
                checkOwn("mkdirat", subject, directory.target());
            }
            case Mount.Content content -> {
                checkMode(subject, content.mode());
                checkOwn("open", subject, content.target());
            }
            case Mount.Chmod chmod -> {
                checkMode(subject, chmod.mode());
                checkOwn("fchmodat", subject, chmod.target());
            }
            case Mount.RemountReadOnly _ -> { }
        }
    }

    private void checkOverlay(String subject, Mount.Overlay overlay) {
        overlay.lowers().forEach(lower -> checkSource("mount", lower));
        switch (overlay.upper()) {
            case Upper.Directory(Path upper, Path work) -> {
                checkSource("mount", upper);
                checkSource("mount", work);
            }
            case Upper.ThrownAway _ -> { }
            case Upper.None _ -> {
                if (overlay.lowers().size() == 1) {
                    throw invalid("mount", subject, "a read-only overlay has two lower directories or more:"
                            + " bind a single one read-only instead");
                }
            }
        }
        if (overlay.lowers().isEmpty()) {
            throw invalid("mount", subject, "an overlay has a lower directory at least");
        }
        if (spec.propagation == Propagation.SHARED && spec.root == null || spec.propagation == Propagation.UNCHANGED) {
            throw invalid("mount", subject, "an overlay needs private or slave mounts: those that are "
                    + spec.propagation + " may be seen outside");
        }
        own.add(overlay.target());
    }

    /** What is made outside of a new root or a file system of the sandbox would be made on the host. */
    private void checkOwn(String operation, String subject, Path target) {
        if (spec.root == null && own.stream().noneMatch(each -> target.startsWith(each))) {
            throw invalid(operation, subject, "would change the host's own files: needs a new root (--root) or a tmpfs"
                    + " or overlay mounted there first");
        }
    }

    private static String subject(Mount mount) {
        return switch (mount) {
            case Mount.Bind bind -> bind.source() + " on " + bind.target();
            case Mount.Tmpfs tmpfs -> "tmpfs on " + tmpfs.target();
            case Mount.Proc proc -> "proc on " + proc.target();
            case Mount.Mqueue mqueue -> "mqueue on " + mqueue.target();
            case Mount.Binfmt binfmt -> "binfmt_misc on " + binfmt.target();
            case Mount.Dev dev -> "dev on " + dev.target();
            case Mount.Overlay overlay -> "overlay on " + overlay.target();
            case Mount.Symlink link -> "symlink at " + link.target();
            case Mount.Directory directory -> "directory " + directory.target();
            case Mount.Content content -> "file " + content.target();
            case Mount.RemountReadOnly remount -> "read-only " + remount.target();
            case Mount.Chmod chmod -> "permissions of " + chmod.target();
        };
    }

    private static void checkMode(String subject, int mode) {
        if ((mode & ~MODE_BITS) != 0) {
            throw invalid("mount", subject, "permissions of " + Integer.toOctalString(mode) + ": must be 0 to 7777, octal");
        }
    }

    private static void checkSource(String operation, Path source) {
        checkPath("", source);
        if (!Files.exists(source)) {
            throw refused(operation, source, Errno.ENOENT, "no such file or directory");
        }
    }

    private static IllegalArgumentException refused(String operation, Path subject, Errno errno, String remedy) {
        return NamespaceException.invalid(operation, subject.toString(), errno, remedy);
    }

    private static void checkPath(String what, Path path) {
        String subject = (what + " " + path).strip();
        if (!path.isAbsolute()) {
            throw invalid("mount", subject, "must be an absolute path");
        }
        for (Path name : path) {
            if (name.toString().equals("..")) {
                throw invalid("mount", subject, "must not have '..' in it");
            }
        }
        Validation.checkNul("mount", what, path.toString());
    }
}
