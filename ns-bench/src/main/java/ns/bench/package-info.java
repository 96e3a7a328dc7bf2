/** What is measured in a run, and what becomes of the figures; the command line. */
package ns.bench;
