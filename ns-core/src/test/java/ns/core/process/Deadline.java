package ns.core.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How long tests wait for what must come soon. */
public final class Deadline {

    /** Long enough for any machine: only what hangs gets here. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(5);

    private Deadline() {}

    /** Waits until something holds that must hold soon. */
    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        assertTrue(reach(condition), () -> "still waiting for: " + what);
    }

    /** Waits until something holds, and tells whether it came to that. */
    static boolean reach(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(POLL);
        }
        return true;
    }
}
