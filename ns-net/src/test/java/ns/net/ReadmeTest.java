package ns.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import ns.core.process.Snippet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says of networks holds. */
@NeedsNetworks
class ReadmeTest {

    private static final int NETWORKS = 2;
    private static final int HTTP = 3;

    @Test
    void theSnippetOfNetworksCompilesAndPrintsWhatItSays(@TempDir Path folder) throws Exception {
        assertEquals(List.of("/10.0.0.1:8080"), Snippet.ofReadme().get(NETWORKS).run(folder));
    }

    @Test
    void theSnippetOfHttpCompilesAndItsClientReachesItsServer(@TempDir Path folder) throws Exception {
        assertEquals(List.of("204"), Snippet.ofReadme().get(HTTP).run(folder));
    }
}
