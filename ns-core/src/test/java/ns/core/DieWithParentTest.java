package ns.core;

import static ns.core.Fixtures.rootIn;
import static ns.core.process.Deadline.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import ns.core.process.ForkedJvm;
import org.junit.jupiter.api.Test;

/** Commands that end with the JVM that started them, and those that do not. */
class DieWithParentTest {

    private static final String END = "started";

    @Test
    void whatIsToDieWithItsJvmDoesAndTheRestLives() throws Exception {
        Process jvm = new ProcessBuilder(ForkedJvm.command(DieWithParentTest.class, "startCommands"))
                .redirectError(Redirect.DISCARD).start();
        List<ProcessHandle> mortal = new ArrayList<>();
        List<ProcessHandle> others = new ArrayList<>();
        try (BufferedReader out = jvm.inputReader()) {
            for (String line = out.readLine(); !line.equals(END); line = out.readLine()) {
                String[] words = line.split(" ");
                ProcessHandle command = ProcessHandle.of(Long.parseLong(words[1])).orElseThrow();
                (words[0].equals("mortal") ? mortal : others).add(command);
            }
            assertEquals(4, mortal.size());
            assertEquals(2, others.size());
            assertTrue(mortal.stream().allMatch(DieWithParentTest::isRunning));
            assertEquals(137, Fixtures.statusOf(jvm.destroyForcibly()));
            await("the end of what is to die", () -> mortal.stream().noneMatch(DieWithParentTest::isRunning));
            assertTrue(others.stream().allMatch(DieWithParentTest::isRunning));
        } finally {
            jvm.destroyForcibly();
            mortal.forEach(ProcessHandle::destroyForcibly);
            others.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static boolean isRunning(ProcessHandle command) {
        return Fixtures.isRunning(command.pid());
    }

    /** Runs in the JVM that is killed. */
    static void startCommands(String... args) throws Exception {
        start("mortal", Isolation.full().toBuilder().dieWithParent());
        start("mortal", rootIn(Namespace.UTS).dieWithParent());
        start("mortal", rootIn(Namespace.UTS).dieWithParent(Signal.TERM));
        // One that takes on a user, by which the kernel forgets the signal that was asked for before.
        start("mortal", Isolation.builder().namespaces(Namespace.USER).mapCurrentUser().dieWithParent()
                .uid(Fixtures.callerId("Uid")).gid(Fixtures.callerId("Gid")));
        start("other", Isolation.full().toBuilder());
        start("other", rootIn(Namespace.UTS));
        System.out.println(END);
        Thread.sleep(Long.MAX_VALUE);
    }

    private static void start(String kind, IsolationBuilder builder) throws Exception {
        System.out.println(kind + " " + builder.build().start("sleep", "1000").pid());
    }

    @Test
    void aCommandOutlivesTheThreadThatStartedIt() throws Exception {
        CompletableFuture<Path> thread = new CompletableFuture<>();
        CompletableFuture<IsolatedProcess> started = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            try {
                thread.complete(Path.of("/proc").resolve(Files.readSymbolicLink(Path.of("/proc/thread-self"))));
                started.complete(Isolation.full().toBuilder().dieWithParent().build().start("cat"));
            } catch (Exception e) {
                thread.completeExceptionally(e);
                started.completeExceptionally(e);
            }
        });
        try (IsolatedProcess process = started.join()) {
            await("the end of the thread", () -> !Files.exists(thread.join()));
            process.outputWriter().append("alive\n").flush();
            assertEquals("alive", process.inputReader().readLine());
            assertFalse(process.onExit().isDone());
        }
    }
}
