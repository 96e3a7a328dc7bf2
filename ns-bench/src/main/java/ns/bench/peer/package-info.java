/** Where the others come from: sources that are compiled, co-processes, whole commands, and the room they work in. */
package ns.bench.peer;
