package ns.cli.sandbox;

import java.util.List;
import ns.cli.option.Misuse;
import ns.cli.option.Setgroups;
import ns.core.IdMap;
import ns.core.IsolationBuilder;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Who the command is: how ids are mapped, and which of them it takes on. */
public final class IdentityOptions {

    @ArgGroup
    private Mapping mapping = new Mapping();

    /** How ids are mapped. */
    static final class Mapping {
        @Option(names = "--map-root-user", description = "Map the caller to root inside (the default).")
        private boolean root;

        @Option(names = "--map-current-user", description = "Map the caller to itself.")
        private boolean current;

        @Option(names = "--map-auto",
                description = "Map the caller to root, and the ids granted in /etc/subuid and /etc/subgid to 1 and above.")
        private boolean auto;

        @ArgGroup(exclusive = false)
        private Ranges ranges;
    }

    /** Explicit maps. */
    static final class Ranges {
        @Option(names = "--map-users", paramLabel = "INNER:OUTER:COUNT|auto",
                description = "Map a range of users; repeatable. More than one's own user needs root or newuidmap.")
        private List<String> users = List.of();

        @Option(names = "--map-groups", paramLabel = "INNER:OUTER:COUNT|auto",
                description = "Map a range of groups; repeatable. Without it, the caller's group is mapped to root.")
        private List<String> groups = List.of();
    }

    @Option(names = "--setgroups", paramLabel = "allow|deny", description = "Whether groups can be changed inside.")
    private Setgroups setgroups;

    @Option(names = "--uid", paramLabel = "UID", description = "Run as this user, by its id inside.")
    private Long uid;

    @Option(names = "--gid", paramLabel = "GID", description = "Run as this group, by its id inside.")
    private Long gid;

    @Option(names = "--groups", paramLabel = "GID[,GID...]", hideParamSyntax = true, split = ",",
            description = "Supplementary groups, by their ids inside; '' for none.")
    private List<String> groups;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Called by picocli. */
    public IdentityOptions() {}

    /** How many words are behind an option that picocli need not read; -1 where it is none of these. */
    public int words(String name) {
        return switch (name) {
            case "--map-root-user", "--map-current-user" -> 0;
            case "--uid", "--gid" -> 1;
            default -> -1;
        };
    }

    /** Takes such an option. */
    public void set(String name, List<String> values) {
        switch (name) {
            case "--map-root-user" -> mapping.root = true;
            case "--map-current-user" -> mapping.current = true;
            case "--uid" -> uid = Long.valueOf(values.getFirst());
            case "--gid" -> gid = Long.valueOf(values.getFirst());
            default -> throw new AssertionError(name);
        }
    }

    /**
     * Adds what was asked for.
     *
     * @param newUserNamespace whether there is one: then the caller is root in it, where nothing else was said
     */
    public void apply(IsolationBuilder builder, boolean newUserNamespace) {
        if (mapping.auto) {
            builder.mapAuto();
        } else if (mapping.current) {
            builder.mapCurrentUser();
        } else if (mapping.root || newUserNamespace) {
            builder.mapRootUser();
        }
        if (mapping.ranges != null) {
            replaceMaps(builder, IdMap.Kind.UID, mapping.ranges.users);
            replaceMaps(builder, IdMap.Kind.GID, mapping.ranges.groups);
        }
        if (setgroups != null) {
            builder.setgroups(setgroups == Setgroups.allow);
        }
        if (uid != null) {
            builder.uid(uid);
        }
        if (gid != null) {
            builder.gid(gid);
        }
        if (groups != null) {
            builder.groups(groups.equals(List.of("")) ? new long[0] : groups.stream().mapToLong(this::groupId).toArray());
        }
    }

    private long groupId(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Misuse.of(command, "Invalid value for option '--groups': '" + text + "' is no id");
        }
    }

    private static void replaceMaps(IsolationBuilder builder, IdMap.Kind kind, List<String> texts) {
        if (!texts.isEmpty()) {
            builder.idMaps(kind, texts.stream().map(text -> IdMap.parse(kind, text)).toList());
        }
    }
}
