package ns.net.netlink;

import java.util.Optional;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;

/**
 * The kernel refused a request, or the connection to it failed.
 *
 * <p>The message reads <i>operation subject: SYMBOL (number): what the kernel says</i>, for example
 * {@code route add default via 10.9.9.9: ENETUNREACH (101): Nexthop has invalid gateway}.
 */
public final class NetlinkException extends NamespaceException {

    private static final long serialVersionUID = 1L;

    private final String kernelText;
    private final String attribute;

    NetlinkException(String operation, String subject, Errno errno, String remedy, String kernelText, String attribute) {
        super(operation, subject, errno, remedy);
        this.kernelText = kernelText;
        this.attribute = attribute;
    }

    /** Of the connection, not of the request. */
    NetlinkException(Request request, Errno errno, String remedy) {
        this(request.operation(), request.subject(), errno, remedy, null, null);
    }

    /**
     * What the kernel itself says about it.
     *
     * @return the text of the extended acknowledgement, where there is one
     */
    public Optional<String> kernelText() {
        return Optional.ofNullable(kernelText);
    }

    /**
     * The attribute of the request that is to blame.
     *
     * @return its name in the kernel's header, as {@code RTA_GATEWAY}, where the kernel points to one
     */
    public Optional<String> attribute() {
        return Optional.ofNullable(attribute);
    }
}
