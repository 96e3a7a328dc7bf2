package ns.net.tc;

import ns.net.bindings.net_h;
import ns.net.wire.Invalid;

/**
 * What names a queueing discipline or a class: two numbers of 16 bits, in hexadecimal; {@code 1:10}.
 *
 * @param number the major number in the upper 16 bits, the minor in the lower
 */
public record Handle(int number) {

    /** None; where one is to be given, the kernel chooses. */
    public static final Handle NONE = new Handle(net_h.TC_H_UNSPEC());
    /** The parent of what packets leave a link by; {@code root}. */
    public static final Handle ROOT = new Handle(net_h.TC_H_ROOT());
    /** The parent of what packets come in by; {@code ingress}. */
    public static final Handle INGRESS = new Handle(net_h.TC_H_INGRESS());
    /** The parent of {@code clsact}. */
    public static final Handle CLSACT = new Handle(net_h.TC_H_CLSACT());

    private static final int HEX = 16;

    /**
     * A handle of its two numbers.
     *
     * @param major that of the queueing discipline
     * @param minor that of the class, 0 for the queueing discipline itself
     * @return the handle
     */
    public static Handle of(int major, int minor) {
        return new Handle(major << Short.SIZE | minor & 0xffff);
    }

    /**
     * Reads what {@code tc} takes.
     *
     * @param text {@code 1:10}, {@code 1:}, {@code root}
     * @return the handle
     * @throws IllegalArgumentException where the text is none
     */
    public static Handle parse(String text) {
        if (text.equals("root")) {
            return ROOT;
        }
        String[] parts = text.split(":", -1);
        try {
            if (parts.length == 2) {
                return of(part(parts[0]), part(parts[1]));
            }
        } catch (NumberFormatException e) {
            // Said below, with the form that is wanted.
        }
        throw Invalid.argument("handle", "'" + text + "'", "must have the form MAJOR:MINOR, in hexadecimal, as 1:10, or be root");
    }

    private static int part(String text) {
        int number = text.isEmpty() ? 0 : Integer.parseInt(text, HEX);
        if (number < 0 || number > 0xffff) {
            throw new NumberFormatException();
        }
        return number;
    }

    /**
     * The form {@link #parse} reads.
     *
     * @return without the minor number, where that is 0
     */
    @Override
    public String toString() {
        if (equals(ROOT)) {
            return "root";
        }
        int minor = number & 0xffff;
        return Integer.toHexString(number >>> Short.SIZE) + ":" + (minor == 0 ? "" : Integer.toHexString(minor));
    }
}
