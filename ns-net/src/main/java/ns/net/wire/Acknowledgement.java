package ns.net.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;
import ns.net.bindings.net_h;
import ns.net.bindings.nlmsgerr;
import ns.net.bindings.nlmsghdr;

/**
 * How the kernel says that a request has succeeded or failed, with its extended acknowledgement.
 *
 * @param error the error number, 0 for success
 * @param text what the kernel says about it: the cause of an error, or a warning
 * @param offset where in the request, from the beginning of its header, the attribute lies that is to blame
 * @param missing the type of an attribute that should have been there
 * @see <a href="https://docs.kernel.org/userspace-api/netlink/intro.html#ext-ack">Extended ACK</a>
 */
public record Acknowledgement(int error, Optional<String> text, OptionalInt offset, OptionalInt missing) {

    private enum Field implements Attribute {
        NLMSGERR_ATTR_MSG(net_h.NLMSGERR_ATTR_MSG()),
        NLMSGERR_ATTR_OFFS(net_h.NLMSGERR_ATTR_OFFS()),
        NLMSGERR_ATTR_MISS_TYPE(net_h.NLMSGERR_ATTR_MISS_TYPE());

        private final int type;

        Field(int type) {
            this.type = type;
        }

        @Override
        public int type() {
            return type;
        }
    }

    /** Reads a message of type NLMSG_ERROR. */
    public static Acknowledgement ofError(Message message) {
        ByteBuffer in = message.payload();
        Attributes.require(in, nlmsgerr.sizeof());
        int error = Math.max(0, -in.getInt((int) nlmsgerr.error$offset()));
        long end = nlmsgerr.sizeof();
        if ((message.flags() & net_h.NLM_F_CAPPED()) == 0) {
            // The request's payload comes back as well.
            long length = Integer.toUnsignedLong(in.getInt((int) (nlmsgerr.msg$offset() + nlmsghdr.nlmsg_len$offset())));
            end += Math.max(0, length - Message.HEADER);
        }
        return of(error, message, end);
    }

    /** Reads a message of type NLMSG_DONE, which ends a dump. */
    public static Acknowledgement ofDone(Message message) {
        ByteBuffer in = message.payload();
        if (in.remaining() < Integer.BYTES) {
            return new Acknowledgement(0, Optional.empty(), OptionalInt.empty(), OptionalInt.empty());
        }
        return of(Math.max(0, -in.getInt(0)), message, Integer.BYTES);
    }

    private static Acknowledgement of(int error, Message message, long end) {
        ByteBuffer in = message.payload();
        Attributes extended = Attributes.parse(ByteBuffer.allocate(0));
        if ((message.flags() & net_h.NLM_F_ACK_TLVS()) != 0) {
            int at = Math.min(in.limit(), Message.padded((int) Math.min(end, in.limit())));
            extended = Attributes.parse(in.slice(at, in.limit() - at).order(ByteOrder.nativeOrder()));
        }
        return new Acknowledgement(error, Optional.ofNullable(extended.string(Field.NLMSGERR_ATTR_MSG)),
                optional(extended, Field.NLMSGERR_ATTR_OFFS), optional(extended, Field.NLMSGERR_ATTR_MISS_TYPE));
    }

    private static OptionalInt optional(Attributes extended, Field field) {
        return extended.has(field) ? OptionalInt.of(extended.s32(field, 0)) : OptionalInt.empty();
    }
}
