/** What surrounds a child process in its parent: its standard streams, and the notice of its end. */
package ns.core.process;
