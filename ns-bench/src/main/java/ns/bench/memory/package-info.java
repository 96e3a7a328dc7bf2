/** How much memory isolated processes cost those who supervise them. */
package ns.bench.memory;
