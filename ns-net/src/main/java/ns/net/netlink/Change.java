package ns.net.netlink;

import java.util.function.IntFunction;

/** A request that changes something, and is answered by success or an error. */
public final class Change extends Request {

    /**
     * A request made of bytes.
     *
     * @param operation what is attempted, for messages: {@code route add}
     * @param subject what it is attempted on, for messages
     * @param type of message, {@code RTM_*}
     * @param flags {@code NLM_F_CREATE} and the like; NLM_F_REQUEST and NLM_F_ACK are added
     * @param payload what is behind the message's header
     */
    public Change(String operation, String subject, int type, int flags, byte[] payload) {
        this(operation, subject, type, flags, payload, offset -> null);
    }

    /**
     * A request made of bytes, that can name its attributes.
     *
     * @param operation what is attempted, for messages: {@code route add}
     * @param subject what it is attempted on, for messages
     * @param type of message, {@code RTM_*}
     * @param flags {@code NLM_F_CREATE} and the like; NLM_F_REQUEST and NLM_F_ACK are added
     * @param payload what is behind the message's header
     * @param attributeAt the name of the attribute that begins at an offset in the payload, or null
     */
    public Change(String operation, String subject, int type, int flags, byte[] payload,
            IntFunction<String> attributeAt) {
        super(operation, subject, type, flags, payload, attributeAt);
    }
}
