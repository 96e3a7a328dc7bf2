/** A control group of a command's own, version 2: found a place for, made, and removed with all that is in it. */
package ns.core.cgroup;
