/** How long a whole command takes from a shell's point of view. */
package ns.bench.command;
