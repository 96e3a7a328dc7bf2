/** A command that ns runs at the terminal: in the foreground, with the signals it is sent. */
package ns.cli.process;
