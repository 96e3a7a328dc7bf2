package ns.cli.unshare;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import ns.cli.option.Accounts;
import ns.cli.option.Setgroups;
import ns.core.Capability;
import ns.core.IdMap;
import ns.core.IsolationBuilder;
import ns.core.error.NamespaceException;
import picocli.CommandLine.Option;

/** The options of unshare(1) about users and groups. */
final class IdentityOptions {

    private static final String MAP = "INNER:OUTER:COUNT|auto|subids|all";

    /** Whom the caller becomes, and its group: what was said last. */
    private final Map<IdMap.Kind, Long> single = new EnumMap<>(IdMap.Kind.class);

    @Option(names = "--map-users", paramLabel = MAP,
            description = "Map a range of users: of these ids, or OUTER,INNER,COUNT as before util-linux 2.39; the first range granted in"
                    + " /etc/subuid, to 0 and above or to itself; or all. Implies --user; repeatable.")
    private List<String> users = List.of();

    @Option(names = "--map-groups", paramLabel = MAP, description = "The same of groups, and /etc/subgid.")
    private List<String> groups = List.of();

    @Option(names = "--map-auto", description = "As --map-users=auto --map-groups=auto.")
    private boolean auto;

    @Option(names = "--map-subids", description = "As --map-users=subids --map-groups=subids.")
    private boolean subids;

    @Option(names = "--owner", paramLabel = "UID:GID", description = "Refused: run ns as that user instead, by setpriv(1).")
    private String owner;

    @Option(names = "--setgroups", paramLabel = "allow|deny", description = "Whether groups can be changed in the user namespace.")
    private Setgroups setgroups;

    @Option(names = {"-S", "--setuid"}, paramLabel = "UID", description = "Run as this user, by its id inside.")
    private Long uid;

    @Option(names = {"-G", "--setgid"}, paramLabel = "GID", description = "Run as this group, without supplementary groups.")
    private Long gid;

    @Option(names = "--keep-caps", description = "With --user, let the command keep its capabilities though it is not root.")
    private boolean keepCapabilities;

    /** Called by picocli. */
    IdentityOptions() {}

    @Option(names = {"-r", "--map-root-user"}, description = "Map the caller to root; implies --user.")
    private void mapRoot(boolean wanted) {
        if (wanted) {
            single.put(IdMap.Kind.UID, 0L);
            single.put(IdMap.Kind.GID, 0L);
        }
    }

    @Option(names = {"-c", "--map-current-user"}, description = "Map the caller to itself; implies --user.")
    private void mapCurrent(boolean wanted) {
        if (wanted) {
            single.put(IdMap.Kind.UID, IdMap.Kind.UID.callerId());
            single.put(IdMap.Kind.GID, IdMap.Kind.GID.callerId());
        }
    }

    @Option(names = "--map-user", paramLabel = "UID|NAME", description = "Map the caller to this user; implies --user.")
    private void mapUser(String text) {
        if (text != null) {
            single.put(IdMap.Kind.UID, Accounts.id(IdMap.Kind.UID, "--map-user", text));
        }
    }

    @Option(names = "--map-group", paramLabel = "GID|NAME", description = "Map the caller's group to this one; implies --user.")
    private void mapGroup(String text) {
        if (text != null) {
            single.put(IdMap.Kind.GID, Accounts.id(IdMap.Kind.GID, "--map-group", text));
        }
    }

    /** Whether they are about a new user namespace. */
    boolean implyUserNamespace() {
        return auto || subids || owner != null || !single.isEmpty() || !users.isEmpty() || !groups.isEmpty();
    }

    /** Adds them to those of the command. */
    void apply(IsolationBuilder builder, boolean newUserNamespace) {
        if (owner != null) {
            throw NamespaceException.invalid("clone3", "--owner " + owner, "the user namespace of a child belongs to whoever runs ns:"
                    + " run it as that user, as setpriv --reuid UID --regid GID --clear-groups ns unshare does");
        }
        boolean root = single.equals(Map.of(IdMap.Kind.UID, 0L, IdMap.Kind.GID, 0L));
        if (auto && root && users.isEmpty() && groups.isEmpty()) {
            builder.mapAuto(); // which loses none of the ids
        } else {
            builder.idMaps(IdMap.Kind.UID, maps(IdMap.Kind.UID, users)).idMaps(IdMap.Kind.GID, maps(IdMap.Kind.GID, groups));
        }
        builder.preserveCredentials(); // who is not mapped is nobody
        if (setgroups != null) {
            builder.setgroups(setgroups == Setgroups.allow);
        }
        if (uid != null) {
            builder.uid(uid);
        }
        if (gid != null) {
            builder.gid(gid);
        }
        if (keepCapabilities && newUserNamespace) {
            builder.ambientCapabilities(Capability.parse("all"));
        }
    }

    private List<IdMap> maps(IdMap.Kind kind, List<String> texts) {
        List<IdMap> ranges = new ArrayList<>();
        if (auto) {
            ranges.addAll(IdMaps.parse(kind, "auto"));
        }
        if (subids) {
            ranges.addAll(IdMaps.parse(kind, "subids"));
        }
        texts.forEach(text -> ranges.addAll(IdMaps.parse(kind, text)));
        if (!single.containsKey(kind)) {
            return ranges;
        }
        IdMap own = new IdMap(kind, single.get(kind), kind.callerId(), 1);
        List<IdMap> maps = new ArrayList<>(List.of(own));
        ranges.forEach(range -> maps.addAll(IdMaps.around(own, range)));
        return maps;
    }
}
