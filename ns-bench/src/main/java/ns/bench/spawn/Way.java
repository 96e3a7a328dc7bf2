package ns.bench.spawn;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import ns.bench.peer.Tools;
import ns.core.Isolation;
import ns.core.Namespace;

/** A way to start {@code /bin/true} from Java; standard streams are inherited in all of them. */
enum Way {

    /** All six namespaces, the caller mapped to root, private mounts, an own /proc and host name. */
    ISOLATED {
        @Override
        Process start() throws IOException {
            return SIX_NAMESPACES.start(COMMAND);
        }
    },
    /** By ns too, in no namespace of its own. */
    PLAIN {
        @Override
        Process start() throws IOException {
            return NO_NAMESPACE.start(COMMAND);
        }
    },
    /** By the JDK. */
    PROCESS_BUILDER {
        @Override
        Process start() throws IOException {
            return builder(List.of(COMMAND));
        }
    },
    /** By the JDK, through unshare. */
    UNSHARE {
        @Override
        Process start() throws IOException {
            return builder(Tools.unshare(COMMAND).words());
        }
    },
    /** By the JDK, through bwrap. */
    BWRAP {
        @Override
        Process start() throws IOException {
            return builder(Tools.bwrap(COMMAND).words());
        }
    };

    private static final String COMMAND = "/bin/true";
    private static final Isolation NO_NAMESPACE = Isolation.builder().inheritIO().build();
    private static final Isolation SIX_NAMESPACES = NO_NAMESPACE.toBuilder()
            .namespaces(Namespace.ALL).mapRootUser().mountProc().hostname("bench").build();

    /** Starts the command. */
    abstract Process start() throws IOException;

    /** The word for it in a question. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Process builder(List<String> command) throws IOException {
        return new ProcessBuilder(command).inheritIO().start();
    }
}
