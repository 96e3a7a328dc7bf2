package ns.cli.process;

import java.io.IOException;
import java.util.List;
import ns.core.IsolatedProcess;
import ns.core.Isolation;
import ns.core.IsolationBuilder;
import ns.core.Signal;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Terminal;

/** Runs a command in the place of ns. */
public final class Foreground {

    private Foreground() {}

    /**
     * Runs a command to its end, and passes signals on to it.
     *
     * @return its status, or 128 and the number of the signal that ended it
     */
    public static int run(Isolation isolation, List<String> command) throws IOException, InterruptedException {
        return run(isolation, command, false);
    }

    /** The same for a command with a terminal of its own, which is shown at the one of ns. */
    public static int runAtTerminal(Isolation isolation, List<String> command) throws IOException, InterruptedException {
        return run(isolation, command, true);
    }

    /**
     * Lets what a command sends to its process group reach no script that runs ns. At a terminal the group is that of ns, or
     * the command could not read.
     */
    public static void shieldCaller(IsolationBuilder builder) {
        if (!Terminal.isTerminal(0)) {
            builder.newProcessGroup();
        }
    }

    /**
     * Runs a command that ends when ns is killed, as if it were ns itself, and shields the caller of ns from it.
     *
     * @param death what the command gets then
     */
    public static int runTied(IsolationBuilder builder, Signal death, List<String> command) throws IOException, InterruptedException {
        shieldCaller(builder.dieWithParent(death));
        return run(builder.build(), command);
    }

    /** The same for a shell, which is told that it is a login shell. */
    public static int runTiedShell(IsolationBuilder builder, Signal death, String shell) throws IOException, InterruptedException {
        return runTied(builder.argv0("-" + shell.substring(shell.lastIndexOf('/') + 1)), death, List.of(shell));
    }

    private static int run(Isolation isolation, List<String> command, boolean terminal) throws IOException, InterruptedException {
        SignalForwarder signals = SignalForwarder.install();
        boolean timedOut;
        int status;
        try (TerminalRelay relay = terminal ? TerminalRelay.open() : null; IsolatedProcess process = isolation.start(command)) {
            if (relay != null) {
                relay.to(process);
            }
            signals.to(process);
            status = process.waitFor();
            timedOut = process.isTimedOut();
            if (relay != null) {
                relay.finish();
            }
        }
        if (timedOut) {
            System.err.println("ns: " + new NamespaceException(
                    "wait", command.getFirst(), Errno.ETIMEDOUT, "told to end at its time limit").getMessage());
        }
        return status;
    }
}
