/** How options are read that picocli alone does not read as the tools of the field do. */
package ns.cli.option;
