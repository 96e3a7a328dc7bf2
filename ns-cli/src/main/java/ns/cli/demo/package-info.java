/** The tutorial: each kind of namespace is made for real, and looked at from both sides. */
package ns.cli.demo;
