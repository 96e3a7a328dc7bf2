/** How the kernel is called: functions under their C names, system call numbers, and what differs by architecture. */
package ns.core.syscall;
