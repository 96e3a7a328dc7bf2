/** How a netlink message lies in bytes: headers, attributes, acknowledgements. Pure functions; see netlink(7). */
package ns.net.wire;
