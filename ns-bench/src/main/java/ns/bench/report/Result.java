package ns.bench.report;

import ns.bench.measure.Measured;
import ns.bench.measure.Section;

/**
 * What a section gave.
 *
 * @param section that was measured
 * @param measured its figures
 */
public record Result(Section section, Measured measured) {}
