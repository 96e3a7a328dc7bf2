/** {@code ns doctor}: what do this kernel, user and container allow, and what is to be done about the rest? */
package ns.cli.doctor;
