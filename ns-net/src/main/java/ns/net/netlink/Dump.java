package ns.net.netlink;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import ns.net.bindings.net_h;

/**
 * A request for all there is of a kind.
 *
 * @param <T> one of them
 */
public final class Dump<T> extends Request {

    private final Function<ByteBuffer, T> decoder;
    private final Predicate<? super T> filter;

    /**
     * A request made of bytes.
     *
     * @param operation what is attempted, for messages: {@code link show}
     * @param subject what it is attempted on, for messages
     * @param type of message, {@code RTM_*}
     * @param payload what is behind the message's header
     * @param decoder makes a value of the payload of each message, or null of one to be left out; the buffer is
     *     valid only meanwhile
     */
    public Dump(String operation, String subject, int type, byte[] payload, Function<ByteBuffer, T> decoder) {
        this(operation, subject, type, payload, decoder, each -> true);
    }

    private Dump(String operation, String subject, int type, byte[] payload, Function<ByteBuffer, T> decoder,
            Predicate<? super T> filter) {
        super(operation, subject, type, net_h.NLM_F_DUMP(), payload, offset -> null);
        this.decoder = Objects.requireNonNull(decoder, "decoder");
        this.filter = filter;
    }

    /**
     * The same, of less: for what the kernel cannot choose by itself.
     *
     * @param condition which to keep
     * @return another request
     */
    public Dump<T> filter(Predicate<? super T> condition) {
        Predicate<? super T> before = filter;
        return new Dump<>(operation(), subject(), type(), bytes(), decoder,
                each -> before.test(each) && condition.test(each));
    }

    /**
     * Makes a value of a message as the dump brings, and as the kernel sends to those who listen to changes.
     *
     * @param message what is behind the header, in the machine's byte order
     * @return empty where it is to be left out
     * @throws IllegalArgumentException where the bytes make no sense
     */
    public Optional<T> decode(ByteBuffer message) {
        return Optional.ofNullable(decoder.apply(message)).filter(filter);
    }
}
