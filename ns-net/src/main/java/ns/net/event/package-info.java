/** What changes in a network namespace, as it changes; {@code ip monitor}. */
package ns.net.event;
