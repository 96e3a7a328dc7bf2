package ns.core.limit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import ns.core.bindings.core_h;

/**
 * What the kernel limits for each process, or for each user; {@code prlimit}, {@code ulimit}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
 */
public enum Resource {

    /** Address space of a process, in bytes. */
    AS(core_h.RLIMIT_AS()),

    /** Size of a core file, in bytes. */
    CORE(core_h.RLIMIT_CORE()),

    /** CPU time of a process, in seconds; SIGXCPU, and SIGKILL at the hard limit. */
    CPU(core_h.RLIMIT_CPU()),

    /** Data segment and private memory of a process, in bytes. */
    DATA(core_h.RLIMIT_DATA()),

    /** Size of a file that a process writes, in bytes; SIGXFSZ. */
    FSIZE(core_h.RLIMIT_FSIZE()),

    /** File locks; without effect since Linux 2.4.24. */
    LOCKS(core_h.RLIMIT_LOCKS()),

    /** Memory locked into RAM, in bytes. */
    MEMLOCK(core_h.RLIMIT_MEMLOCK()),

    /** POSIX message queues of the user, in bytes. */
    MSGQUEUE(core_h.RLIMIT_MSGQUEUE()),

    /** How low the nice value may be set: 20 minus it. */
    NICE(core_h.RLIMIT_NICE()),

    /** One more than the highest descriptor of a process. */
    NOFILE(core_h.RLIMIT_NOFILE()),

    /** Processes and threads of the user, in the user namespace and out of it. */
    NPROC(core_h.RLIMIT_NPROC()),

    /** Resident memory, in bytes; without effect since Linux 2.4.30. */
    RSS(core_h.RLIMIT_RSS()),

    /** The highest real-time priority. */
    RTPRIO(core_h.RLIMIT_RTPRIO()),

    /** CPU time a real-time process may use without a blocking call, in microseconds. */
    RTTIME(core_h.RLIMIT_RTTIME()),

    /** Signals queued for the user. */
    SIGPENDING(core_h.RLIMIT_SIGPENDING()),

    /** Stack of a process, in bytes, with its arguments and environment. */
    STACK(core_h.RLIMIT_STACK());

    /** No limit: RLIM_INFINITY. */
    public static final long UNLIMITED = -1;

    private final int number;

    Resource(int number) {
        this.number = number;
    }

    /**
     * The resource of a name.
     *
     * @param name as prlimit(1) has it, in any case, {@code nofile}; with or without {@code RLIMIT_}
     * @return the resource, if there is one
     */
    public static Optional<Resource> of(String name) {
        String plain = Objects.requireNonNull(name, "name").toUpperCase(Locale.ROOT).replaceFirst("^RLIMIT_", "");
        return Arrays.stream(values()).filter(each -> each.name().equals(plain)).findFirst();
    }

    /**
     * The number the kernel knows it by, {@code RLIMIT_NOFILE}.
     *
     * @return 0 to 15
     */
    public int number() {
        return number;
    }

    /**
     * The name as prlimit(1) writes it.
     *
     * @return the constant's name in small letters
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
