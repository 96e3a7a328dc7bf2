/**
 * How contestants are measured so that their ratios can be trusted: interleaved, in medians, beside what was aimed at.
 *
 * <p>JMH would measure code inside one JVM; these contestants are other programs, or JVMs with other heaps.
 */
package ns.bench.measure;
