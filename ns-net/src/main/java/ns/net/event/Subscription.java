package ns.net.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.net.NetNamespace;
import ns.net.netlink.Netlink;
import ns.net.socket.NetlinkSocket;
import ns.net.socket.Waiter;
import ns.net.wire.MalformedMessageException;
import ns.net.wire.Message;

/**
 * Tells what changes in a network namespace; {@code ip monitor}.
 *
 * <p>One thread at a time takes events; closing wakes it. A virtual thread that waits here keeps its carrier.
 */
public final class Subscription implements AutoCloseable {

    /** Room for some thousand events, which the kernel keeps while nobody takes them. */
    private static final int RECEIVE_BUFFER = 1 << 20;

    private static final String OPERATION = "subscribe";

    private final Set<EventKind> kinds;
    private final boolean snapshots;
    private final NetlinkSocket socket;
    private final Netlink netlink;
    private final Waiter waiter;
    private final Deque<Event> events = new ArrayDeque<>();
    private final Lock taking = new ReentrantLock();
    private volatile boolean closed;

    private Subscription(Set<EventKind> kinds, boolean snapshots, NetlinkSocket socket, Netlink netlink, Waiter waiter) {
        this.kinds = kinds;
        this.snapshots = snapshots;
        this.socket = socket;
        this.netlink = netlink;
        this.waiter = waiter;
    }

    /**
     * Subscribes.
     *
     * @param namespace of what; it may be closed afterwards
     * @param kinds of what in it
     * @param snapshot whether all that is there comes first, and again after an {@link Event.Overrun}
     * @return the subscription, to be closed
     * @throws IOException where the namespace cannot be entered, or the kernel refuses
     */
    public static Subscription open(NetNamespace namespace, Set<EventKind> kinds, boolean snapshot) throws IOException {
        return open(namespace, kinds, snapshot, RECEIVE_BUFFER);
    }

    static Subscription open(NetNamespace namespace, Set<EventKind> kinds, boolean snapshot, int receiveBuffer)
            throws IOException {
        NetlinkSocket socket = NetlinkSocket.open(namespace);
        Netlink netlink = null;
        Waiter waiter = null;
        try {
            socket.receiveBuffer(receiveBuffer);
            for (EventKind kind : kinds) {
                for (int group : kind.groups()) {
                    socket.join(group);
                }
            }
            netlink = Netlink.open(namespace);
            waiter = new Waiter(socket.fd());
            Subscription subscription = new Subscription(EnumSet.copyOf(kinds), snapshot, socket, netlink, waiter);
            subscription.takeSnapshot(); // what changes from now on is received already
            return subscription;
        } catch (IOException | RuntimeException | Error e) {
            socket.close();
            if (netlink != null) {
                netlink.close();
            }
            if (waiter != null) {
                waiter.close();
            }
            throw e;
        }
    }

    private void takeSnapshot() throws IOException {
        if (snapshots) {
            for (EventKind kind : kinds) {
                present(kind.source());
            }
            events.add(new Event.SnapshotEnd());
        }
    }

    private <T> void present(EventKind.Source<T> source) throws IOException {
        for (T value : netlink.list(source.dump())) {
            events.add(source.event().apply(Event.What.PRESENT, value));
        }
    }

    /**
     * Waits for the next event.
     *
     * @return the event
     * @throws IOException where the subscription is closed, also meanwhile (EBADF), or the kernel sends nonsense
     */
    public Event take() throws IOException {
        while (true) {
            Optional<Event> next = poll(Duration.ofDays(1));
            if (next.isPresent()) {
                return next.get();
            }
        }
    }

    /**
     * Waits for the next event, but not for longer than this.
     *
     * @param limit zero not to wait at all
     * @return empty where none came
     * @throws IOException where the subscription is closed, also meanwhile (EBADF), or the kernel sends nonsense
     */
    public Optional<Event> poll(Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        taking.lock();
        try {
            while (true) {
                if (closed) {
                    throw new NamespaceException(OPERATION, "events", Errno.EBADF, "the subscription is closed");
                }
                if (!events.isEmpty()) {
                    return Optional.of(events.remove());
                }
                long left = deadline - System.nanoTime();
                boolean readable = waiter.await(Math.max(0, left));
                if (readable) {
                    receive();
                } else if (left <= 0) {
                    return Optional.empty();
                }
            }
        } finally {
            taking.unlock();
        }
    }

    private void receive() throws IOException {
        try {
            ByteBuffer packet = socket.receiveNow();
            Message.forEach(packet, this::add);
        } catch (MalformedMessageException e) {
            throw new NamespaceException(OPERATION, "events", Errno.EBADMSG, "what the kernel sent makes no sense: " + e.getMessage());
        } catch (NamespaceException e) {
            if (e.errno().equals(Errno.ENOBUFS)) {
                events.add(new Event.Overrun());
                takeSnapshot();
            } else if (!e.errno().equals(Errno.EAGAIN)) {
                throw e;
            }
        }
    }

    private void add(Message message) {
        for (EventKind kind : kinds) {
            Optional<Event.What> what = kind.what(message.type(), message.payload());
            if (what.isPresent()) {
                kind.source().decode(what.get(), message.payload()).ifPresent(events::add);
            }
        }
    }

    /** Ends the subscription; who waits in {@link #take} is woken by an exception. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        waiter.wake();
        taking.lock();
        try {
            socket.close();
            netlink.close();
            waiter.close();
        } finally {
            taking.unlock();
        }
    }
}
