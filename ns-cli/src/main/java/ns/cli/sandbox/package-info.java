/** The options of {@code ns run} that make a sandbox: what it sees, what it may do and use, and how others follow it. */
package ns.cli.sandbox;
