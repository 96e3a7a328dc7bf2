package ns.cli.inspect;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import ns.cli.net.Output;
import ns.core.Namespace;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.inspect.NamespaceInfo;
import ns.core.inspect.Namespaces;
import ns.core.inspect.Snapshot;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ns ls}: {@code lsns}. */
@Command(
        name = "ls", aliases = "list",
        description = {
            "Lists the namespaces of the system.",
            "",
            "Those that processes are in, and those that only a file, a descriptor, a thread or another namespace keeps alive.",
            ""
        },
        footer = {
            "",
            "Columns: NS inode number, TYPE, NPROCS processes in it, the lowest PID, its USER, PNS parent and ONS owning"
                    + " namespace, OUID who owns it, COMMAND of the PID, and in brackets what else keeps it alive.",
            "",
            "Exit status: 0; 125 no such process or namespace; 2 wrong usage.",
            "",
            "Examples:",
            "  ns ls --type net,user             of two kinds",
            "  ns ls --tree                      which one lies in which",
            "  ns ls $$$$                          those of this shell",
            "  ns ls --json | jq '.[] | select(.nprocs == 0)'"
        },
        customSynopsis = "ns ls [--type KIND[,KIND...]] [--json | --tree] [PID|NS]")
public final class ListCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Option(names = {"-t", "--type"}, paramLabel = "KIND[,KIND...]", hideParamSyntax = true, split = ",",
            description = "Of these kinds only: uts, ipc, pid, mount, user, network, cgroup, time.")
    private List<String> types;

    @ArgGroup
    private Form form = new Form();

    /** How they are printed. */
    static final class Form {
        @Option(names = {"-j", "--json"}, description = "Print JSON.")
        private boolean json;

        @Option(names = {"-T", "--tree"}, description = "Draw user and pid namespaces below their parents,"
                + " others below the user namespace that owns them.")
        private boolean tree;
    }

    @Parameters(arity = "0..1", paramLabel = "PID|NS",
            description = "Those that a process or one of its threads is in, or the one with this inode number.")
    private Long number;

    /** Called by picocli. */
    ListCommand() {}

    @Override
    public Integer call() throws IOException {
        Set<Namespace> kinds = EnumSet.noneOf(Namespace.class);
        if (types == null) {
            kinds.addAll(EnumSet.allOf(Namespace.class));
        } else {
            types.forEach(name -> kinds.add(Namespace.of(name)));
        }
        Snapshot snapshot = Namespaces.snapshot();
        List<NamespaceInfo> chosen = (number == null ? snapshot.namespaces() : find(snapshot, number)).stream()
                .filter(namespace -> kinds.contains(namespace.kind())).toList();
        if (form.json) {
            Output.json(chosen.stream().map(NamespaceJson::of).toList());
        } else {
            NamespaceTable.lines(form.tree ? NamespaceTree.of(chosen) : NamespaceTree.flat(chosen))
                    .forEach(System.out::println);
        }
        if (!snapshot.hidden().isEmpty()) {
            System.err.println("ns: readlink /proc/PID/ns: " + Errno.EACCES + ": not all could be looked at, "
                    + snapshot.hidden().size() + " of the processes are missing: needs CAP_SYS_PTRACE, as root usually has it");
        }
        return 0;
    }

    private static List<NamespaceInfo> find(Snapshot snapshot, long number) throws NamespaceException {
        var namespace = snapshot.find(number);
        if (namespace.isPresent()) {
            return List.of(namespace.get());
        }
        try {
            return snapshot.of(number);
        } catch (NamespaceException e) {
            throw e.errno().equals(Errno.ESRCH)
                    ? new NamespaceException(e.operation(), e.subject(), e.errno(),
                            "no such process, and no namespace that has this inode number")
                    : e;
        }
    }
}
