package ns.core.inspect;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import ns.core.Namespace;

/** The namespaces seen so far, and those they belong to, which may be seen in no other way. */
final class Relations {

    private final Map<Long, Sighting> seen = new TreeMap<>();

    /** Notes that a namespace was seen at a path, by which the kernel is asked what it belongs to. */
    Sighting see(NamespaceId id, String path) {
        Sighting sighting = sighting(id);
        if (!sighting.related) {
            switch (NamespaceFile.open(path, id)) {
                case NamespaceFile.Opened.Open(NamespaceFile file) -> see(file);
                case NamespaceFile.Opened.Denied _ -> sighting.denied = true;
                case NamespaceFile.Opened.Gone _ -> { } // the next place it is seen at is tried
            }
        }
        return sighting;
    }

    private Sighting sighting(NamespaceId id) {
        return seen.computeIfAbsent(id.number(), _ -> new Sighting(id));
    }

    private void relate(Sighting sighting, NamespaceFile file) {
        sighting.related = true;
        if (sighting.id.kind() == Namespace.USER) {
            sighting.ownerUid = file.ownerUid();
        }
        file.owner().ifPresent(owner -> sighting.owner = OptionalLong.of(see(owner).id.number()));
        file.parent().ifPresent(parent -> sighting.parent = OptionalLong.of(see(parent).id.number()));
    }

    /** Notes that a namespace is there, and closes what it was found by. */
    Sighting see(NamespaceFile file) {
        try (file) {
            Sighting sighting = sighting(file.id());
            if (!sighting.related) {
                relate(sighting, file);
            }
            return sighting;
        }
    }

    /** All that there are, once the whole system has been looked through. */
    Map<Long, Sighting> complete() {
        seen.values().removeIf(sighting -> !sighting.exists());
        Map<Long, Long> descendants = descendants();
        while (seen.values().removeIf(each -> !each.isHeld() && !descendants.containsKey(each.id.number()))) {
            descendants.clear(); // what processes that ended have left behind no longer holds others
            descendants.putAll(descendants());
        }
        for (Sighting sighting : seen.values()) {
            if (sighting.owner.isPresent() && sighting.id.kind() != Namespace.USER) {
                sighting.ownerUid = seen.get(sighting.owner.getAsLong()).ownerUid;
            }
            if (!sighting.isHeld()) {
                sighting.holders.add(new Holder.Descendant(descendants.get(sighting.id.number())));
            }
        }
        return seen;
    }

    /** For each namespace that another one belongs to, the first of those. */
    private Map<Long, Long> descendants() {
        Map<Long, Long> descendants = new TreeMap<>();
        for (Sighting sighting : seen.values()) {
            sighting.owner.ifPresent(id -> descendants.putIfAbsent(id, sighting.id.number()));
            sighting.parent.ifPresent(id -> descendants.putIfAbsent(id, sighting.id.number()));
        }
        return descendants;
    }
}
