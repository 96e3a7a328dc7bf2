package ns.net.netlink;

import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * A request for one thing.
 *
 * @param <T> what it is
 */
public final class Query<T> extends Request {

    private final Function<ByteBuffer, T> decoder;

    /**
     * A request made of bytes.
     *
     * @param operation what is attempted, for messages: {@code link show}
     * @param subject what it is attempted on, for messages
     * @param type of message, {@code RTM_*}
     * @param payload what is behind the message's header
     * @param attributeAt the name of the attribute that begins at an offset in the payload, or null
     * @param decoder makes a value of the payload of the answer; the buffer is valid only meanwhile
     */
    public Query(String operation, String subject, int type, byte[] payload, IntFunction<String> attributeAt,
            Function<ByteBuffer, T> decoder) {
        super(operation, subject, type, 0, payload, attributeAt);
        this.decoder = decoder;
    }

    T decode(ByteBuffer answer) {
        return decoder.apply(answer);
    }
}
