package ns.core.syscall;

/**
 * How structures lie that the steps of most commands hold, in bytes. The generated bindings have the same, and LayoutsTest
 * compares; but to read one structure from there takes a JVM that has just started longer than to plan a whole command.
 */
public final class Layouts {

    /** Size of {@code struct ifreq}. */
    public static final int IFREQ_SIZE = 40;
    /** Offset of {@code ifr_flags}. */
    public static final int IFREQ_FLAGS = 16;

    /** Size of {@code struct mount_attr}. */
    public static final int MOUNT_ATTR_SIZE = 32;
    /** Offset of {@code attr_set}. */
    public static final int MOUNT_ATTR_SET = 0;
    /** Offset of {@code attr_clr}. */
    public static final int MOUNT_ATTR_CLEAR = 8;

    /** Size of {@code struct seccomp_data}. */
    public static final int SECCOMP_DATA_SIZE = 64;
    /** Offset of {@code nr}. */
    public static final int SECCOMP_DATA_NR = 0;
    /** Offset of {@code arch}. */
    public static final int SECCOMP_DATA_ARCH = 4;
    /** Offset of {@code args}. */
    public static final int SECCOMP_DATA_ARGS = 16;

    /** Size of {@code struct sock_filter}. */
    public static final int SOCK_FILTER_SIZE = 8;
    /** Offset of {@code code}. */
    public static final int SOCK_FILTER_CODE = 0;
    /** Offset of {@code jt}. */
    public static final int SOCK_FILTER_TRUE = 2;
    /** Offset of {@code jf}. */
    public static final int SOCK_FILTER_FALSE = 3;
    /** Offset of {@code k}. */
    public static final int SOCK_FILTER_OPERAND = 4;

    /** Size of {@code struct sock_fprog}. */
    public static final int SOCK_FPROG_SIZE = 16;
    /** Offset of {@code len}. */
    public static final int SOCK_FPROG_LENGTH = 0;
    /** Offset of {@code filter}. */
    public static final int SOCK_FPROG_FILTER = 8;

    /** Size of {@code struct timespec}, two longs. */
    public static final int TIMESPEC_SIZE = 16;

    private Layouts() {}
}
