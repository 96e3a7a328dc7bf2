package ns.cli.unshare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ns.core.IdMap;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;

/** What unshare(1) understands by maps of ids. */
final class IdMaps {

    private IdMaps() {}

    /** {@code INNER:OUTER:COUNT}; as before util-linux 2.39 {@code OUTER,INNER,COUNT}; {@code auto}, {@code subids} or {@code all}. */
    static List<IdMap> parse(IdMap.Kind kind, String text) {
        switch (text) {
            case "subids" -> {
                IdMap first = IdMap.parse(kind, "auto");
                return List.of(new IdMap(kind, first.outside(), first.outside(), first.count()));
            }
            case "all" -> {
                return all(kind);
            }
            default -> {
                String[] parts = text.split(",", -1);
                return List.of(IdMap.parse(kind, parts.length == 3 ? parts[1] + ":" + parts[0] + ":" + parts[2] : text));
            }
        }
    }

    /** Each id that the caller's own user namespace has, to itself. */
    private static List<IdMap> all(IdMap.Kind kind) {
        Path file = Path.of("/proc/self", kind == IdMap.Kind.UID ? "uid_map" : "gid_map");
        try {
            List<IdMap> maps = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                String[] numbers = line.strip().split(" +");
                maps.add(new IdMap(kind, Long.parseLong(numbers[0]), Long.parseLong(numbers[0]), Long.parseLong(numbers[2])));
            }
            return maps;
        } catch (IOException e) {
            throw NamespaceException.invalid("read", file.toString(), Errno.EIO, e.getMessage());
        }
    }

    /**
     * A range with the id left out, inside and outside, that a single map takes: the ids left inside, in order, get those left
     * outside, as far as both reach.
     */
    static List<IdMap> around(IdMap single, IdMap range) {
        List<long[]> inside = without(range.inside(), range.count(), single.inside());
        List<long[]> outside = without(range.outside(), range.count(), single.outside());
        List<IdMap> maps = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < inside.size() && j < outside.size()) {
            long[] inner = inside.get(i);
            long[] outer = outside.get(j);
            long count = Math.min(inner[1], outer[1]);
            if (count > 0) {
                maps.add(new IdMap(range.kind(), inner[0], outer[0], count));
            }
            for (long[] used : List.of(inner, outer)) {
                used[0] += count;
                used[1] -= count;
            }
            i += inner[1] == 0 ? 1 : 0;
            j += outer[1] == 0 ? 1 : 0;
        }
        return maps;
    }

    /** First id and count of what is left before and behind one. */
    private static List<long[]> without(long first, long count, long id) {
        if (id < first || id >= first + count) {
            return List.of(new long[] {first, count});
        }
        return List.of(new long[] {first, id - first}, new long[] {id + 1, first + count - id - 1});
    }
}
