package ns.net.netlink;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.net.bindings.net_h;
import ns.net.socket.NetlinkSocket;
import ns.net.wire.Acknowledgement;
import ns.net.wire.MalformedMessageException;
import ns.net.wire.Message;

/**
 * Requests and answers on one socket, by one thread at a time.
 *
 * <p>A request that the kernel refuses leaves it usable; {@link #isBroken} tells where answers may still be under way.
 */
final class Exchange implements AutoCloseable {

    /** How many requests are sent at once: even if all fail, their error messages fit a default receive buffer. */
    private static final int BATCH = 100;

    private final NetlinkSocket socket;
    private int sequence;
    private boolean broken;

    Exchange(NetlinkSocket socket) {
        this.socket = socket;
    }

    boolean isBroken() {
        return broken;
    }

    /** Makes a change; the kernel's warning, if it has one. */
    Optional<String> run(Change change) throws NetlinkException {
        begin(change, net_h.NLM_F_ACK());
        while (true) {
            for (Message message : receive(change)) {
                if (message.type() == net_h.NLMSG_ERROR()) {
                    Acknowledgement answer = end(change, message);
                    Failures.check(change, answer);
                    return answer.text();
                }
            }
        }
    }

    /** Asks for one thing. */
    <T> T get(Query<T> query) throws NetlinkException {
        begin(query, net_h.NLM_F_ACK());
        T found = null;
        while (true) {
            for (Message message : receive(query)) {
                if (message.type() == net_h.NLMSG_ERROR()) {
                    Failures.check(query, end(query, message));
                    if (found == null) {
                        throw new NetlinkException(query, Errno.EBADMSG, "the kernel answered nothing");
                    }
                    return found;
                }
                found = decode(query, message);
            }
        }
    }

    private static <T> T decode(Query<T> query, Message message) throws NetlinkException {
        try {
            return query.decode(message.payload());
        } catch (MalformedMessageException e) {
            throw Failures.ofConnection(query, e);
        }
    }

    private Acknowledgement end(Request request, Message message) throws NetlinkException {
        try {
            Acknowledgement answer = Acknowledgement.ofError(message);
            broken = false;
            return answer;
        } catch (MalformedMessageException e) {
            throw Failures.ofConnection(request, e);
        }
    }

    /** Makes changes, many in one send; only the last of these is acknowledged, the others are where they fail. */
    List<Outcome> batch(List<Change> changes) throws NetlinkException {
        List<Outcome> outcomes = new ArrayList<>(changes.size());
        while (outcomes.size() < changes.size()) {
            outcomes.addAll(sendTogether(changes.subList(outcomes.size(), chunkEnd(changes, outcomes.size()))));
        }
        return outcomes;
    }

    private static int chunkEnd(List<Change> changes, int begin) {
        int size = 0;
        int end = begin;
        while (end < changes.size() && end - begin < BATCH) {
            size += Message.padded(Message.HEADER + changes.get(end).bytes().length);
            if (end > begin && size > NetlinkSocket.SEND_SIZE) {
                break;
            }
            end++;
        }
        return end;
    }

    private List<Outcome> sendTogether(List<Change> changes) throws NetlinkException {
        int first = sequence + 1;
        int last = changes.size() - 1;
        ByteBuffer out = socket.out();
        for (int i = 0; i <= last; i++) {
            sequence++;
            put(out, changes.get(i), i == last ? net_h.NLM_F_ACK() : 0);
        }
        send(changes.getFirst(), out);
        Acknowledgement[] answers = new Acknowledgement[changes.size()];
        while (answers[last] == null) {
            for (Message message : receive(changes.getFirst())) {
                int index = message.sequence() - first;
                if (message.type() == net_h.NLMSG_ERROR() && index >= 0) {
                    answers[index] = end(changes.get(index), message);
                }
            }
        }
        List<Outcome> outcomes = new ArrayList<>(changes.size());
        for (int i = 0; i <= last; i++) {
            outcomes.add(new Outcome(changes.get(i), Failures.of(changes.get(i), answers[i])));
        }
        return outcomes;
    }

    /** Sends a request; {@link #receive} gets what answers it. */
    void begin(Request request, int flags) throws NetlinkException {
        sequence++;
        ByteBuffer out = socket.out();
        put(out, request, flags);
        send(request, out);
    }

    private void put(ByteBuffer out, Request request, int flags) throws NetlinkException {
        byte[] payload = request.bytes();
        if (out.remaining() < Message.padded(Message.HEADER + payload.length)) {
            throw new NetlinkException(request, Errno.EMSGSIZE, "the request is longer than " + out.capacity() + " bytes");
        }
        Message.write(out, request.type(), net_h.NLM_F_REQUEST() | request.flags() | flags, sequence, payload);
    }

    private void send(Request request, ByteBuffer out) throws NetlinkException {
        broken = true;
        try {
            socket.send(out.position());
        } catch (NamespaceException e) {
            throw Failures.ofConnection(request, e);
        }
    }

    /** Receives a packet, and leaves out what does not answer a request of this socket's. */
    List<Message> receive(Request request) throws NetlinkException {
        try {
            List<Message> messages = new ArrayList<>();
            Message.forEach(socket.receive(), message -> {
                if (message.sequence() != 0 && message.sequence() - sequence <= 0) {
                    messages.add(message);
                }
            });
            return messages;
        } catch (NamespaceException | MalformedMessageException e) {
            throw Failures.ofConnection(request, e);
        }
    }

    /** All answers have come. */
    void ended() {
        broken = false;
    }

    @Override
    public void close() {
        socket.close();
    }
}
