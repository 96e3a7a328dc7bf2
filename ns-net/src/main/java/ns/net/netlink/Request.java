package ns.net.netlink;

import java.util.Objects;
import java.util.function.IntFunction;

/**
 * A request to the kernel, as data: nothing is sent before a {@link Netlink} is given it.
 *
 * <p>The factories of the packages for links, addresses, routes and traffic control make them; for what these do not know,
 * each form of request can be made of bytes.
 */
public abstract sealed class Request permits Change, Query, Dump {

    private final String operation;
    private final String subject;
    private final int type;
    private final int flags;
    private final byte[] payload;
    private final IntFunction<String> attributeAt;

    Request(String operation, String subject, int type, int flags, byte[] payload, IntFunction<String> attributeAt) {
        this.operation = Objects.requireNonNull(operation, "operation");
        this.subject = Objects.requireNonNull(subject, "subject");
        this.type = type;
        this.flags = flags;
        this.payload = Objects.requireNonNull(payload, "payload");
        this.attributeAt = Objects.requireNonNull(attributeAt, "attributeAt");
    }

    /**
     * What is attempted, in the words of ip(8).
     *
     * @return for example {@code route add}
     */
    public String operation() {
        return operation;
    }

    /**
     * What it is attempted on, in the words of ip(8).
     *
     * @return for example {@code default via 10.0.0.1}
     */
    public String subject() {
        return subject;
    }

    /**
     * The type of message.
     *
     * @return {@code RTM_NEWROUTE} and the like
     */
    public int type() {
        return type;
    }

    /**
     * The flags that are added to NLM_F_REQUEST.
     *
     * @return {@code NLM_F_*}
     */
    public int flags() {
        return flags;
    }

    /**
     * What is behind the header of the message.
     *
     * @return a copy
     */
    public byte[] payload() {
        return payload.clone();
    }

    /** The same, not copied. */
    byte[] bytes() {
        return payload;
    }

    /** The name of the attribute at an offset in the payload; null where none begins there. */
    String attributeAt(int offset) {
        return attributeAt.apply(offset);
    }

    /**
     * Operation and subject.
     *
     * @return for example {@code route add default via 10.0.0.1}
     */
    @Override
    public String toString() {
        return (operation + " " + subject).strip();
    }
}
