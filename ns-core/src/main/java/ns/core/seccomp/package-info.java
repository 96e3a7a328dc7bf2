/** Which system calls a command may make: filters, as programs of the kernel's classic BPF. */
package ns.core.seccomp;
