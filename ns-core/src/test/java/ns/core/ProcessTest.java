package ns.core;

import static ns.core.Fixtures.sh;
import static ns.core.Fixtures.statusOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import ns.core.process.Deadline;
import ns.core.process.ForkedJvm;
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
            assertFalse(process.waitFor(Long.MIN_VALUE, TimeUnit.DAYS));
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
    void anInterruptedThreadIsToldTheStatusOfWhatHasEnded() throws Exception {
        try (IsolatedProcess process = SPEC.start(sh("exit 7"))) {
            assertEquals(7, process.waitFor());
            Thread.currentThread().interrupt();
            assertEquals(7, process.waitFor());
            assertTrue(process.waitFor(1, TimeUnit.SECONDS));
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void anInterruptEndsAWaitThatHasBegun() throws Exception {
        try (IsolatedProcess process = SPEC.start("cat")) {
            CompletableFuture<Class<?>> outcome = new CompletableFuture<>();
            Thread waiting = Thread.ofPlatform().start(() -> {
                try {
                    process.waitFor();
                    outcome.complete(null);
                } catch (InterruptedException e) {
                    outcome.complete(e.getClass());
                }
            });
            Deadline.await("the wait", () -> waiting.getState() == Thread.State.WAITING);
            waiting.interrupt();
            assertEquals(InterruptedException.class, outcome.get(1, TimeUnit.MINUTES));
            assertTrue(process.isAlive());
        }
    }

    /** Whichever of them reaps it, and whether or not it ends while one does nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "0.005", "0.01", "0.05"})
    void manyThreadsMayWaitForOne(String seconds) throws Exception {
        for (int i = 0; i < 10; i++) {
            try (IsolatedProcess process = SPEC.start(sh("sleep " + seconds + "; exit 7"))) {
                List<CompletableFuture<Integer>> statuses = IntStream.range(0, 4).mapToObj(thread -> {
                    CompletableFuture<Integer> status = new CompletableFuture<>();
                    Thread.ofPlatform().start(() -> {
                        try {
                            status.complete(process.waitFor());
                        } catch (InterruptedException e) {
                            status.completeExceptionally(e);
                        }
                    });
                    return status;
                }).toList();
                for (CompletableFuture<Integer> status : statuses) {
                    assertEquals(7, status.get(1, TimeUnit.MINUTES));
                }
            }
        }
    }

    /** Which the JVM runs when it ends, in any order. */
    @Test
    void aShutdownHookMayWaitForACommand() throws Exception {
        Process jvm = new ProcessBuilder(ForkedJvm.command(ProcessTest.class, "endInAHook")).redirectErrorStream(true).start();
        Fixtures.Outcome outcome = Fixtures.outcome(jvm);
        assertEquals(List.of("143", "7"), outcome.lines().stream().filter(line -> line.matches("\\d+")).toList());
    }

    /** Runs in the JVM that ends. */
    static void endInAHook(String... args) throws Exception {
        IsolatedProcess running = SPEC.start("sleep", "1000");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                Thread.sleep(100); // long enough for other hooks to have run
                running.destroy();
                System.out.println(running.onExit().get(1, TimeUnit.MINUTES).exitValue());
                System.out.println(SPEC.start(sh("sleep 0.1; exit 7")).waitFor());
            } catch (Exception e) {
                e.printStackTrace();
            }
        }));
    }

    @Test
    void whatIsAskedForAfterTheEndIsAHandleOfAnEndedProcess() throws Exception {
        try (IsolatedProcess process = SPEC.start("true")) {
            assertEquals(0, process.waitFor());
            ProcessHandle handle = process.toHandle();
            assertEquals(process.pid(), handle.pid());
            assertFalse(handle.isAlive());
            assertFalse(handle.destroy() || handle.destroyForcibly());
            assertSame(handle, handle.onExit().get(1, TimeUnit.MINUTES));
            assertEquals(Optional.empty(), handle.parent());
            assertEquals(0, process.descendants().count());
            assertEquals(Optional.empty(), process.info().command());
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
