package ns.core.limit;

import java.util.Locale;

/** Numbers with the suffixes K, M, G and T, powers of 1024, as {@code mount -o size=} takes them. */
public final class ByteCount {

    private static final String SUFFIXES = "KMGT";
    private static final int BITS = 10;

    private ByteCount() {}

    /**
     * Reads a number.
     *
     * @param text digits, and perhaps a suffix in either case
     * @return the number
     * @throws NumberFormatException where it is none, or too large
     */
    public static long parse(String text) {
        int suffix = text.isEmpty() ? -1 : SUFFIXES.indexOf(text.toUpperCase(Locale.ROOT).charAt(text.length() - 1));
        long number = Long.parseLong(suffix < 0 ? text : text.substring(0, text.length() - 1));
        try {
            return Math.multiplyExact(number, 1L << BITS * (suffix + 1));
        } catch (ArithmeticException e) {
            throw new NumberFormatException(text + " is too large");
        }
    }
}
