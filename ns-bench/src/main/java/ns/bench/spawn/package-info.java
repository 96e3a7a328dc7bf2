/** How long it takes from a running program to start a process and wait for its end. */
package ns.bench.spawn;
