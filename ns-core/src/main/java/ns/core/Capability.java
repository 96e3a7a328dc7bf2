package ns.core;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import ns.core.bindings.core_h;

/**
 * What root may do, in parts.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
public enum Capability {

    /** Change owners of files. */
    CHOWN(core_h.CAP_CHOWN()),

    /** Read, write and execute files whatever their permissions. */
    DAC_OVERRIDE(core_h.CAP_DAC_OVERRIDE()),

    /** Read files and search directories whatever their permissions. */
    DAC_READ_SEARCH(core_h.CAP_DAC_READ_SEARCH()),

    /** Do to files what only their owner may. */
    FOWNER(core_h.CAP_FOWNER()),

    /** Keep set-user-ID and set-group-ID bits on a change. */
    FSETID(core_h.CAP_FSETID()),

    /** Send signals to any process. */
    KILL(core_h.CAP_KILL()),

    /** Change groups, and map them. */
    SETGID(core_h.CAP_SETGID()),

    /** Change users, and map them. */
    SETUID(core_h.CAP_SETUID()),

    /** Drop from the bounding set, and add to the inheritable one. */
    SETPCAP(core_h.CAP_SETPCAP()),

    /** Set the immutable and append-only attributes. */
    LINUX_IMMUTABLE(core_h.CAP_LINUX_IMMUTABLE()),

    /** Bind to ports below 1024. */
    NET_BIND_SERVICE(core_h.CAP_NET_BIND_SERVICE()),

    /** Without effect. */
    NET_BROADCAST(core_h.CAP_NET_BROADCAST()),

    /** Configure networks. */
    NET_ADMIN(core_h.CAP_NET_ADMIN()),

    /** Use raw and packet sockets. */
    NET_RAW(core_h.CAP_NET_RAW()),

    /** Lock memory. */
    IPC_LOCK(core_h.CAP_IPC_LOCK()),

    /** Use System V IPC objects whatever their permissions. */
    IPC_OWNER(core_h.CAP_IPC_OWNER()),

    /** Load and unload kernel modules. */
    SYS_MODULE(core_h.CAP_SYS_MODULE()),

    /** Access ports and devices directly. */
    SYS_RAWIO(core_h.CAP_SYS_RAWIO()),

    /** Change the root, and enter mount namespaces. */
    SYS_CHROOT(core_h.CAP_SYS_CHROOT()),

    /** Trace any process. */
    SYS_PTRACE(core_h.CAP_SYS_PTRACE()),

    /** Switch process accounting on and off. */
    SYS_PACCT(core_h.CAP_SYS_PACCT()),

    /** Mount, make and enter namespaces, and much else. */
    SYS_ADMIN(core_h.CAP_SYS_ADMIN()),

    /** Reboot, and load another kernel. */
    SYS_BOOT(core_h.CAP_SYS_BOOT()),

    /** Raise priorities. */
    SYS_NICE(core_h.CAP_SYS_NICE()),

    /** Override limits and quotas. */
    SYS_RESOURCE(core_h.CAP_SYS_RESOURCE()),

    /** Set clocks. */
    SYS_TIME(core_h.CAP_SYS_TIME()),

    /** Configure terminals. */
    SYS_TTY_CONFIG(core_h.CAP_SYS_TTY_CONFIG()),

    /** Make device files. */
    MKNOD(core_h.CAP_MKNOD()),

    /** Take leases on any file. */
    LEASE(core_h.CAP_LEASE()),

    /** Write to the audit log. */
    AUDIT_WRITE(core_h.CAP_AUDIT_WRITE()),

    /** Configure auditing. */
    AUDIT_CONTROL(core_h.CAP_AUDIT_CONTROL()),

    /** Set capabilities of files, and map user 0. Since Linux 2.6.24. */
    SETFCAP(core_h.CAP_SETFCAP()),

    /** Override mandatory access control of Smack. Since Linux 2.6.25. */
    MAC_OVERRIDE(core_h.CAP_MAC_OVERRIDE()),

    /** Configure mandatory access control of Smack. Since Linux 2.6.25. */
    MAC_ADMIN(core_h.CAP_MAC_ADMIN()),

    /** Read and clear the kernel log. Since Linux 2.6.37. */
    SYSLOG(core_h.CAP_SYSLOG()),

    /** Set timers that wake the system. Since Linux 3.0. */
    WAKE_ALARM(core_h.CAP_WAKE_ALARM()),

    /** Keep the system from suspending. Since Linux 3.5. */
    BLOCK_SUSPEND(core_h.CAP_BLOCK_SUSPEND()),

    /** Read the audit log. Since Linux 3.16. */
    AUDIT_READ(core_h.CAP_AUDIT_READ()),

    /** Observe performance. Since Linux 5.8. */
    PERFMON(core_h.CAP_PERFMON()),

    /** Use eBPF. Since Linux 5.8. */
    BPF(core_h.CAP_BPF()),

    /** Checkpoint and restore processes. Since Linux 5.9. */
    CHECKPOINT_RESTORE(core_h.CAP_CHECKPOINT_RESTORE());

    private static final String PREFIX = "CAP_";
    private static final String ALL = "all";

    private final int number;

    Capability(int number) {
        this.number = number;
    }

    /**
     * The capability of a name, as capabilities(7) has it.
     *
     * @param name in any case, with or without {@code CAP_}
     * @return the capability
     * @throws IllegalArgumentException where none has that name
     */
    public static Capability of(String name) {
        String upper = Objects.requireNonNull(name, "name").toUpperCase(Locale.ROOT);
        String plain = upper.startsWith(PREFIX) ? upper.substring(PREFIX.length()) : upper;
        return Arrays.stream(values()).filter(each -> each.name().equals(plain)).findFirst()
                .orElseThrow(() -> Validation.invalid("capability", "'" + name + "'", "no such capability: see capabilities(7)"));
    }

    /**
     * The capabilities of a list, as the command line takes it.
     *
     * @param list names with commas between, or {@code all}, or nothing
     * @return the capabilities
     * @throws IllegalArgumentException where one of them is none
     */
    public static Set<Capability> parse(String list) {
        EnumSet<Capability> capabilities = EnumSet.noneOf(Capability.class);
        if (list.equalsIgnoreCase(ALL)) {
            capabilities.addAll(EnumSet.allOf(Capability.class));
        } else if (!list.isEmpty()) {
            Arrays.stream(list.split(",", -1)).map(Capability::of).forEach(capabilities::add);
        }
        return capabilities;
    }

    /**
     * The number the kernel knows it by.
     *
     * @return 0 to 40
     */
    public int number() {
        return number;
    }

    /**
     * The name as capabilities(7) writes it.
     *
     * @return for example {@code CAP_NET_ADMIN}
     */
    @Override
    public String toString() {
        return PREFIX + name();
    }
}
