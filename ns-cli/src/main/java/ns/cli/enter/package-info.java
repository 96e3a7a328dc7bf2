/** Namespaces that exist: entered by a command, and let go of. */
package ns.cli.enter;
