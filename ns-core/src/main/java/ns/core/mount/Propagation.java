package ns.core.mount;

import java.util.Locale;

/**
 * Whether mounts made outside, or inside, later are seen on the other side; {@code unshare --propagation}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/mount_namespaces.7.html">mount_namespaces(7), SHARED SUBTREES</a>
 */
public enum Propagation {

    /** Neither side sees what the other mounts later. */
    PRIVATE,

    /** What is mounted outside appears inside too, and not the other way round; {@code bwrap} does this. */
    SLAVE,

    /** What is mounted on either side appears on the other, where the mounts outside are shared too. */
    SHARED,

    /** Each mount is as it is outside. */
    UNCHANGED;

    /**
     * The name as the command line writes it.
     *
     * @return the constant's name in small letters
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
