/** The command line: what the user asked for, in terms of ns.core, and what is answered, as messages and statuses. */
package ns.cli;
