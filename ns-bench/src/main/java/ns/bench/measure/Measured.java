package ns.bench.measure;

import java.util.List;
import java.util.Optional;

/**
 * What a lineup gave.
 *
 * @param series of those that took part
 * @param missing those that did not
 */
public record Measured(List<Series> series, List<Missing> missing) {

    /** The figures of a contestant, unless it is missing. */
    public Optional<Series> of(String name) {
        return series.stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
