package ns.net.netlink;

import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.net.NetNamespace;
import ns.net.socket.NetlinkSocket;

/**
 * A connection to the rtnetlink of one network namespace: what {@code ip} and {@code tc} speak.
 *
 * <p>Safe for use by many threads at once, virtual ones too. It holds as many sockets as there are requests at the same
 * time, and keeps some for the next. Requests are values, made by {@code Links}, {@code Addresses}, {@code Routes} and the
 * like.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7)</a>
 */
public final class Netlink implements AutoCloseable {

    private static final int IDLE = 4;

    /** How often a dump that changes interrupt is begun anew. */
    private static final int ATTEMPTS = 50;

    /** The pause before the n-th time is n times as long. */
    private static final long PAUSE_NANOS = 200_000;

    private final NetNamespace namespace;
    private final Deque<Exchange> idle = new ArrayDeque<>();
    private boolean closed;

    private Netlink(NetNamespace namespace) {
        this.namespace = namespace;
    }

    /**
     * Connects to the network namespace of the calling thread.
     *
     * @return the connection
     * @throws NamespaceException where no socket can be opened
     */
    public static Netlink open() throws NamespaceException {
        try (NetNamespace current = NetNamespace.current()) {
            return open(current);
        }
    }

    /**
     * Connects to a network namespace; {@code ip -n NAME}.
     *
     * @param namespace may be closed afterwards
     * @return the connection
     * @throws NamespaceException where it cannot be entered or no socket can be opened
     */
    public static Netlink open(NetNamespace namespace) throws NamespaceException {
        Netlink netlink = new Netlink(NetNamespace.ofDescriptor(namespace.descriptor()));
        try {
            netlink.giveBack(netlink.newExchange());
            return netlink;
        } catch (NamespaceException | RuntimeException | Error e) {
            netlink.close();
            throw e;
        }
    }

    private Exchange newExchange() throws NamespaceException {
        return new Exchange(NetlinkSocket.open(namespace));
    }

    /**
     * Makes a change.
     *
     * @param change what to do
     * @return a warning of the kernel's, where it has one though the change was made
     * @throws NetlinkException where the kernel refuses it, or the connection is closed
     */
    public Optional<String> run(Change change) throws NetlinkException {
        return with(change, exchange -> exchange.run(change));
    }

    /**
     * Makes many changes, in few sends; each is tried, whatever becomes of those before it. {@code ip -force -batch}.
     *
     * <p>The kernel acknowledges the last of each send alone, so that its warnings are not seen.
     *
     * @param changes what to do, in this order
     * @return what became of each, in the same order
     * @throws NetlinkException where the connection failed: what became of some is not known then
     */
    public List<Outcome> batch(List<Change> changes) throws NetlinkException {
        return changes.isEmpty() ? List.of() : with(changes.getFirst(), exchange -> exchange.batch(changes));
    }

    /**
     * Asks for one thing.
     *
     * @param <T> what it is
     * @param query which
     * @return the answer
     * @throws NetlinkException where there is none
     */
    public <T> T get(Query<T> query) throws NetlinkException {
        return with(query, exchange -> exchange.get(query));
    }

    /**
     * Asks for all of a kind, complete and consistent: where changes interrupt the dump, it is begun anew.
     *
     * @param <T> one of them
     * @param dump of what
     * @return all
     * @throws NetlinkException where the kernel refuses; an EINTR where things change so fast that no dump was complete
     */
    public <T> List<T> list(Dump<T> dump) throws NetlinkException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Optional<List<T>> complete = with(dump, exchange -> all(exchange, dump));
            if (complete.isPresent()) {
                return complete.get();
            }
            LockSupport.parkNanos(attempt * PAUSE_NANOS);
        }
        throw new NetlinkException(dump, Errno.EINTR,
                "things change too fast: no dump of " + ATTEMPTS + " was complete; list less, or stream it");
    }

    private static <T> Optional<List<T>> all(Exchange exchange, Dump<T> dump) throws NetlinkException {
        List<T> all = new ArrayList<>();
        DumpReader<T> reader = new DumpReader<>(exchange, dump);
        while (!reader.isDone()) {
            all.addAll(reader.next());
        }
        return reader.isInterrupted() ? Optional.empty() : Optional.of(all);
    }

    /**
     * Asks for all of a kind, and passes each on as it comes: however many there are, memory for few is used.
     *
     * @param <T> one of them
     * @param dump of what
     * @param action what to do with each; it may make other requests on this connection
     * @throws NetlinkException where the kernel refuses; at the end an EINTR where changes interrupted the dump, so that
     *     some may have been left out or have come twice
     */
    public <T> void forEach(Dump<T> dump, Consumer<? super T> action) throws NetlinkException {
        with(dump, exchange -> {
            DumpReader<T> reader = new DumpReader<>(exchange, dump);
            while (!reader.isDone()) {
                reader.next().forEach(action);
            }
            if (reader.isInterrupted()) {
                throw interrupted(dump);
            }
            return null;
        });
    }

    private static NetlinkException interrupted(Dump<?> dump) {
        return new NetlinkException(dump, Errno.EINTR, "changes interrupted the dump: some may be missing or twice");
    }

    /**
     * Asks for all of a kind, as a stream of which as little is received as is used. Close it, if it is not used up.
     *
     * <p>It throws an {@link UncheckedIOException} of what {@link #forEach} throws.
     *
     * @param <T> one of them
     * @param dump of what
     * @return each as it comes
     * @throws NetlinkException where the request cannot be sent
     */
    public <T> Stream<T> stream(Dump<T> dump) throws NetlinkException {
        Exchange exchange = take(dump);
        try {
            Parts<T> parts = new Parts<>(exchange, dump);
            return StreamSupport.stream(Spliterators.spliteratorUnknownSize(parts, Spliterator.ORDERED), false)
                    .onClose(parts::end);
        } catch (NetlinkException | RuntimeException | Error e) {
            giveBack(exchange);
            throw e;
        }
    }

    private final class Parts<T> implements Iterator<T> {
        private final Exchange exchange;
        private final Dump<T> dump;
        private final DumpReader<T> reader;
        private Iterator<T> part = List.<T>of().iterator();
        private boolean ended;

        Parts(Exchange exchange, Dump<T> dump) throws NetlinkException {
            this.exchange = exchange;
            this.dump = dump;
            this.reader = new DumpReader<>(exchange, dump);
        }

        @Override
        public boolean hasNext() {
            try {
                while (!part.hasNext() && !reader.isDone()) {
                    part = reader.next().iterator();
                }
                if (!part.hasNext() && !ended) {
                    end();
                    if (reader.isInterrupted()) {
                        throw interrupted(dump);
                    }
                }
                return part.hasNext();
            } catch (NetlinkException e) {
                end();
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return part.next();
        }

        void end() {
            if (!ended) {
                ended = true;
                giveBack(exchange);
            }
        }
    }

    @FunctionalInterface
    private interface Use<T> {
        T of(Exchange exchange) throws NetlinkException;
    }

    private <T> T with(Request request, Use<T> use) throws NetlinkException {
        Exchange exchange = take(request);
        try {
            return use.of(exchange);
        } finally {
            giveBack(exchange);
        }
    }

    private Exchange take(Request request) throws NetlinkException {
        Objects.requireNonNull(request, "request");
        synchronized (idle) {
            if (closed) {
                throw new NetlinkException(request, Errno.EBADF, "the connection is closed");
            }
            if (!idle.isEmpty()) {
                return idle.pop();
            }
        }
        try {
            return newExchange();
        } catch (NamespaceException e) {
            throw Failures.ofConnection(request, e);
        }
    }

    /** A socket on which answers may still come, of a dump that was not read to its end, is not used again. */
    private void giveBack(Exchange exchange) {
        synchronized (idle) {
            if (!closed && !exchange.isBroken() && idle.size() < IDLE) {
                idle.push(exchange);
                return;
            }
        }
        exchange.close();
    }

    /** Closes the connection; requests under way come to their end. */
    @Override
    public void close() {
        List<Exchange> all;
        synchronized (idle) {
            closed = true;
            all = List.copyOf(idle);
            idle.clear();
        }
        all.forEach(Exchange::close);
        namespace.close();
    }
}
