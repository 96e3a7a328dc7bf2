/** How results are shown: tables, plots, and the part of the README that they fill. */
package ns.bench.report;
