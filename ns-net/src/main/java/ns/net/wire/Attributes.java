package ns.net.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;
import ns.net.bindings.net_h;
import ns.net.bindings.nlattr;

/**
 * The attributes of a received message, found by their type; where one comes twice, the last counts, as in the kernel.
 *
 * <p>Only as long valid as the buffer they lie in: what is to be kept is copied out. Anything that is too short or reaches
 * beyond the buffer is a {@link MalformedMessageException}.
 */
public final class Attributes {

    private static final int HEADER = (int) nlattr.sizeof();
    private static final int FIELDS = 3;
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;

    private final ByteBuffer bytes;
    /** Of each attribute: type, start and length of its value. */
    private int[] table = new int[FIELDS * 16];
    private int end;

    private Attributes(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Splits what remains of a buffer into attributes. */
    public static Attributes parse(ByteBuffer in) {
        Attributes found = new Attributes(in);
        int at = in.position();
        while (in.limit() - at >= HEADER) {
            int length = in.getShort(at + (int) nlattr.nla_len$offset()) & 0xffff;
            int type = in.getShort(at + (int) nlattr.nla_type$offset()) & 0xffff & net_h.NLA_TYPE_MASK();
            if (length < HEADER || length > in.limit() - at) {
                throw new MalformedMessageException("attribute " + type + " of " + length + " bytes where there are "
                        + (in.limit() - at));
            }
            found.add(type, at + HEADER, length - HEADER);
            at += (length + net_h.NLA_ALIGNTO() - 1) & -net_h.NLA_ALIGNTO();
        }
        return found;
    }

    /** Behind a struct of so many bytes. */
    public static Attributes behind(ByteBuffer message, long structSize) {
        int unit = net_h.NLMSG_ALIGNTO();
        int size = ((int) structSize + unit - 1) & -unit;
        require(message, structSize);
        int skipped = Math.min(size, message.remaining());
        return parse(message.slice(message.position() + skipped, message.remaining() - skipped)
                .order(ByteOrder.nativeOrder()));
    }

    /** Makes sure that a struct of so many bytes is there. */
    public static void require(ByteBuffer message, long structSize) {
        if (message.remaining() < structSize) {
            throw new MalformedMessageException(
                    message.remaining() + " bytes where a struct of " + structSize + " was expected");
        }
    }

    private void add(int type, int start, int length) {
        if (end == table.length) {
            table = Arrays.copyOf(table, 2 * end);
        }
        table[end++] = type;
        table[end++] = start;
        table[end++] = length;
    }

    /** The place of an attribute in the table, -1 where it is absent. */
    private int find(int type) {
        for (int i = end - FIELDS; i >= 0; i -= FIELDS) {
            if (table[i] == type) {
                return i;
            }
        }
        return -1;
    }

    /** Where the value of an attribute begins, -1 where it is absent. */
    private int start(Attribute attribute, int size) {
        int i = find(attribute.type());
        if (i < 0) {
            return -1;
        }
        if (table[i + 2] < size) {
            throw new MalformedMessageException(
                    attribute.name() + " of " + table[i + 2] + " bytes where " + size + " were expected");
        }
        return table[i + 1];
    }

    /** Whether an attribute is there. */
    public boolean has(Attribute attribute) {
        return find(attribute.type()) >= 0;
    }

    /** A number of one byte, unsigned. */
    public int u8(Attribute attribute, int absent) {
        int at = start(attribute, Byte.BYTES);
        return at < 0 ? absent : bytes.get(at) & 0xff;
    }

    /** A number of two bytes, unsigned. */
    public int u16(Attribute attribute, int absent) {
        int at = start(attribute, Short.BYTES);
        return at < 0 ? absent : bytes.getShort(at) & 0xffff;
    }

    /** A number of two bytes in network byte order, unsigned. */
    public int be16(Attribute attribute, int absent) {
        int at = start(attribute, Short.BYTES);
        return at < 0 ? absent : (bytes.get(at) & 0xff) << Byte.SIZE | bytes.get(at + 1) & 0xff;
    }

    /** A number of four bytes, unsigned. */
    public long u32(Attribute attribute, long absent) {
        int at = start(attribute, Integer.BYTES);
        return at < 0 ? absent : Integer.toUnsignedLong(bytes.getInt(at));
    }

    /** A number of four bytes, signed. */
    public int s32(Attribute attribute, int absent) {
        int at = start(attribute, Integer.BYTES);
        return at < 0 ? absent : bytes.getInt(at);
    }

    /** A number of eight bytes. */
    public long u64(Attribute attribute, long absent) {
        int at = start(attribute, Long.BYTES);
        return at < 0 ? absent : bytes.getLong(at);
    }

    /** A text, up to its NUL or its end; null where it is absent. */
    public String string(Attribute attribute) {
        int i = find(attribute.type());
        return i < 0 ? null : string(slice(i));
    }

    /** The text of what is passed to {@link #forEach}, up to its NUL or its end. */
    public static String string(ByteBuffer value) {
        byte[] text = new byte[value.remaining()];
        value.get(value.position(), text);
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    /** The bytes, copied; null where it is absent. */
    public byte[] bytes(Attribute attribute) {
        int i = find(attribute.type());
        return i < 0 ? null : copy(i);
    }

    private byte[] copy(int i) {
        byte[] copy = new byte[table[i + 2]];
        bytes.get(table[i + 1], copy);
        return copy;
    }

    /** An internet address; null where it is absent. */
    public InetAddress address(Attribute attribute) {
        byte[] value = bytes(attribute);
        return value == null ? null : address(value);
    }

    /** The internet address of four or sixteen bytes. */
    public static InetAddress address(byte[] value) {
        try {
            return switch (value.length) {
                case IPV4 -> InetAddress.getByAddress(value);
                // Not InetAddress, which would make an IPv4 address of a mapped one.
                case IPV6 -> Inet6Address.getByAddress(null, value, -1);
                default -> throw new MalformedMessageException("an internet address of " + value.length + " bytes");
            };
        } catch (UnknownHostException e) {
            throw new AssertionError(e); // for a wrong length only
        }
    }

    /** The value as a buffer of its own, in the machine's byte order; null where it is absent. */
    public ByteBuffer buffer(Attribute attribute) {
        int i = find(attribute.type());
        return i < 0 ? null : slice(i);
    }

    private ByteBuffer slice(int i) {
        return bytes.slice(table[i + 1], table[i + 2]).order(ByteOrder.nativeOrder());
    }

    /** A struct of at least so many bytes; null where it is absent. */
    public ByteBuffer struct(Attribute attribute, long size) {
        return start(attribute, (int) size) < 0 ? null : buffer(attribute);
    }

    /** The attributes inside an attribute; none where it is absent. */
    public Attributes nested(Attribute attribute) {
        int i = find(attribute.type());
        return parse(i < 0 ? ByteBuffer.allocate(0) : slice(i));
    }

    /** Each attribute in the order in which they came, with its type: for lists, whose elements all have the same. */
    public void forEach(ObjIntConsumer<ByteBuffer> action) {
        for (int i = 0; i < end; i += FIELDS) {
            action.accept(slice(i), table[i]);
        }
    }

    /** The types of attributes as bits, for {@link #others}; all below 64. */
    public static long types(Attribute... attributes) {
        long types = 0;
        for (Attribute attribute : attributes) {
            types |= 1L << attribute.type();
        }
        return types;
    }

    /** Those not among the known types, in hexadecimal digits by their type: what is not understood is not lost. */
    public Map<Integer, String> others(long known) {
        Map<Integer, String> others = Map.of();
        for (int i = 0; i < end; i += FIELDS) {
            if (table[i] >= Long.SIZE || (known >> table[i] & 1) == 0) {
                others = others.isEmpty() ? new TreeMap<>() : others;
                others.put(table[i], HexFormat.of().formatHex(copy(i)));
            }
        }
        return others;
    }

    /** All, copied, by their type: what nobody here knows is passed through. */
    public Map<Integer, byte[]> toMap() {
        Map<Integer, byte[]> all = new LinkedHashMap<>();
        for (int i = 0; i < end; i += FIELDS) {
            all.put(table[i], copy(i));
        }
        return all;
    }
}
