/**
 * How a child process is made without running Java in it: steps, each one system call, form an immutable program; the
 * program is laid out in memory for a base address; a stub of machine code clones, and in the child walks the program.
 */
package ns.core.engine;
