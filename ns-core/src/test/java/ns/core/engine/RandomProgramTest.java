package ns.core.engine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import ns.core.engine.ProgramLayout.CloneCall;
import ns.core.syscall.Architecture;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the layout of any program. */
@ParameterizedClass
@MethodSource("seeds")
class RandomProgramTest {

    private static final long BASE = 0x7f12_3456_7000L;
    private static final long OTHER_BASE = 0x40_0000L;

    @Parameter
    private long seed;

    static List<Long> seeds() {
        return new Random(1).longs(100).boxed().toList();
    }

    private static Program program(Random random) {
        List<Arg.Data> data = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            data.add(new Arg.Data(bytes));
        }
        List<Arg> pool = new ArrayList<>(data);
        for (int i = 0; i < 4; i++) {
            pool.add(new Arg.Buffer(random.nextInt(100)));
            pool.add(new Arg.Pointers(data.subList(0, random.nextInt(data.size()))));
        }
        pool.addAll(List.of(Arg.Header.values()));
        pool.add(new Arg.Filter(new byte[8 * (1 + random.nextInt(9))]));
        List<Step> steps = new ArrayList<>();
        int count = random.nextInt(30);
        for (int i = 0; i < count; i++) {
            Arg[] args = new Arg[random.nextInt(Program.MAX_ARGS + 1)];
            for (int j = 0; j < args.length; j++) {
                args[j] = switch (random.nextInt(4)) {
                    case 0 -> Arg.of(random.nextLong());
                    case 1 -> steps.isEmpty() ? Arg.of(0) : new Arg.Answer(steps.get(random.nextInt(i)));
                    case 2 -> steps.isEmpty() ? Arg.of(1) : new Arg.AnswerAddress(steps.get(random.nextInt(i)));
                    default -> pool.get(random.nextInt(pool.size()));
                };
            }
            Step step = Step.of("step", "" + i, SystemCall.values()[random.nextInt(SystemCall.values().length)], args);
            steps.add(switch (random.nextInt(4)) {
                case 0 -> step.optional();
                case 1 -> step.untilError();
                case 2 -> step.orElse(random.nextInt(count - i));
                default -> step;
            });
        }
        return new Program(random.nextLong(), steps);
    }

    private static MemorySegment write(Program program, long base, Architecture architecture) {
        ProgramLayout layout = new ProgramLayout(program);
        MemorySegment memory = MemorySegment.ofArray(new byte[layout.size()]);
        layout.write(StubHarness.buffer(memory), base, architecture, CloneCall.CLONE3, program.cloneFlags());
        return memory;
    }

    private static long stepAt(int index) {
        return ProgramLayout.HEADER_SIZE + ((long) index << ProgramLayout.STEP_SHIFT);
    }

    private static long slot(int step, int argument) {
        return stepAt(step) + ProgramLayout.STEP_ARGS + (long) argument * Long.BYTES;
    }

    @Test
    void everyStepIsEncoded() {
        Program program = program(new Random(seed));
        for (Architecture architecture : Architecture.values()) {
            MemorySegment memory = write(program, BASE, architecture);
            for (int i = 0; i < program.steps().size(); i++) {
                Step step = program.steps().get(i);
                assertEquals(step.call().number(architecture), memory.get(JAVA_INT_UNALIGNED, stepAt(i) + ProgramLayout.STEP_NR));
                assertEquals(step.onError().ordinal(), memory.get(JAVA_BYTE, stepAt(i) + ProgramLayout.STEP_ON_ERROR));
                assertEquals(step.advance(), memory.get(JAVA_SHORT_UNALIGNED, stepAt(i) + ProgramLayout.STEP_ADVANCE));
                assertEquals(Answers.NONE, memory.get(JAVA_LONG_UNALIGNED, stepAt(i) + ProgramLayout.STEP_RESULT));
                int references = memory.get(JAVA_BYTE, stepAt(i) + ProgramLayout.STEP_REFS);
                for (int j = 0; j < Program.MAX_ARGS; j++) {
                    boolean answer = j < step.args().size() && step.args().get(j) instanceof Arg.Answer;
                    assertEquals(answer, (references >> j & 1) == 1);
                }
            }
        }
    }

    @Test
    void everyArgumentIsTheValueOrLeadsToIt() {
        Program program = program(new Random(seed));
        MemorySegment memory = write(program, BASE, Architecture.X86_64);
        for (int i = 0; i < program.steps().size(); i++) {
            List<Arg> args = program.steps().get(i).args();
            for (int j = 0; j < Program.MAX_ARGS; j++) {
                long value = memory.get(JAVA_LONG_UNALIGNED, slot(i, j));
                assertLeadsTo(program, j < args.size() ? args.get(j) : Arg.of(0), value, memory);
            }
        }
    }

    private static void assertLeadsTo(Program program, Arg arg, long value, MemorySegment memory) {
        long at = value - BASE;
        switch (arg) {
            case Arg.Value number -> assertEquals(number.value(), value);
            case Arg.Answer answer ->
                assertEquals(stepAt(program.steps().indexOf(answer.step())) + ProgramLayout.STEP_RESULT, at);
            case Arg.AnswerAddress answer ->
                assertEquals(stepAt(program.steps().indexOf(answer.step())) + ProgramLayout.STEP_RESULT, at);
            case Arg.Header.GO -> assertEquals(ProgramLayout.HEADER_GO, at);
            case Arg.Header.ALL_SIGNALS -> assertEquals(ProgramLayout.HEADER_ALL_SIGNALS, at);
            case Arg.Header.OLD_MASK -> assertEquals(ProgramLayout.HEADER_OLD_MASK, at);
            case Arg.Header.FAILED -> assertEquals(ProgramLayout.HEADER_FAILED, at);
            case Arg.Data data ->
                assertArrayEquals(data.bytes(), memory.asSlice(at, data.bytes().length).toArray(JAVA_BYTE));
            case Arg.Buffer buffer ->
                assertArrayEquals(new byte[buffer.size()], memory.asSlice(at, buffer.size()).toArray(JAVA_BYTE));
            case Arg.Filter filter -> {
                assertEquals(filter.instructions().length / 8, memory.get(JAVA_SHORT_UNALIGNED, at));
                long code = memory.get(JAVA_LONG_UNALIGNED, at + 8) - BASE;
                assertArrayEquals(filter.instructions(), memory.asSlice(code, filter.instructions().length).toArray(JAVA_BYTE));
            }
            case Arg.Pointers pointers -> {
                for (Arg.Data target : pointers.targets()) {
                    assertLeadsTo(program, target, memory.get(JAVA_LONG_UNALIGNED, at), memory);
                    at += Long.BYTES;
                }
                assertEquals(0, memory.get(JAVA_LONG_UNALIGNED, at), "the NULL behind them");
            }
        }
    }

    @Test
    void nothingOverlaps() {
        Program program = program(new Random(seed));
        MemorySegment memory = write(program, BASE, Architecture.X86_64);
        TreeMap<Long, Long> ends = new TreeMap<>();
        ends.put(0L, stepAt(program.steps().size()));
        places(program, memory).forEach((arg, at) -> {
            if (size(arg) > 0) {
                assertEquals(null, ends.put(at, at + size(arg)), "two at " + at);
            }
        });
        long stack = memory.get(JAVA_LONG_UNALIGNED, ProgramLayout.CLONE_ARGS_STACK) - BASE;
        long stackSize = memory.get(JAVA_LONG_UNALIGNED, ProgramLayout.CLONE_ARGS_STACK_SIZE);
        assertEquals(0, (BASE + stack + stackSize) % 16, "alignment of the stack");
        ends.put(stack, stack + stackSize);
        long free = 0;
        for (Map.Entry<Long, Long> part : ends.entrySet()) {
            assertTrue(part.getKey() >= free, () -> "two at " + part.getKey() + " of " + ends);
            free = part.getValue();
        }
        assertEquals(memory.byteSize(), free, "the stack is last");
    }

    /** Where each piece of data lies, as the arguments that lead to it say. */
    private static Map<Arg, Long> places(Program program, MemorySegment memory) {
        Map<Arg, Long> places = new IdentityHashMap<>();
        for (int i = 0; i < program.steps().size(); i++) {
            List<Arg> args = program.steps().get(i).args();
            for (int j = 0; j < args.size(); j++) {
                long at = memory.get(JAVA_LONG_UNALIGNED, slot(i, j)) - BASE;
                if (args.get(j) instanceof Arg.Pointers pointers) {
                    for (int k = 0; k < pointers.targets().size(); k++) {
                        places.put(pointers.targets().get(k), memory.get(JAVA_LONG_UNALIGNED, at + 8L * k) - BASE);
                    }
                }
                if (size(args.get(j)) > 0) {
                    places.put(args.get(j), at);
                }
            }
        }
        return places;
    }

    private static long size(Arg arg) {
        return switch (arg) {
            case Arg.Data data -> data.bytes().length;
            case Arg.Buffer buffer -> buffer.size();
            case Arg.Pointers pointers -> (pointers.targets().size() + 1L) * Long.BYTES;
            case Arg.Filter filter -> 16L + filter.instructions().length;
            case Arg.Value _, Arg.Answer _, Arg.AnswerAddress _, Arg.Header _ -> 0;
        };
    }

    @Test
    void atAnotherBaseOnlyThePointersDiffer() {
        Program program = program(new Random(seed));
        Set<Long> pointers = new TreeSet<>(List.of(
                (long) ProgramLayout.CLONE_ARGS_PIDFD, (long) ProgramLayout.CLONE_ARGS_CHILD_TID,
                (long) ProgramLayout.CLONE_ARGS_STACK, (long) ProgramLayout.HEADER_FIRST, (long) ProgramLayout.HEADER_END));
        MemorySegment memory = write(program, BASE, Architecture.AARCH64);
        for (int i = 0; i < program.steps().size(); i++) {
            List<Arg> args = program.steps().get(i).args();
            for (int j = 0; j < args.size(); j++) {
                if (!(args.get(j) instanceof Arg.Value)) {
                    pointers.add(slot(i, j));
                }
            }
        }
        places(program, memory).forEach((arg, at) -> {
            if (arg instanceof Arg.Filter) {
                pointers.add(at + 8);
            }
            if (arg instanceof Arg.Pointers array) {
                for (int k = 0; k < array.targets().size(); k++) {
                    pointers.add(at + 8L * k);
                }
            }
        });
        MemorySegment other = write(program, OTHER_BASE, Architecture.AARCH64);
        assertEquals(memory.byteSize(), other.byteSize());
        for (long at = 0; at < memory.byteSize(); at += Long.BYTES) {
            long moved = pointers.contains(at) ? BASE - OTHER_BASE : 0;
            assertEquals(moved, memory.get(JAVA_LONG_UNALIGNED, at) - other.get(JAVA_LONG_UNALIGNED, at), "word at " + at);
        }
    }

    @Test
    void whatTheChildWroteIsReadBack() {
        Random random = new Random(seed);
        Program program = program(random);
        MemorySegment memory = write(program, BASE, Architecture.X86_64);
        List<Long> results = random.longs(program.steps().size()).boxed().toList();
        for (int i = 0; i < results.size(); i++) {
            memory.set(JAVA_LONG_UNALIGNED, stepAt(i) + ProgramLayout.STEP_RESULT, results.get(i));
        }
        Map<Arg, byte[]> filled = new IdentityHashMap<>();
        places(program, memory).forEach((arg, at) -> {
            if (arg instanceof Arg.Buffer buffer) {
                byte[] bytes = new byte[buffer.size()];
                random.nextBytes(bytes);
                MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, at, bytes.length);
                filled.put(buffer, bytes);
            }
        });
        ProgramLayout layout = new ProgramLayout(program);
        assertEquals(Optional.empty(), layout.answers(StubHarness.buffer(memory), BASE).failed());
        for (int i = 0; i < results.size(); i++) {
            memory.set(JAVA_LONG_UNALIGNED, ProgramLayout.HEADER_FAILED, BASE + stepAt(i));
            Answers answers = layout.answers(StubHarness.buffer(memory), BASE);
            assertEquals(Optional.of(program.steps().get(i)), answers.failed());
            assertEquals(results.get(i), answers.of(program.steps().get(i)));
            filled.forEach((buffer, bytes) -> assertArrayEquals(bytes, answers.of((Arg.Buffer) buffer)));
        }
    }
}
