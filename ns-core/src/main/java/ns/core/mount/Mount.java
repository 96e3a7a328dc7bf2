package ns.core.mount;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Something that is mounted, made or changed in the file system a command sees, in the order given; the file system
 * options of {@code bwrap}.
 *
 * <p>All paths are absolute, and free of {@code ..}. Sources are those of the outside, or without a
 * new {@link Root} what is seen there by then; targets are inside. Mount points and the
 * directories above them are made where they are missing, inside a new {@link Root} or what was mounted before; elsewhere
 * they must be there. In a new root no symbolic link is followed out of it.
 */
public sealed interface Mount {

    /** The permissions of a directory where none are given: all may read, its owner may write. */
    int DIRECTORY_MODE = 0755;

    /** The permissions of a file where none are given. */
    int FILE_MODE = 0644;

    /**
     * Where it is done, as seen inside.
     *
     * @return an absolute path
     */
    Path target();

    /**
     * A file or directory of the outside, with all that is mounted in it, seen in another place.
     *
     * @param source outside
     * @param target inside: a file for a file, a directory for a directory
     * @param flags for it and for all that is mounted in it
     * @param ifExists whether nothing is done where the source does not exist
     */
    record Bind(Path source, Path target, Set<MountFlag> flags, boolean ifExists) implements Mount {

        /** Copies the flags. */
        public Bind {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(target, "target");
            flags = Set.copyOf(flags);
        }

        /**
         * The same, read-only, with all that is mounted in it; {@code bwrap --ro-bind}.
         *
         * @return the mount
         */
        public Bind readOnly() {
            return with(MountFlag.READ_ONLY);
        }

        /**
         * The same, and its devices can be opened; {@code bwrap --dev-bind}.
         *
         * @return the mount
         */
        public Bind withDevices() {
            EnumSet<MountFlag> others = EnumSet.noneOf(MountFlag.class);
            others.addAll(flags);
            others.remove(MountFlag.NODEV);
            return new Bind(source, target, others, ifExists);
        }

        /**
         * The same, but nothing is done where the source does not exist; {@code bwrap --bind-try}.
         *
         * @return the mount
         */
        public Bind onlyIfExists() {
            return new Bind(source, target, flags, true);
        }

        /**
         * The same with more flags.
         *
         * @param more what may not be done either
         * @return the mount
         */
        public Bind with(MountFlag... more) {
            return new Bind(source, target, union(flags, more), ifExists);
        }
    }

    /**
     * An empty file system in memory.
     *
     * @param target a directory
     * @param size in bytes, at the most; empty for half of the memory
     * @param mode the permissions of its root
     * @param flags nosuid and nodev at first
     */
    record Tmpfs(Path target, OptionalLong size, int mode, Set<MountFlag> flags) implements Mount {

        /** Copies the flags. */
        public Tmpfs {
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(size, "size");
            flags = Set.copyOf(flags);
        }

        /**
         * The same, of a size; {@code bwrap --size}.
         *
         * @param bytes at the most
         * @return the mount
         */
        public Tmpfs size(long bytes) {
            return new Tmpfs(target, OptionalLong.of(bytes), mode, flags);
        }

        /**
         * The same with other permissions of its root; {@code bwrap --perms}.
         *
         * @param bits as chmod(2) takes them
         * @return the mount
         */
        public Tmpfs mode(int bits) {
            return new Tmpfs(target, size, bits, flags);
        }

        /**
         * The same with more flags.
         *
         * @param more what may not be done either
         * @return the mount
         */
        public Tmpfs with(MountFlag... more) {
            return new Tmpfs(target, size, mode, union(flags, more));
        }
    }

    /**
     * A proc file system of the PID namespace.
     *
     * @param target a directory
     */
    record Proc(Path target) implements Mount {}

    /**
     * A small {@code /dev}: null, zero, full, random, urandom, tty, fd, stdin, stdout, stderr, shm, pts and ptmx.
     *
     * @param target a directory
     */
    record Dev(Path target) implements Mount {}

    /**
     * The POSIX message queues of the IPC namespace.
     *
     * @param target a directory
     */
    record Mqueue(Path target) implements Mount {}

    /**
     * A binfmt_misc file system: which interpreters run which binaries.
     *
     * @param target a directory
     * @param rules registered in it, {@code :name:type:offset:magic:mask:interpreter:flags} each
     */
    record Binfmt(Path target, List<String> rules) implements Mount {

        /** Copies the rules. */
        public Binfmt {
            Objects.requireNonNull(target, "target");
            rules = List.copyOf(rules);
        }
    }

    /**
     * Directories seen as one; what is written goes to the upper one, if any.
     *
     * @param target a directory
     * @param lowers what is seen, the topmost first
     * @param upper where changes go
     * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
     */
    record Overlay(Path target, List<Path> lowers, Upper upper) implements Mount {

        /** Copies the list. */
        public Overlay {
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(upper, "upper");
            lowers = List.copyOf(lowers);
        }
    }

    /**
     * A symbolic link.
     *
     * @param text what it says
     * @param target where it is
     */
    record Symlink(String text, Path target) implements Mount {}

    /**
     * A directory, unless it is there.
     *
     * @param target where it is
     * @param mode the permissions of a new one
     */
    record Directory(Path target, int mode) implements Mount {}

    /**
     * A file with a given content.
     *
     * @param target where it is; what it held is replaced
     * @param content its bytes
     * @param mode the permissions of a new one
     */
    record Content(Path target, byte[] content, int mode) implements Mount {

        /** Copies the bytes. */
        public Content {
            content = content.clone();
        }

        @Override
        public byte[] content() {
            return content.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Content that && target.equals(that.target) && mode == that.mode
                    && Arrays.equals(content, that.content);
        }

        @Override
        public int hashCode() {
            return Objects.hash(target, mode, Arrays.hashCode(content));
        }
    }

    /**
     * Makes one mount read-only, and none that is mounted in it.
     *
     * @param target a mount point
     */
    record RemountReadOnly(Path target) implements Mount {}

    /**
     * Changes permissions.
     *
     * @param target a file or directory
     * @param mode as chmod(2) takes it
     */
    record Chmod(Path target, int mode) implements Mount {}

    /**
     * Shows a file or directory of the outside, with all that is mounted in it; {@code bwrap --bind}. Its devices cannot
     * be opened.
     *
     * @param source outside
     * @param target inside
     * @return the mount
     */
    static Bind bind(Path source, Path target) {
        return new Bind(source, target, Set.of(MountFlag.NODEV), false);
    }

    /**
     * An empty file system in memory; {@code bwrap --tmpfs}.
     *
     * @param target a directory
     * @return the mount
     */
    static Tmpfs tmpfs(Path target) {
        return new Tmpfs(target, OptionalLong.empty(), DIRECTORY_MODE, Set.of(MountFlag.NOSUID, MountFlag.NODEV));
    }

    /**
     * A proc file system; {@code bwrap --proc}. Needs a new PID namespace.
     *
     * @param target a directory
     * @return the mount
     */
    static Proc proc(Path target) {
        return new Proc(target);
    }

    /**
     * A small {@code /dev}; {@code bwrap --dev}.
     *
     * @param target a directory
     * @return the mount
     */
    static Dev dev(Path target) {
        return new Dev(target);
    }

    /**
     * The POSIX message queues; {@code bwrap --mqueue}. Needs a new IPC namespace.
     *
     * @param target a directory
     * @return the mount
     */
    static Mqueue mqueue(Path target) {
        return new Mqueue(target);
    }

    /**
     * A binfmt_misc of its own, with interpreters for binaries of other machines say; {@code unshare --mount-binfmt
     * --load-interp}. Needs a new user namespace and Linux 6.7; what it says counts in that namespace.
     *
     * @param target a directory
     * @param rules {@code :name:type:offset:magic:mask:interpreter:flags} each
     * @return the mount
     */
    static Binfmt binfmt(Path target, String... rules) {
        return new Binfmt(target, List.of(rules));
    }

    /**
     * Directories seen as one, changes going to another; {@code bwrap --overlay-src … --overlay}.
     *
     * @param target a directory
     * @param lowers the topmost first; they stay as they are
     * @param upper gets the changes
     * @param work an empty directory of the same mount as the upper one
     * @return the mount
     */
    static Overlay overlay(Path target, List<Path> lowers, Path upper, Path work) {
        return new Overlay(target, lowers, new Upper.Directory(upper, work));
    }

    /**
     * Directories seen as one, changes being thrown away in the end; {@code bwrap --tmp-overlay}.
     *
     * @param target a directory
     * @param lowers the topmost first; they stay as they are
     * @return the mount
     */
    static Overlay throwAwayOverlay(Path target, List<Path> lowers) {
        return new Overlay(target, lowers, new Upper.ThrownAway());
    }

    /**
     * Directories seen as one, read-only; {@code bwrap --ro-overlay}.
     *
     * @param target a directory
     * @param lowers two or more, the topmost first
     * @return the mount
     */
    static Overlay readOnlyOverlay(Path target, List<Path> lowers) {
        return new Overlay(target, lowers, new Upper.None());
    }

    /**
     * A symbolic link; {@code bwrap --symlink}.
     *
     * @param text what it says
     * @param target where it is, and nothing yet
     * @return what makes it
     */
    static Symlink symlink(String text, Path target) {
        return new Symlink(text, target);
    }

    /**
     * A directory; {@code bwrap --dir}.
     *
     * @param target where it is
     * @return what makes it
     */
    static Directory directory(Path target) {
        return new Directory(target, DIRECTORY_MODE);
    }

    /**
     * A file with a given content; {@code bwrap --file}.
     *
     * @param target where it is
     * @param content its bytes
     * @return what makes it
     */
    static Content file(Path target, byte[] content) {
        return new Content(target, content, FILE_MODE);
    }

    /**
     * Makes one mount read-only; {@code bwrap --remount-ro}.
     *
     * @param target a mount point
     * @return what does it
     */
    static RemountReadOnly remountReadOnly(Path target) {
        return new RemountReadOnly(target);
    }

    /**
     * Changes permissions; {@code bwrap --chmod}.
     *
     * @param target a file or directory
     * @param mode as chmod(2) takes it
     * @return what does it
     */
    static Chmod chmod(Path target, int mode) {
        return new Chmod(target, mode);
    }

    private static Set<MountFlag> union(Set<MountFlag> some, MountFlag... more) {
        EnumSet<MountFlag> all = EnumSet.noneOf(MountFlag.class);
        all.addAll(some);
        all.addAll(List.of(more));
        return all;
    }
}
