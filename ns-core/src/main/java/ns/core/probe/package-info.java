/** Which features of the kernel work for this process? Each answer is a trial, in a child that ends with it. */
package ns.core.probe;
