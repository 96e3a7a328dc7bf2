/** How long it takes to give the kernel many routes, and to get them back. */
package ns.bench.net;
