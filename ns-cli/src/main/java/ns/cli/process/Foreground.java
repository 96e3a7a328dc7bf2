package ns.cli.process;

import java.io.IOException;
import java.util.List;
import ns.core.IsolatedProcess;
import ns.core.Isolation;

/** Runs a command in the place of ns. */
public final class Foreground {

    private Foreground() {}

    /**
     * Runs a command to its end, and passes signals on to it.
     *
     * @return its status, or 128 and the number of the signal that ended it
     */
    public static int run(Isolation isolation, List<String> command) throws IOException, InterruptedException {
        SignalForwarder signals = SignalForwarder.install();
        try (IsolatedProcess process = isolation.start(command)) {
            signals.to(process);
            return process.waitFor();
        }
    }
}
