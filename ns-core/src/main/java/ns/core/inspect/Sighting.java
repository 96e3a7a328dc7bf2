package ns.core.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is known so far of a namespace while the system is looked through. */
final class Sighting {

    final NamespaceId id;
    final List<Long> processes = new ArrayList<>();
    final List<Holder> holders = new ArrayList<>();
    ProcessInfo first;
    OptionalLong ownerUid = OptionalLong.empty();
    OptionalLong parent = OptionalLong.empty();
    OptionalLong owner = OptionalLong.empty();

    /** Whether the kernel has been asked what it belongs to. */
    boolean related;

    /** Whether the kernel would not let it be asked. */
    boolean denied;

    Sighting(NamespaceId id) {
        this.id = id;
    }

    /**
     * Whether it was still there when it was to be asked: one that was not had nothing left that kept it. A mount is
     * there also where its path does not lead to it: its mount point was removed, or something else is mounted on top.
     */
    boolean exists() {
        return related || denied || holders.stream().anyMatch(Holder.File.class::isInstance);
    }

    /** Whether something is known to keep it alive, other than namespaces that belong to it. */
    boolean isHeld() {
        return !processes.isEmpty() || !holders.isEmpty();
    }

    NamespaceInfo info() {
        List<Holder> sorted = new ArrayList<>(holders);
        sorted.sort(Comparator.comparingInt(Sighting::rank)); // keeps the order of those of one kind
        return new NamespaceInfo(id.number(), id.kind(), processes, Optional.ofNullable(first), ownerUid, parent, owner, sorted);
    }

    private static int rank(Holder holder) {
        return switch (holder) {
            case Holder.File _ -> 0;
            case Holder.Descriptor _ -> 1;
            case Holder.Thread _ -> 2;
            case Holder.Unsharer _ -> 3;
            case Holder.Descendant _ -> 4;
        };
    }
}
