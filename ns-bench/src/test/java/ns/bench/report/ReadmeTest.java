package ns.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    private static final Path MODULE = Path.of("").toAbsolutePath();

    @Test
    void theReadmeHasTheFiguresThatWereMeasured() throws IOException {
        assertEquals(Marked.in(Report.table(MODULE)), Marked.in(Report.readme(MODULE)));
    }
}
