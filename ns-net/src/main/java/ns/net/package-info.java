/** Network namespaces, and what runs and communicates inside them. */
package ns.net;
