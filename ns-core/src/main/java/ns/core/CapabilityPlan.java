package ns.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import ns.core.bindings.__user_cap_data_struct;
import ns.core.bindings.__user_cap_header_struct;
import ns.core.bindings.core_h;
import ns.core.engine.Arg;
import ns.core.engine.Step;
import ns.core.syscall.ProcStatus;
import ns.core.syscall.SystemCall;

/**
 * The steps that take capabilities from a child, or leave it some although it is not root.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
final class CapabilityPlan {

    private static final Path LAST = Path.of("/proc/sys/kernel/cap_last_cap");
    private static final int WORDS = 2;

    private final Spec spec;
    private final boolean leavesRoot;
    private final Set<Capability> kept;

    /**
     * For a child that may become another user.
     *
     * @param leavesRoot whether it does, and so loses them all unless it is told to keep them
     */
    CapabilityPlan(Spec spec, boolean leavesRoot) {
        this.spec = spec;
        this.leavesRoot = leavesRoot;
        kept = EnumSet.copyOf(spec.keptCapabilities);
        if (spec.forbidUserNamespaces) {
            kept.remove(Capability.SYS_RESOURCE);
        }
    }

    private boolean changesNothing() {
        return kept.size() == Capability.values().length && spec.ambientCapabilities.isEmpty();
    }

    /** While the child may still do everything. */
    List<Step> beforeCredentials() {
        List<Step> steps = new ArrayList<>();
        if (changesNothing()) {
            return steps;
        }
        int last = last();
        for (Capability capability : EnumSet.complementOf(EnumSet.copyOf(kept))) {
            if (capability.number() <= last) {
                steps.add(Step.of("prctl", "PR_CAPBSET_DROP " + capability, SystemCall.PRCTL,
                        Arg.of(core_h.PR_CAPBSET_DROP()), Arg.of(capability.number()), Arg.of(0), Arg.of(0), Arg.of(0)));
            }
        }
        if (leavesRoot && !spec.ambientCapabilities.isEmpty()) {
            steps.add(Step.of("prctl", "PR_SET_KEEPCAPS", SystemCall.PRCTL,
                    Arg.of(core_h.PR_SET_KEEPCAPS()), Arg.of(1), Arg.of(0), Arg.of(0), Arg.of(0)));
        }
        return steps;
    }

    /** When it is who it is to be. */
    List<Step> afterCredentials() {
        List<Step> steps = new ArrayList<>();
        if (changesNothing()) {
            return steps;
        }
        long ambient = mask(spec.ambientCapabilities);
        long permitted = leavesRoot ? ambient : mask(kept) & available() | ambient;
        ByteBuffer header = bytes((int) __user_cap_header_struct.sizeof());
        header.putInt((int) __user_cap_header_struct.version$offset(), core_h._LINUX_CAPABILITY_VERSION_3());
        int size = (int) __user_cap_data_struct.sizeof();
        ByteBuffer data = bytes(WORDS * size);
        for (int word = 0; word < WORDS; word++) {
            int shift = word * Integer.SIZE;
            data.putInt(word * size + (int) __user_cap_data_struct.effective$offset(), (int) (permitted >>> shift));
            data.putInt(word * size + (int) __user_cap_data_struct.permitted$offset(), (int) (permitted >>> shift));
            data.putInt(word * size + (int) __user_cap_data_struct.inheritable$offset(), (int) (ambient >>> shift));
        }
        steps.add(Step.of("capset", words(), SystemCall.CAPSET, new Arg.Data(header.array()), new Arg.Data(data.array())));
        for (Capability capability : spec.ambientCapabilities) {
            steps.add(Step.of("prctl", "PR_CAP_AMBIENT_RAISE " + capability, SystemCall.PRCTL, Arg.of(core_h.PR_CAP_AMBIENT()),
                    Arg.of(core_h.PR_CAP_AMBIENT_RAISE()), Arg.of(capability.number()), Arg.of(0), Arg.of(0)));
        }
        return steps;
    }

    private String words() {
        Set<Capability> dropped = EnumSet.complementOf(EnumSet.copyOf(kept));
        return (dropped.isEmpty() ? "" : "without " + list(dropped))
                + (spec.ambientCapabilities.isEmpty() ? "" : (dropped.isEmpty() ? "" : ", ") + "ambient " + list(spec.ambientCapabilities));
    }

    private static String list(Set<Capability> capabilities) {
        return capabilities.size() == Capability.values().length ? "any"
                : capabilities.stream().map(Capability::toString).collect(Collectors.joining(","));
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    private static long mask(Set<Capability> capabilities) {
        return capabilities.stream().mapToLong(each -> 1L << each.number()).reduce(0, (some, other) -> some | other);
    }

    /** In a new user namespace a child has all that there are. */
    private long available() {
        try {
            return spec.namespaces.contains(Namespace.USER) ? (1L << last() + 1) - 1 : ProcStatus.ofSelf().permittedCapabilities();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The highest that this kernel has. */
    private static int last() {
        try {
            return Integer.parseInt(Files.readAllLines(LAST).getFirst());
        } catch (IOException e) {
            return core_h.CAP_LAST_CAP();
        }
    }
}
