package ns.core.syscall;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text as the kernel takes it: bytes in the encoding of the platform's file names, ended by NUL. */
public final class NativeText {

    /** The encoding in which the JVM itself hands arguments and file names to the system. */
    private static final Charset CHARSET = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");
    private static final int OCTAL = 8;

    private NativeText() {}

    /** The bytes of a text, without NUL. */
    public static byte[] bytes(String text) {
        return text.getBytes(CHARSET);
    }

    /** The bytes of a text, with NUL at the end. */
    public static byte[] cString(String text) {
        byte[] bytes = bytes(text);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    /** The text of bytes up to the first NUL or the end. */
    public static String text(byte[] bytes) {
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, CHARSET);
    }

    /** A field of a file like {@code /proc/PID/mountinfo}, where blanks and the like are written as octal numbers, {@code \\040}. */
    public static String unescape(String field) {
        return ESCAPED.matcher(field).replaceAll(match ->
                Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), OCTAL))));
    }
}
