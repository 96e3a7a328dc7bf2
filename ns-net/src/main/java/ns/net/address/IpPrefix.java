package ns.net.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import ns.net.wire.Invalid;

/**
 * An internet address and how many of its bits are those of the network: {@code 10.0.0.1/24}, {@code fe80::/10}.
 *
 * @param address all bits; those of the host need not be zero
 * @param length 0 to 32, or to 128
 */
public record IpPrefix(InetAddress address, int length) {

    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException where the address has fewer bits
     */
    public IpPrefix {
        Objects.requireNonNull(address, "address");
        if (length < 0 || length > bits(address)) {
            throw invalid(text(address) + "/" + length, "the length must be 0 to " + bits(address));
        }
    }

    /**
     * An address with all of its bits.
     *
     * @param address an IPv4 or IPv6 address
     * @return of 32 or 128 bits
     */
    public static IpPrefix of(InetAddress address) {
        return new IpPrefix(address, bits(address));
    }

    /**
     * Reads what {@code ip} takes.
     *
     * @param text an address in numbers, with a length or without: {@code 10.0.0.1/24}, {@code ::1}
     * @return the prefix
     * @throws IllegalArgumentException where the text is no address; names are not looked up
     */
    public static IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            return slash < 0 ? of(address) : new IpPrefix(address, Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw invalid(text, "the length of a prefix must be a number");
        } catch (IllegalArgumentException e) {
            throw e.getMessage().contains("EINVAL") ? e : invalid(text, "no address in numbers, as 10.0.0.1/24 or fe80::1/64");
        }
    }

    /**
     * Whether it is of IPv4 or IPv6.
     *
     * @return that of the address
     */
    public IpFamily family() {
        return IpFamily.of(address);
    }

    /**
     * Whether it is one address alone.
     *
     * @return whether its length is that of the address, 32 or 128
     */
    public boolean isHost() {
        return length == bits(address);
    }

    private static int bits(InetAddress address) {
        return (address instanceof Inet4Address ? Integer.BYTES : 2 * Long.BYTES) * Byte.SIZE;
    }

    private static IllegalArgumentException invalid(String text, String remedy) {
        return Invalid.argument("address", "'" + text + "'", remedy);
    }

    /**
     * The form {@link #parse} reads.
     *
     * @return {@code ADDRESS/LENGTH}
     */
    @Override
    public String toString() {
        return text(address) + "/" + length;
    }

    /**
     * An address as {@code ip} writes it, of IPv6 in the short form of RFC 5952: {@code fe80::1}.
     *
     * @param address without a link
     * @return what {@link #parse} reads
     */
    public static String text(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == Integer.BYTES) {
            return address.getHostAddress();
        }
        int[] groups = new int[bytes.length / 2];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << Byte.SIZE | bytes[2 * i + 1] & 0xff;
        }
        int begin = 0;
        int end = 0;
        for (int i = 0; i < groups.length; i++) {
            int zeros = i;
            while (zeros < groups.length && groups[zeros] == 0) {
                zeros++;
            }
            if (zeros - i > Math.max(1, end - begin)) {
                begin = i;
                end = zeros;
            }
        }
        return end == 0 ? hex(groups, 0, groups.length) : hex(groups, 0, begin) + "::" + hex(groups, end, groups.length);
    }

    private static String hex(int[] groups, int begin, int end) {
        return Arrays.stream(groups, begin, end).mapToObj(Integer::toHexString).collect(Collectors.joining(":"));
    }
}
