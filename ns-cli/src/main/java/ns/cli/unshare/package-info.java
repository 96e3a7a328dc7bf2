/** {@code ns unshare}: new namespaces in the words of unshare(1). */
package ns.cli.unshare;
