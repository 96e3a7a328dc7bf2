package ns.net.wire;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import ns.net.bindings.net_h;
import ns.net.bindings.nlattr;

/**
 * Writes what is behind the header of a netlink message: a struct of the kernel's, then attributes, which may be nested.
 *
 * <p>Numbers are in the machine's byte order, but where a method says otherwise.
 */
public final class MessageWriter {

    private static final int ATTRIBUTE_HEADER = (int) nlattr.sizeof();
    private static final int FIRST_SIZE = 128;

    private ByteBuffer bytes = allocate(FIRST_SIZE);
    private Attribute[] attributes = new Attribute[8];
    private int[] offsets = new int[8];
    private int count;

    /** A message that begins with a struct of so many bytes, all zero. */
    public MessageWriter(long structSize) {
        append(structSize);
    }

    private static ByteBuffer allocate(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    /** Adds zeros, for a struct that is filled in by the put methods; returns where they begin. */
    public int append(long size) {
        int at = bytes.position();
        int padded = align(Math.toIntExact(size));
        reserve(padded);
        bytes.position(at + padded);
        return at;
    }

    private void reserve(int size) {
        if (bytes.remaining() < size) {
            ByteBuffer larger = allocate(Integer.highestOneBit(bytes.position() + size) * 2);
            larger.put(bytes.flip());
            bytes = larger;
        }
    }

    private static int align(int length) {
        int unit = net_h.NLA_ALIGNTO();
        return (length + unit - 1) & -unit;
    }

    /** How many bytes there are so far. */
    public int size() {
        return bytes.position();
    }

    /** Puts a byte of a struct. */
    public MessageWriter put8(long at, int value) {
        bytes.put((int) at, (byte) value);
        return this;
    }

    /** Puts two bytes of a struct. */
    public MessageWriter put16(long at, int value) {
        bytes.putShort((int) at, (short) value);
        return this;
    }

    /** Puts four bytes of a struct. */
    public MessageWriter put32(long at, long value) {
        bytes.putInt((int) at, (int) value);
        return this;
    }

    /** Sets bits of four bytes of a struct. */
    public MessageWriter or32(long at, long bits) {
        return put32(at, bytes.getInt((int) at) | bits);
    }

    /** Puts eight bytes of a struct. */
    public MessageWriter put64(long at, long value) {
        bytes.putLong((int) at, value);
        return this;
    }

    private int begin(Attribute attribute, int marks, int length) {
        if (count == attributes.length) {
            attributes = Arrays.copyOf(attributes, 2 * count);
            offsets = Arrays.copyOf(offsets, 2 * count);
        }
        attributes[count] = attribute;
        offsets[count++] = bytes.position();
        int at = append(ATTRIBUTE_HEADER + length);
        bytes.putShort(at + (int) nlattr.nla_len$offset(), (short) (ATTRIBUTE_HEADER + length));
        bytes.putShort(at + (int) nlattr.nla_type$offset(), (short) (attribute.type() | marks));
        return at + ATTRIBUTE_HEADER;
    }

    /** Adds an attribute that is there, or not. */
    public MessageWriter flag(Attribute attribute) {
        begin(attribute, 0, 0);
        return this;
    }

    /** Adds a number of one byte. */
    public MessageWriter u8(Attribute attribute, int value) {
        return put8(begin(attribute, 0, Byte.BYTES), value);
    }

    /** Adds a number of two bytes. */
    public MessageWriter u16(Attribute attribute, int value) {
        return put16(begin(attribute, 0, Short.BYTES), value);
    }

    /** Adds a number of two bytes, in network byte order. */
    public MessageWriter be16(Attribute attribute, int value) {
        return bytes(attribute, new byte[] {(byte) (value >> Byte.SIZE), (byte) value});
    }

    /** Adds a number of four bytes. */
    public MessageWriter u32(Attribute attribute, long value) {
        return put32(begin(attribute, 0, Integer.BYTES), value);
    }

    /** Adds a number of four bytes, in network byte order. */
    public MessageWriter be32(Attribute attribute, long value) {
        return u32(attribute, ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes((int) value));
    }

    /** Adds a number of eight bytes. */
    public MessageWriter u64(Attribute attribute, long value) {
        return put64(begin(attribute, 0, Long.BYTES), value);
    }

    /** Adds bytes as they are. */
    public MessageWriter bytes(Attribute attribute, byte[] value) {
        int at = begin(attribute, 0, value.length); // before the field is read: it may put a larger buffer there
        bytes.put(at, value);
        return this;
    }

    /** Adds attributes that nothing here has a name for, as {@link Attributes#others} has found them. */
    public MessageWriter others(Map<Integer, String> others) {
        others.forEach((type, digits) -> bytes(new Nameless(type), HexFormat.of().parseHex(digits)));
        return this;
    }

    private record Nameless(int type) implements Attribute {

        @Override
        public String name() {
            return "attribute " + type;
        }
    }

    /** Adds an internet address, four or sixteen bytes. */
    public MessageWriter address(Attribute attribute, InetAddress value) {
        return bytes(attribute, value.getAddress());
    }

    /** Adds a text, ended by NUL. */
    public MessageWriter string(Attribute attribute, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return bytes(attribute, Arrays.copyOf(text, text.length + 1));
    }

    /** Adds a zeroed struct; returns where it begins, for the put methods. */
    public int struct(Attribute attribute, long size) {
        return begin(attribute, 0, (int) size);
    }

    /** Adds an attribute that holds what the body writes: attributes, or {@link #append appended} structs. */
    public MessageWriter nest(Attribute attribute, Consumer<MessageWriter> body) {
        return nest(attribute, 0, body);
    }

    /** The same, marked with NLA_F_NESTED, as newer attributes want it. */
    public MessageWriter nestMarked(Attribute attribute, Consumer<MessageWriter> body) {
        return nest(attribute, net_h.NLA_F_NESTED(), body);
    }

    private MessageWriter nest(Attribute attribute, int marks, Consumer<MessageWriter> body) {
        int at = begin(attribute, marks, 0) - ATTRIBUTE_HEADER;
        body.accept(this);
        int length = bytes.position() - at;
        if (length > 0xffff) {
            throw new IllegalArgumentException(attribute.name() + ": longer than 65535 bytes");
        }
        return put16(at + nlattr.nla_len$offset(), length);
    }

    /** All that was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** The name of the attribute that begins at an offset, null where none does. */
    public String nameAt(int offset) {
        for (int i = 0; i < count; i++) {
            if (offsets[i] == offset) {
                return attributes[i].name();
            }
        }
        return null;
    }
}
