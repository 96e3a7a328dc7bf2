/** How ns tells of itself: help that fits a screen, and what belongs together in it. */
package ns.cli.help;
