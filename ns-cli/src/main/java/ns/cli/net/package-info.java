/** {@code ns net}: network namespaces and what is in them, in the words of ip(8). */
package ns.cli.net;
