/** Network interfaces, which the kernel calls links, and the ids by which they name other namespaces; {@code ip link}. */
package ns.net.link;
