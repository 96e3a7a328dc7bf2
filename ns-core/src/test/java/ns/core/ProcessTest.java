package ns.core;

import static ns.core.Fixtures.sh;
import static ns.core.Fixtures.statusOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import ns.core.process.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of java.lang.Process holds for an isolated one. */
class ProcessTest {

    private static final Isolation SPEC = Isolation.full();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 77, 255})
    void theStatusIsTheCommands(int status) throws Exception {
        try (IsolatedProcess process = SPEC.start(sh("exit " + status))) {
            assertEquals(status, process.waitFor());
            assertEquals(status, process.exitValue());
            assertFalse(process.isAlive());
        }
    }

    @Test
    void beforeTheEndThereIsNoExitValue() throws Exception {
        try (IsolatedProcess process = SPEC.start("cat")) {
            assertThrows(IllegalThreadStateException.class, process::exitValue);
            assertTrue(process.isAlive());
            assertTrue(process.toString().contains("pid=" + process.pid() + ", running"), process::toString);
            process.getOutputStream().close();
            assertEquals(0, statusOf(process));
            assertTrue(process.toString().contains("pid=" + process.pid() + ", status=0"), process::toString);
        }
    }

    @Test
    void waitForGivesUpAfterItsTimeAndTheCommandGoesOn() throws Exception {
        try (IsolatedProcess process = SPEC.start("cat")) {
            assertFalse(process.waitFor(20, TimeUnit.MILLISECONDS));
            assertFalse(process.waitFor(0, TimeUnit.SECONDS));
            assertFalse(process.waitFor(-1, TimeUnit.SECONDS));
            assertTrue(process.isAlive());
            process.getOutputStream().close();
            assertTrue(process.waitFor(1, TimeUnit.HOURS));
            assertTrue(process.waitFor(0, TimeUnit.SECONDS));
        }
    }

    @Test
    void anInterruptEndsTheWaitAndNotTheCommand() throws Exception {
        try (IsolatedProcess process = SPEC.start("cat")) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, process::waitFor);
            assertTrue(process.isAlive());
        }
    }

    @Test
    void onExitCompletesWithTheProcessOnceItHasEnded() throws Exception {
        try (IsolatedProcess process = SPEC.start(sh("read line; exit 3"))) {
            CompletableFuture<Process> future = process.onExit();
            assertFalse(future.isDone());
            process.getOutputStream().close();
            assertSame(process, future.get(1, TimeUnit.MINUTES));
            assertEquals(3, future.join().exitValue());
            assertSame(process, process.onExit().get(1, TimeUnit.MINUTES), "asked for after the end as well");
        }
    }

    @Test
    void aCallbackThatWaitsDoesNotKeepOtherCommandsFromBeingReaped() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (IsolatedProcess first = SPEC.start("cat"); IsolatedProcess second = SPEC.start("cat")) {
            CompletableFuture<String> callback = first.onExit().thenApply(process -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return Thread.currentThread().getName();
            });
            first.getOutputStream().close();
            assertEquals(0, statusOf(first));
            second.getOutputStream().close();
            assertEquals(0, statusOf(second));
            release.countDown();
            assertFalse(callback.get(1, TimeUnit.MINUTES).startsWith("ns-"));
        } finally {
            release.countDown();
        }
    }

    @Test
    void cancellingOnExitLeavesTheCommandAlone() throws Exception {
        try (IsolatedProcess process = SPEC.start("cat")) {
            assertTrue(process.onExit().cancel(true));
            assertTrue(process.isAlive());
            process.getOutputStream().close();
            assertEquals(0, statusOf(process));
        }
    }

    @Test
    void theHandleIsThatOfTheProcess() throws Exception {
        try (IsolatedProcess process = SPEC.start("sleep", "1000")) {
            ProcessHandle handle = process.toHandle();
            assertEquals(process.pid(), handle.pid());
            assertEquals(ProcessHandle.of(process.pid()).orElseThrow(), handle);
            assertEquals(ProcessHandle.current(), handle.parent().orElseThrow());
            assertTrue(handle.isAlive());
            Deadline.await("the command line", () -> process.info().commandLine().orElse("").endsWith("sleep 1000"));
            assertTrue(process.info().command().orElseThrow().startsWith("/"), () -> process.info().toString());
            assertTrue(process.info().startInstant().isPresent(), () -> process.info().toString());
            assertTrue(handle.destroyForcibly());
            assertEquals(137, statusOf(process));
            assertFalse(handle.isAlive());
        }
    }

    @Test
    void childrenAndDescendantsAreSeen() throws Exception {
        try (IsolatedProcess process = SPEC.start(sh("sh -c 'sleep 1000; :' & wait"))) {
            Deadline.await("a child and a grandchild", () -> process.descendants().count() == 2);
            assertEquals(1, process.children().count());
        }
    }

    @Test
    void theCommandIsAChildOfThisJvmThatItsReadersFind() throws Exception {
        try (IsolatedProcess process = SPEC.start("cat")) {
            process.outputWriter().append("through cat\n").close();
            assertEquals("through cat", process.inputReader().readLine());
            assertEquals(0, statusOf(process));
        }
    }
}
