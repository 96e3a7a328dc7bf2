package ns.cli.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import ns.core.Namespace;
import ns.core.inspect.NamespaceInfo;

/** Which namespaces lie in which: user and PID namespaces in their parents, others in the user namespace that owns them. */
final class NamespaceTree {

    /** The user namespaces first, then the PID namespaces, then what belongs to nothing that is shown. */
    private static final Comparator<NamespaceInfo> ROOTS = Comparator.comparingInt((NamespaceInfo namespace) ->
            switch (namespace.kind()) {
                case USER -> 0;
                case PID -> 1;
                case UTS, IPC, MOUNT, NETWORK, CGROUP, TIME -> 2;
            }).thenComparingLong(NamespaceInfo::id);

    /** What has no children of its own first. */
    private static final Comparator<NamespaceInfo> CHILDREN = Comparator
            .comparing((NamespaceInfo namespace) -> namespace.kind() == Namespace.USER)
            .thenComparingLong(NamespaceInfo::id);

    private final Map<Long, List<NamespaceInfo>> children = new TreeMap<>();
    private final List<Branch> branches = new ArrayList<>();
    private final Lines lines;

    private NamespaceTree(Lines lines) {
        this.lines = lines;
    }

    /** A namespace, and what is drawn in front of it. */
    record Branch(String prefix, NamespaceInfo namespace) {}

    /** The lines that trees are drawn with. */
    private enum Lines {
        UNICODE("├─", "└─", "│ "),
        ASCII("|-", "`-", "| ");

        private final String child;
        private final String lastChild;
        private final String passing;

        Lines(String child, String lastChild, String passing) {
            this.child = child;
            this.lastChild = lastChild;
            this.passing = passing;
        }

        /** The launcher sets NS_LC_ALL where the caller's own locale, and so its terminal, is without UTF-8. */
        static Lines ofCaller() {
            return System.getenv("NS_LC_ALL") == null ? UNICODE : ASCII;
        }
    }

    static List<Branch> flat(List<NamespaceInfo> namespaces) {
        return namespaces.stream().map(namespace -> new Branch("", namespace)).toList();
    }

    static List<Branch> of(List<NamespaceInfo> namespaces) {
        NamespaceTree tree = new NamespaceTree(Lines.ofCaller());
        List<NamespaceInfo> roots = new ArrayList<>();
        for (NamespaceInfo namespace : namespaces) {
            above(namespace, namespaces).ifPresentOrElse(
                    above -> tree.children.computeIfAbsent(above.id(), _ -> new ArrayList<>()).add(namespace),
                    () -> roots.add(namespace));
        }
        roots.stream().sorted(ROOTS).forEach(root -> tree.add("", "", root));
        return tree.branches;
    }

    private static Optional<NamespaceInfo> above(NamespaceInfo namespace, List<NamespaceInfo> among) {
        OptionalLong id = switch (namespace.kind()) {
            case USER, PID -> namespace.parentId();
            case UTS, IPC, MOUNT, NETWORK, CGROUP, TIME -> namespace.ownerId();
        };
        return among.stream().filter(other -> id.isPresent() && other.id() == id.getAsLong()).findFirst();
    }

    private void add(String prefix, String below, NamespaceInfo namespace) {
        branches.add(new Branch(prefix, namespace));
        List<NamespaceInfo> inside = children.getOrDefault(namespace.id(), List.of()).stream().sorted(CHILDREN).toList();
        for (NamespaceInfo child : inside) {
            boolean last = child == inside.getLast();
            add(below + (last ? lines.lastChild : lines.child), below + (last ? "  " : lines.passing), child);
        }
    }
}
