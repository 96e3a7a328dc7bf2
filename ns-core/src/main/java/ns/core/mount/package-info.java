/** What a sandbox sees of the file system: its root, and what is mounted or made in it, as data. */
package ns.core.mount;
