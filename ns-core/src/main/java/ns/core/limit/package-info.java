/** How much of the machine a command may use. */
package ns.core.limit;
