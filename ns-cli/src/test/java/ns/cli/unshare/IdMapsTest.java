package ns.cli.unshare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import ns.core.IdMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges of ids, as unshare(1) reads them. */
class IdMapsTest {

    private static IdMap uid(String text) {
        return IdMap.parse(IdMap.Kind.UID, text);
    }

    @ParameterizedTest
    @CsvSource({"0:1000:1, 0:100000:65536, 1:100000:65535", "5:1000:1, 0:100000:10, 0:100000:5 6:100005:4",
        "0:1000:1, 10:20:5, 10:20:5", "0:100003:1, 0:100000:10, 1:100000:3 4:100004:6",
        "9:100000:1, 0:100000:10, 0:100001:9", "0:0:1, 0:0:1, ''"})
    void aRangeIsSplitAroundASingleMap(String single, String range, String expected) {
        assertEquals(expected, String.join(" ", IdMaps.around(uid(single), uid(range)).stream().map(IdMap::toString).toList()));
    }

    @RepeatedTest(200)
    void theIdsLeftAreMappedInOrder() {
        Random random = new Random();
        IdMap single = IdMap.uid(random.nextInt(12), random.nextInt(12), 1);
        IdMap range = IdMap.uid(random.nextInt(8), random.nextInt(8), 1 + random.nextInt(8));
        List<Long> inside = ids(range.inside(), range.count(), single.inside());
        List<Long> outside = ids(range.outside(), range.count(), single.outside());
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < Math.min(inside.size(), outside.size()); i++) {
            expected.add(inside.get(i) + ":" + outside.get(i));
        }
        List<String> found = new ArrayList<>();
        for (IdMap map : IdMaps.around(single, range)) {
            for (long i = 0; i < map.count(); i++) {
                found.add((map.inside() + i) + ":" + (map.outside() + i));
            }
        }
        assertEquals(expected, found, single + " in " + range);
    }

    private static List<Long> ids(long first, long count, long without) {
        return LongStream.range(first, first + count).filter(id -> id != without).boxed().toList();
    }

    @Test
    void theFormBefore239IsReadToo() {
        assertEquals(List.of(uid("0:100000:10")), IdMaps.parse(IdMap.Kind.UID, "100000,0,10"));
        assertEquals(List.of(uid("0:100000:10")), IdMaps.parse(IdMap.Kind.UID, "0:100000:10"));
    }

    @Test
    void allAreThoseOfTheCallersNamespace() throws Exception {
        Set<String> lines = new HashSet<>();
        Files.readAllLines(Path.of("/proc/self/uid_map")).forEach(line -> {
            String[] map = line.strip().split(" +");
            lines.add(map[0] + ":" + map[0] + ":" + map[2]);
        });
        assertEquals(lines, new HashSet<>(IdMaps.parse(IdMap.Kind.UID, "all").stream().map(IdMap::toString).toList()));
    }
}
