package ns.net.link;

import java.util.Arrays;
import java.util.HexFormat;
import ns.net.wire.Invalid;

/** A link-layer address: for Ethernet the six bytes of a MAC address. */
public final class MacAddress {

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    private final byte[] bytes;

    private MacAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads what {@code ip} takes.
     *
     * @param text bytes of two digits each, with colons between: {@code 02:00:00:00:00:01}
     * @return the address
     * @throws IllegalArgumentException where the text is none
     */
    public static MacAddress parse(String text) {
        try {
            return new MacAddress(COLONS.parseHex(text));
        } catch (IllegalArgumentException e) {
            throw Invalid.argument("address", "'" + text + "'", "no link-layer address, as 02:00:00:00:00:01");
        }
    }

    /**
     * Of bytes.
     *
     * @param bytes are copied
     * @return the address
     */
    public static MacAddress of(byte[] bytes) {
        return new MacAddress(bytes.clone());
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
     * @return {@code aa:bb:cc:dd:ee:ff}
     */
    @Override
    public String toString() {
        return COLONS.formatHex(bytes);
    }
}
