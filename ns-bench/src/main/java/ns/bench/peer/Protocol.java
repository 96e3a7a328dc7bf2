package ns.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a co-process speaks: it reads a line, does that once, and answers {@code ok} and numbers, or {@code error} and words.
 */
public final class Protocol {

    private static final String OK = "ok";
    private static final String ERROR = "error ";

    private Protocol() {}

    /** Does what a line says. */
    @FunctionalInterface
    public interface Service {

        /** Returns the numbers to answer with. */
        long[] answer(String[] words) throws IOException, InterruptedException;
    }

    /** Answers all lines on standard input; for a co-process in Java. */
    public static void serve(Service service) throws IOException, InterruptedException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(answer(service, line));
        }
    }

    private static String answer(Service service, String line) throws InterruptedException {
        try {
            return OK + LongStream.of(service.answer(line.split(" ")))
                    .mapToObj(number -> " " + number).collect(Collectors.joining());
        } catch (IOException | RuntimeException e) {
            return ERROR + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
    }

    /** The numbers of an answer; an exception with the words of an error. */
    static List<Long> parse(String answer) throws IOException {
        if (answer.startsWith(ERROR)) {
            throw new IOException(answer.substring(ERROR.length()));
        }
        String[] words = answer.split(" ");
        if (!words[0].equals(OK)) {
            throw new IOException("not understood: " + answer);
        }
        return Arrays.stream(words).skip(1).map(Long::valueOf).toList();
    }
}
