package ns.core.inspect;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import ns.core.Namespace;

/**
 * A namespace of the system; a line of {@code lsns}.
 *
 * @param id the inode number by which the kernel tells it from others
 * @param kind what it isolates
 * @param processes those that are in it, by their ids in the JVM's PID namespace, the lowest first
 * @param first the first of them
 * @param ownerUid the user who owns it: who made it if it is a user namespace, else who made the user namespace that owns
 *     it. Empty where that is none of the caller's business
 * @param parentId of a PID or a user namespace the one around it; empty for one of another kind, for the first of all,
 *     and where the parent is not the caller's namespace or below it
 * @param ownerId the user namespace whose capabilities count in it; empty for the first user namespace of all, and where
 *     the owner is not the caller's user namespace or below it
 * @param holders what else keeps it alive: files first, then descriptors and others
 * @see <a href="https://man7.org/linux/man-pages/man2/ioctl_ns.2.html">ioctl_ns(2)</a>
 */
public record NamespaceInfo(long id, Namespace kind, List<Long> processes, Optional<ProcessInfo> first,
        OptionalLong ownerUid, OptionalLong parentId, OptionalLong ownerId, List<Holder> holders) {

    /** Copies the lists. */
    public NamespaceInfo {
        Objects.requireNonNull(kind, "kind");
        processes = List.copyOf(processes);
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(ownerUid, "ownerUid");
        Objects.requireNonNull(parentId, "parentId");
        Objects.requireNonNull(ownerId, "ownerId");
        holders = List.copyOf(holders);
    }
}
