package ns.cli.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import ns.core.IsolatedProcess;
import ns.core.Signal;
import ns.core.syscall.ProcStat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes the signals that ask ns to end on to the command; ns itself ends when the command does.
 *
 * <p>The terminal sends SIGINT to the whole foreground process group: a command in it that handles SIGINT has got it
 * already and must not get it twice, since many programs take a second one for "at once".
 */
final class SignalForwarder {

    private static final Logger LOG = LoggerFactory.getLogger(SignalForwarder.class);
    private static final List<Signal> FORWARDED = List.of(Signal.HUP, Signal.INT, Signal.TERM);

    private final List<Signal> early = new ArrayList<>();
    private IsolatedProcess process;

    private SignalForwarder() {}

    /** Takes the signals from now on; those that come before there is a process wait for it. */
    static SignalForwarder install() {
        SignalForwarder forwarder = new SignalForwarder();
        for (Signal signal : FORWARDED) {
            if (!JvmSignals.handle(signal.name(), () -> forwarder.receive(signal))) {
                LOG.debug("SIG{} is not passed on: the JVM was told to leave it alone", signal);
            }
        }
        return forwarder;
    }

    /** Tells where to. */
    synchronized void to(IsolatedProcess target) {
        process = target;
        early.forEach(this::receive);
    }

    private synchronized void receive(Signal signal) {
        if (process == null) {
            early.add(signal);
        } else if (!(signal == Signal.INT && process.handles(signal) && mayComeFromTerminal())) {
            process.signal(signal);
        }
    }

    /** Whether ns and the command are both in the foreground process group of a terminal. */
    private boolean mayComeFromTerminal() {
        try {
            ProcStat ns = ProcStat.of("self");
            ProcStat command = ProcStat.of(Long.toString(process.pid()));
            return ns.terminal() != 0 && ns.group() == ns.foreground() && command.group() == ns.group();
        } catch (IOException e) {
            return false; // it has ended
        }
    }
}
