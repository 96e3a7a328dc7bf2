package ns.net.route;

import ns.net.wire.Invalid;


/**
 * Numbers from one to another, of ports or users; {@code 1000-2000}.
 *
 * @param first the lowest
 * @param last the highest, which is among them
 */
public record Range(long first, long last) {

    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException where the last is below the first, or the first below 0
     */
    public Range {
        if (first < 0 || last < first || last >>> Integer.SIZE != 0) {
            throw Invalid.argument("range", first + "-" + last, "must be of 32 bits, the lower number first");
        }
    }

    /**
     * One number alone.
     *
     * @param number first and last
     * @return the range
     */
    public static Range of(long number) {
        return new Range(number, number);
    }

    /**
     * The words of {@code ip rule}.
     *
     * @return {@code 80} or {@code 1000-2000}
     */
    @Override
    public String toString() {
        return first == last ? Long.toString(first) : first + "-" + last;
    }
}
