package ns.core.mount;

/**
 * What may not be done with the files of a mount.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mount_setattr.2.html">mount_setattr(2)</a>
 */
public enum MountFlag {

    /** They cannot be changed; {@code mount -o ro}. */
    READ_ONLY("ro"),

    /** Set-user-ID, set-group-ID and file capabilities have no effect; {@code mount -o nosuid}. */
    NOSUID("nosuid"),

    /** Devices cannot be opened; {@code mount -o nodev}. */
    NODEV("nodev"),

    /** Programs cannot be executed; {@code mount -o noexec}. */
    NOEXEC("noexec");

    private final String option;

    MountFlag(String option) {
        this.option = option;
    }

    /**
     * The name as mount(8) writes it.
     *
     * @return for example {@code nosuid}
     */
    @Override
    public String toString() {
        return option;
    }
}
