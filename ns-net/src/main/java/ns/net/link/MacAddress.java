package ns.net.link;

import java.util.Arrays;
import java.util.HexFormat;
import ns.net.wire.Invalid;

/** The link-layer address of an interface: of six bytes for Ethernet, of other lengths for other kinds. Immutable. */
public final class MacAddress {

    private static final int LONGEST = 32;
    private static final HexFormat FORMAT = HexFormat.ofDelimiter(":");

    private final byte[] bytes;

    private MacAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * An address of bytes.
     *
     * @param bytes 0 to 32
     * @return the address
     * @throws IllegalArgumentException where there are more
     */
    public static MacAddress of(byte[] bytes) {
        if (bytes.length > LONGEST) {
            throw Invalid.argument("link-layer address", bytes.length + " bytes", "has " + LONGEST + " bytes at the most");
        }
        return new MacAddress(bytes.clone());
    }

    /**
     * Reads what {@code ip} takes.
     *
     * @param text {@code 02:00:00:00:00:01}
     * @return the address
     * @throws IllegalArgumentException where the text is none
     */
    public static MacAddress parse(String text) {
        try {
            return of(FORMAT.parseHex(text));
        } catch (IllegalArgumentException e) {
            throw Invalid.argument("link-layer address", "'" + text + "'", "must have the form 02:00:00:00:00:01");
        }
    }

    /**
     * The bytes.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MacAddress address && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /**
     * The form {@link #parse} reads.
     *
     * @return two digits a byte, with colons
     */
    @Override
    public String toString() {
        return FORMAT.formatHex(bytes);
    }
}
