package ns.net.wire;

import ns.core.error.Errno;
import ns.core.error.NamespaceException;

/** Words what is refused before the kernel is asked, in the form of all messages. */
public final class Invalid {

    private Invalid() {}

    /** {@code operation subject: EINVAL (22): remedy}. */
    public static IllegalArgumentException argument(String operation, String subject, String remedy) {
        return new IllegalArgumentException(
                new NamespaceException(operation, subject, Errno.EINVAL, remedy).getMessage());
    }
}
