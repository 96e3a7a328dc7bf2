package ns.core;

import java.nio.file.Path;
import java.util.List;
import ns.core.mount.Mount;
import ns.core.mount.Root;

/** Roots in which the machine's programs run, and nothing else of the machine is seen. */
final class Sandbox {

    private Sandbox() {}

    /** With the machine's {@code /usr}, read-only, and an own {@code /proc}, in all six namespaces, as root. */
    static IsolationBuilder in(Root root) {
        IsolationBuilder builder = Isolation.builder().namespaces(Namespace.ALL).mapRootUser().root(root)
                .mount(Mount.bind(Path.of("/usr"), Path.of("/usr")).readOnly());
        for (String name : List.of("bin", "sbin", "lib", "lib64")) {
            builder.mount(Mount.symlink("usr/" + name, Path.of("/" + name)));
        }
        return builder.mountProc();
    }

    /** The same in an empty root. */
    static IsolationBuilder empty() {
        return in(Root.tmpfs());
    }
}
