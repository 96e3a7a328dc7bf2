/** How packets wait and how fast they leave: queueing disciplines and their classes; {@code tc}. */
package ns.net.tc;
