package ns.core.mount;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A root of its own for a command, by pivot_root: what was the root before cannot be reached any more.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pivot_root.2.html">pivot_root(2)</a>
 */
public sealed interface Root {

    /**
     * Whether files cannot be made or changed in it once it is set up. What is mounted in it has its own say.
     *
     * @return true for read-only
     */
    boolean isReadOnly();

    /**
     * The same, read-only.
     *
     * @return a root of which files cannot be made or changed
     */
    Root readOnly();

    /**
     * A directory with all that is mounted in it; {@code unshare --root}, {@code bwrap --bind DIR /}.
     *
     * @param source where it is outside
     * @param isReadOnly whether all of it is, what is mounted in it too
     */
    record Directory(Path source, boolean isReadOnly) implements Root {

        /** Neither is null. */
        public Directory {
            Objects.requireNonNull(source, "source");
        }

        @Override
        public Directory readOnly() {
            return new Directory(source, true);
        }
    }

    /**
     * An empty file system in memory, which ends with the sandbox; what {@code bwrap} begins with.
     *
     * @param isReadOnly whether nothing can be made in it but the mount points
     */
    record Tmpfs(boolean isReadOnly) implements Root {

        @Override
        public Tmpfs readOnly() {
            return new Tmpfs(true);
        }
    }

    /**
     * A directory with all that is mounted in it. Mount points that are missing are made in it, and stay.
     *
     * @param source an absolute path
     * @return the root
     */
    static Directory directory(Path source) {
        return new Directory(source, false);
    }

    /**
     * An empty file system in memory.
     *
     * @return the root
     */
    static Tmpfs tmpfs() {
        return new Tmpfs(false);
    }
}
