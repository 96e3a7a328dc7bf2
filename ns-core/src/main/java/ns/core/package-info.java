/** Isolated processes: which namespaces a command gets and what is set up in them, how it is started, and the process. */
package ns.core;
