package ns.cli.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import ns.core.Capability;
import ns.core.IsolationBuilder;
import ns.core.seccomp.SeccompFilter;
import picocli.CommandLine.Option;

/** What the command may do. */
public final class PrivilegeOptions {

    @Option(names = "--cap-drop", paramLabel = "CAP[,CAP...]|all", hideParamSyntax = true,
            description = "Take capabilities away, for the command and all it starts.")
    private List<String> drop = List.of();

    @Option(names = "--cap-keep", paramLabel = "CAP[,CAP...]", hideParamSyntax = true, description = "Take all others away.")
    private List<String> keep;

    @Option(names = {"--cap-ambient", "--cap-add"}, paramLabel = "CAP[,CAP...]", hideParamSyntax = true,
            description = "Give these to the command although it is not root inside.")
    private List<String> ambient = List.of();

    @Option(names = "--allow-new-privs", description = "Let set-user-ID programs and file capabilities grant privileges, and the command"
            + " type into the caller's terminal (TIOCSTI), which is denied otherwise.")
    private boolean allowNewPrivileges;

    @Option(names = "--disable-userns", description = "Let nothing inside make a further user namespace.")
    private boolean forbidUserNamespaces;

    @Option(names = "--seccomp", paramLabel = "FILE|standard",
            description = "Filter system calls by a BPF program, or by the profile that comes with ns; repeatable.")
    private List<String> filters = List.of();

    /** Called by picocli. */
    public PrivilegeOptions() {}

    /** Adds what was asked for. */
    public void apply(IsolationBuilder builder) throws IOException {
        if (keep != null) {
            builder.keepCapabilities(union(keep));
        }
        builder.dropCapabilities(union(drop)).ambientCapabilities(union(ambient));
        if (allowNewPrivileges) {
            builder.allowNewPrivileges(); // without which an unprivileged caller may install no filter
        } else {
            builder.seccomp(SeccompFilter.terminal()); // first, as one of the others may let no more be installed
        }
        for (String filter : filters) {
            builder.seccomp(filter.equals("standard") ? SeccompFilter.standard() : SeccompFilter.read(Path.of(filter)));
        }
        if (forbidUserNamespaces) {
            builder.forbidUserNamespaces();
        }
    }

    private static Set<Capability> union(List<String> lists) {
        Set<Capability> all = EnumSet.noneOf(Capability.class);
        lists.forEach(list -> all.addAll(Capability.parse(list)));
        return all;
    }
}
