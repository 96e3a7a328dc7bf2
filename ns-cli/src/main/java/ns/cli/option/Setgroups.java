package ns.cli.option;

/** The words for whether groups can be changed. */
public enum Setgroups { allow, deny }
