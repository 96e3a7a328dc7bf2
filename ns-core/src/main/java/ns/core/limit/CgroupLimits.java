package ns.core.limit;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import ns.core.error.NamespaceException;

/**
 * What a command, and all it starts, may use together: files of a control group of its own, version 2; {@code systemd-run
 * --property=MemoryMax=}, {@code docker run --memory --pids-limit --cpus}. Immutable: each method returns another.
 *
 * @param settings what is written, by the name of the file: {@code memory.max}
 * @param parent the control group to make it in; empty for the nearest that has the controllers
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
public record CgroupLimits(Map<String, String> settings, Optional<Path> parent) {

    /** Microseconds, as the kernel has it by default. */
    private static final long PERIOD = 100_000;

    /** Copies the settings, in their order. */
    public CgroupLimits {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        Objects.requireNonNull(parent, "parent");
        settings.forEach((file, value) -> {
            if (!file.matches("[a-zA-Z0-9_]+\\.[a-zA-Z0-9_.]+") || file.startsWith("cgroup.")) {
                throw NamespaceException.invalid("cgroup", "'" + file + "'", "must be the name of a controller's file, as memory.max");
            }
            if (value.isBlank()) {
                throw NamespaceException.invalid("cgroup", file, "the value is empty");
            }
        });
    }

    /**
     * A control group without limits: what is started in it ends with the command.
     *
     * @return no settings
     */
    public static CgroupLimits none() {
        return new CgroupLimits(Map.of(), Optional.empty());
    }

    /**
     * Whether there is nothing of it.
     *
     * @return whether this equals {@link #none()}
     */
    public boolean isNone() {
        return settings.isEmpty() && parent.isEmpty();
    }

    /**
     * The most memory, page cache included; {@code memory.max}. Beyond it the kernel kills, and nothing is swapped out
     * instead.
     *
     * @param bytes above 0
     * @return with this limit
     */
    public CgroupLimits memory(long bytes) {
        check("memory.max", bytes > 0, bytes + " bytes: must be above 0");
        return setting("memory.max", Long.toString(bytes));
    }

    /**
     * The most processes and threads; {@code pids.max}.
     *
     * @param count above 0
     * @return with this limit
     */
    public CgroupLimits pids(long count) {
        check("pids.max", count > 0, count + " processes: must be above 0");
        return setting("pids.max", Long.toString(count));
    }

    /**
     * How many CPUs' time; {@code cpu.max}.
     *
     * @param count 0.01 at the least; 1.5 for one and a half
     * @return with this limit
     */
    public CgroupLimits cpus(double count) {
        check("cpu.max", count >= 0.01, count + " CPUs: must be 0.01 at the least");
        return setting("cpu.max", Math.round(count * PERIOD) + " " + PERIOD);
    }

    /**
     * Input and output of a block device; {@code io.max}.
     *
     * @param limits as the kernel takes them: {@code 8:0 rbps=1048576 wiops=100}
     * @return with this limit; a file may be set once
     */
    public CgroupLimits io(String limits) {
        check("io.max", limits.matches("\\d+:\\d+( [rw](bps|iops)=(\\d+|max))+"),
                "'" + limits + "': must be MAJOR:MINOR and rbps=, wbps=, riops= or wiops=");
        return setting("io.max", limits);
    }

    /**
     * Any other file of a controller.
     *
     * @param file for example {@code memory.swap.max}
     * @param value what is written to it
     * @return with this setting
     */
    public CgroupLimits setting(String file, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(file, value);
        return new CgroupLimits(more, parent);
    }

    /**
     * Another place for the control group.
     *
     * @param directory a control group that the caller may make others in
     * @return with this place
     */
    public CgroupLimits in(Path directory) {
        return new CgroupLimits(settings, Optional.of(directory));
    }

    /**
     * The controllers that the settings need.
     *
     * @return for example {@code memory}, {@code pids}
     */
    public Set<String> controllers() {
        Set<String> controllers = new TreeSet<>();
        settings.keySet().forEach(file -> controllers.add(file.substring(0, file.indexOf('.'))));
        return controllers;
    }

    private static void check(String file, boolean isValid, String remedy) {
        if (!isValid) {
            throw NamespaceException.invalid("cgroup", file, remedy);
        }
    }
}
