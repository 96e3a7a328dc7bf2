/** Sockets that speak netlink: sending and receiving bytes, and nothing of what they mean. */
package ns.net.socket;
