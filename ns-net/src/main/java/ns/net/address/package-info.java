/** Which internet addresses a link has; {@code ip address}. */
package ns.net.address;
