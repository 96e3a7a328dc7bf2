package ns.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No check holds up the others. */
class TimeLimitTest {

    @Test
    @Timeout(5)
    void aCheckThatDoesNotComeBackIsGivenUp() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Check hangs = Check.works("", "hangs", "", () -> {
            while (never.getCount() > 0) { // as one in the kernel, that no interrupt reaches
                Thread.onSpinWait();
            }
        });
        try {
            Result result = DoctorCommand.examine(hangs, Duration.ofMillis(50));
            assertEquals(Result.Mark.NO, result.mark());
            assertTrue(result.found().startsWith("no answer within "), result::text);
        } finally {
            never.countDown();
        }
    }

    @Test
    void whenTheTimeIsUpNothingMoreIsTried() throws Exception {
        Check fails = Check.works("", "never run", "", () -> {
            throw new AssertionError("was run");
        });
        assertEquals("not tried: the time is up", DoctorCommand.examine(fails, Duration.ZERO).found());
    }
}
