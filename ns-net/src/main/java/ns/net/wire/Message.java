package ns.net.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import ns.net.bindings.net_h;
import ns.net.bindings.nlmsghdr;

/**
 * A received message; its payload is only as long valid as the buffer it lies in.
 *
 * @param type RTM_NEWLINK, NLMSG_ERROR and so on
 * @param flags NLM_F_*
 * @param sequence the request's, in an answer
 * @param payload what is behind the header
 */
public record Message(int type, int flags, int sequence, ByteBuffer payload) {

    /** The bytes of a message's header. */
    public static final int HEADER = (int) nlmsghdr.sizeof();

    /** Splits a received packet into its messages, and passes each on. */
    public static void forEach(ByteBuffer packet, Consumer<Message> action) {
        int at = packet.position();
        while (packet.limit() - at >= HEADER) {
            long length = Integer.toUnsignedLong(packet.getInt(at + (int) nlmsghdr.nlmsg_len$offset()));
            if (length < HEADER || length > packet.limit() - at) {
                throw new MalformedMessageException(
                        "a message of " + length + " bytes where there are " + (packet.limit() - at));
            }
            action.accept(new Message(
                    packet.getShort(at + (int) nlmsghdr.nlmsg_type$offset()) & 0xffff,
                    packet.getShort(at + (int) nlmsghdr.nlmsg_flags$offset()) & 0xffff,
                    packet.getInt(at + (int) nlmsghdr.nlmsg_seq$offset()),
                    packet.slice(at + HEADER, (int) length - HEADER).order(ByteOrder.nativeOrder())));
            at += padded((int) length);
        }
        if (packet.limit() > at) {
            throw new MalformedMessageException((packet.limit() - at) + " bytes behind the last message");
        }
    }

    /** Puts a header at the buffer's position, and the payload behind it, padded. */
    public static void write(ByteBuffer out, int type, int flags, int sequence, byte[] payload) {
        int at = out.position();
        out.putInt(at + (int) nlmsghdr.nlmsg_len$offset(), HEADER + payload.length);
        out.putShort(at + (int) nlmsghdr.nlmsg_type$offset(), (short) type);
        out.putShort(at + (int) nlmsghdr.nlmsg_flags$offset(), (short) flags);
        out.putInt(at + (int) nlmsghdr.nlmsg_seq$offset(), sequence);
        out.putInt(at + (int) nlmsghdr.nlmsg_pid$offset(), 0);
        out.put(at + HEADER, payload);
        out.position(at + padded(HEADER + payload.length));
    }

    /** The bytes a message of a given length takes among others. */
    public static int padded(int length) {
        int unit = net_h.NLMSG_ALIGNTO();
        return (length + unit - 1) & -unit;
    }
}
