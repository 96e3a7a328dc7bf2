package ns.net.wire;

/** Bytes that are no netlink message, or not one of the kind that was expected. */
public final class MalformedMessageException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** Says what is wrong with them. */
    public MalformedMessageException(String message) {
        super(message);
    }
}
