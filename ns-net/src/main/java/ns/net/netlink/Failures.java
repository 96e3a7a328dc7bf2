package ns.net.netlink;

import java.util.Optional;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.net.wire.Acknowledgement;
import ns.net.wire.MalformedMessageException;
import ns.net.wire.Message;

/** Makes exceptions of what the kernel answers: the one place where an error number becomes one. */
final class Failures {

    private Failures() {}

    static void check(Request request, Acknowledgement answer) throws NetlinkException {
        Optional<NetlinkException> failure = of(request, answer);
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** An answer of null is that of a request in a batch that succeeded. */
    static Optional<NetlinkException> of(Request request, Acknowledgement answer) {
        if (answer == null || answer.error() == 0) {
            return Optional.empty();
        }
        Errno errno = new Errno(answer.error());
        String attribute = attribute(request, answer);
        String text = answer.text().orElse(null);
        StringBuilder remedy = new StringBuilder(text != null ? text : remedy(errno));
        if (attribute != null) {
            remedy.append(" (").append(attribute).append(')');
        }
        answer.missing().ifPresent(type -> remedy.append(" (attribute ").append(type).append(" is missing)"));
        return Optional.of(new NetlinkException(
                request.operation(), request.subject(), errno, remedy.toString(), text, attribute));
    }

    private static String attribute(Request request, Acknowledgement answer) {
        return answer.offset().isPresent() ? request.attributeAt(answer.offset().getAsInt() - Message.HEADER) : null;
    }

    private static String remedy(Errno errno) {
        if (errno.equals(Errno.EPERM)) {
            return "needs CAP_NET_ADMIN in the user namespace that owns the network namespace: run as root, or in a new"
                    + " user namespace with a network namespace of its own";
        }
        return errno.text();
    }

    /** The connection failed, or what came over it makes no sense. */
    static NetlinkException ofConnection(Request request, Exception cause) {
        NetlinkException failure = switch (cause) {
            case NamespaceException e -> new NetlinkException(request, e.errno(), e.errno().equals(Errno.ENOBUFS)
                    ? "answers were lost, since the receive buffer was full" : e.operation() + ": " + e.errno().text());
            case MalformedMessageException e ->
                new NetlinkException(request, Errno.EBADMSG, "the kernel's answer makes no sense: " + e.getMessage());
            default -> throw new AssertionError(cause);
        };
        failure.initCause(cause);
        return failure;
    }
}
