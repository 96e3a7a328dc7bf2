package ns.core;

import static ns.core.Fixtures.rootIn;
import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Starting from many threads at once, virtual ones too. */
class ConcurrencyTest {

    @Test
    void virtualThreadsStartCommands() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertAllCorrect(threads, 100);
        }
    }

    @Test
    void eightThreadsStartCommandsOfOneSpecificationAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            assertAllCorrect(threads, 200);
        }
    }

    @Test
    void aVirtualThreadStartsWhatDiesWithTheJvm() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Isolation spec = rootIn(Namespace.PID).dieWithParent().build();
            assertEquals(List.of("1"), threads.submit(() -> run(spec, sh("echo $$")).lines()).get());
        }
    }

    /** Each gets its own output, status and namespaces, of specifications of all sorts at once. */
    private static void assertAllCorrect(ExecutorService threads, int count) throws Exception {
        Isolation full = Isolation.full().toBuilder().hostname("bird").build();
        Isolation uts = rootIn(Namespace.UTS).hostname("bird").build();
        List<Callable<Fixtures.Outcome>> starts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String[] command = sh("echo " + i + "; hostname; readlink /proc/self/ns/uts; exit " + i % 100);
            Isolation spec = i % 2 == 0 ? full : uts;
            starts.add(() -> {
                try (IsolatedProcess process = spec.start(command)) {
                    Fixtures.Outcome outcome = Fixtures.outcome(process);
                    String link = "uts:[" + process.namespaceId(Namespace.UTS).orElseThrow() + "]";
                    assertEquals(link, outcome.out().lines().toList().getLast());
                    return outcome;
                }
            });
        }
        List<Future<Fixtures.Outcome>> outcomes = threads.invokeAll(starts);
        for (int i = 0; i < count; i++) {
            Fixtures.Outcome outcome = outcomes.get(i).get();
            assertEquals(i % 100, outcome.status(), outcome::toString);
            List<String> lines = outcome.out().lines().toList();
            assertEquals(List.of(Integer.toString(i), "bird"), lines.subList(0, 2));
        }
    }
}
