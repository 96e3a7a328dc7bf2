package ns.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.Test;

/** A program is checked when it is made, and says what it will do. */
class ProgramTest {

    private static Step step(Arg... args) {
        return Step.of("mount", "proc on /proc", SystemCall.MOUNT, args);
    }

    private static void assertRefused(String reason, Step... steps) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new Program(0, List.of(steps)));
        assertTrue(e.getMessage().startsWith("mount proc on /proc"), e.getMessage());
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    @Test
    void aSystemCallTakesSixArguments() {
        Arg[] six = Collections.nCopies(6, Arg.of(1)).toArray(Arg[]::new);
        assertEquals(6, new Program(0, List.of(step(six))).steps().getFirst().args().size());
        assertRefused("six arguments", step(Collections.nCopies(7, Arg.of(1)).toArray(Arg[]::new)));
    }

    @Test
    void alternativesAreThere() {
        new Program(0, List.of(step().orElse(1), step()));
        assertRefused("fewer alternatives", step().orElse(2), step());
        assertRefused("fewer alternatives", step(), step().orElse(1));
    }

    @Test
    void moreAlternativesThanCanBeEncodedAreRefused() {
        List<Step> steps = new ArrayList<>();
        steps.add(step().orElse(0xffff));
        steps.addAll(Collections.nCopies(0xffff, null));
        steps.replaceAll(each -> each == null ? step() : each);
        assertRefused("alternatives", steps.toArray(Step[]::new));
    }

    @Test
    void anAnswerIsThatOfAnEarlierStep() {
        Step first = step();
        new Program(0, List.of(first, step(new Arg.Answer(first))));
        assertRefused("not before it", step(new Arg.Answer(first)), first);
        assertRefused("not before it", step(new Arg.Answer(first)));
        assertRefused("not before it", first, step(Arg.of(1), new Arg.Answer(first.optional())));
    }

    @Test
    void aStepHasOnePlace() {
        Step twice = step();
        assertRefused("twice", twice, twice);
    }

    @Test
    void whatItWasMadeOfMayChange() {
        List<Step> steps = new ArrayList<>(List.of(step()));
        Program program = new Program(0, steps);
        steps.clear();
        assertEquals(1, program.steps().size());
        List<Arg.Data> targets = new ArrayList<>(List.of(Arg.of("a")));
        Arg.Pointers pointers = new Arg.Pointers(targets);
        targets.clear();
        assertEquals(1, pointers.targets().size());
    }

    @Test
    void othersCanBeDoneFirst() {
        Step last = step();
        Step first = step();
        Program program = new Program(7, List.of(last)).after(List.of(first));
        assertEquals(List.of(first, last), program.steps());
        assertEquals(7, program.cloneFlags());
    }

    @Test
    void aStepSaysWhatAnErrorDoes() {
        assertEquals("mount proc on /proc", step().toString());
        assertEquals("mount proc on /proc (or go on without)", step().optional().toString());
        assertEquals("mount proc on /proc (or else:)", step().orElse(1).toString());
        assertEquals("mount proc on /proc", step().untilError().toString());
        assertEquals("getpid", Step.of("getpid", "", SystemCall.GETPID).toString());
    }
}
