/** Which parts of the network can this kernel and user make? Each answer is a trial, in the namespaces of a child. */
package ns.net.probe;
