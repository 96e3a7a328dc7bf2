/** The links of a network namespace; ip-link(8). */
package ns.net.link;
