package ns.net.netlink;

import java.util.ArrayList;
import java.util.List;
import ns.core.error.Errno;
import ns.net.bindings.net_h;
import ns.net.wire.Acknowledgement;
import ns.net.wire.MalformedMessageException;
import ns.net.wire.Message;

/** One dump under way, packet by packet. */
final class DumpReader<T> {

    private final Exchange exchange;
    private final Dump<T> dump;
    private boolean done;
    private boolean interrupted;

    DumpReader(Exchange exchange, Dump<T> dump) throws NetlinkException {
        this.exchange = exchange;
        this.dump = dump;
        exchange.begin(dump, 0);
    }

    boolean isDone() {
        return done;
    }

    /** Whether things changed meanwhile in such a way that some may be missing or twice. */
    boolean isInterrupted() {
        return interrupted;
    }

    /** The next of them, as many as the kernel put into a packet. */
    List<T> next() throws NetlinkException {
        List<T> found = new ArrayList<>();
        for (Message message : exchange.receive(dump)) {
            interrupted |= (message.flags() & net_h.NLM_F_DUMP_INTR()) != 0;
            try {
                if (message.type() == net_h.NLMSG_DONE()) {
                    end(Acknowledgement.ofDone(message));
                } else if (message.type() == net_h.NLMSG_ERROR()) {
                    end(Acknowledgement.ofError(message));
                } else {
                    dump.decode(message.payload()).ifPresent(found::add);
                }
            } catch (MalformedMessageException e) {
                throw Failures.ofConnection(dump, e);
            }
        }
        return found;
    }

    private void end(Acknowledgement answer) throws NetlinkException {
        done = true;
        exchange.ended();
        if (answer.error() == Errno.EINTR.number()) {
            interrupted = true;
        } else {
            Failures.check(dump, answer);
        }
    }
}
