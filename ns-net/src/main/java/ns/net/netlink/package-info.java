/** A connection to the kernel's rtnetlink, and the three forms of request it takes: a change, a query, a dump. */
package ns.net.netlink;
