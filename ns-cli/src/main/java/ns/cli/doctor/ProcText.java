package ns.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Files that the kernel makes up, or that may not be there: what cannot be read is empty. */
final class ProcText {

    private ProcText() {}

    static List<String> lines(String file) {
        try {
            // Not readString, which reads one byte first: a sysctl answers only the first read.
            return Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
    }

    static Optional<String> line(String file) {
        return lines(file).stream().findFirst().map(String::strip);
    }
}
