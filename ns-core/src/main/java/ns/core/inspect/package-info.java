/** Which namespaces there are on the system: who is in them, what they belong to, and what keeps them alive. */
package ns.core.inspect;
