/** What went wrong, as the kernel says it: error numbers by name, and the one exception for failures of set-up. */
package ns.core.error;
