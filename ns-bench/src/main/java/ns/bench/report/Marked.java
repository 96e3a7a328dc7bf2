package ns.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a Markdown file that the benchmark writes, between two comments. */
final class Marked {

    private static final String BEGIN = "<!-- Written by ns-bench/run, as it was measured. -->\n";
    private static final String END = "<!-- End of what ns-bench/run writes. -->\n";

    private Marked() {}

    /** A text with the comments around it. */
    static String with(String text) {
        return BEGIN + "\n" + text + "\n" + END;
    }

    /** The part of a file, with its comments. */
    static String in(Path file) throws IOException {
        String whole = Files.readString(file);
        int begin = whole.indexOf(BEGIN);
        int end = whole.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(file + ": no lines " + BEGIN.strip() + " and " + END.strip());
        }
        return whole.substring(begin, end + END.length());
    }

    /** Puts another text in the place of that part. */
    static void replace(Path file, String text) throws IOException {
        Files.writeString(file, Files.readString(file).replace(in(file), with(text)));
    }
}
