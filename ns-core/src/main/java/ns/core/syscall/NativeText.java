package ns.core.syscall;

import java.nio.charset.Charset;
import java.util.Arrays;

/** Text as the kernel takes it: bytes in the encoding of the platform's file names, ended by NUL. */
public final class NativeText {

    /** The encoding in which the JVM itself hands arguments and file names to the system. */
    private static final Charset CHARSET = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

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
}
