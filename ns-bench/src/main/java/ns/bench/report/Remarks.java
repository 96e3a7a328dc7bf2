package ns.bench.report;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;

/** What is to be said of aims that were not met: what was tried, and where the time goes. */
final class Remarks {

    private final Properties texts = new Properties();

    /** Reads them from a file beside this class. */
    Remarks() throws IOException {
        try (Reader in = new InputStreamReader(
                Remarks.class.getResourceAsStream("remarks.properties"), StandardCharsets.UTF_8)) {
            texts.load(in);
        }
    }

    /** The remark on an aim, if there is one. */
    Optional<String> on(String key) {
        return Optional.ofNullable(texts.getProperty(key));
    }
}
