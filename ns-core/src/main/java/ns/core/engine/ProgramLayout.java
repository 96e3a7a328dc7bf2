package ns.core.engine;

import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import ns.core.bindings.core_h;
import ns.core.syscall.Architecture;

/**
 * Where each part of a program lies relative to its base: header, steps, data, and the child's stack.
 *
 * <p>The same layout can be written for any base address, of this JVM's memory or of an executable. The numbers are
 * those of {@code src/main/asm/program.inc}; StubTest compares the two.
 */
public final class ProgramLayout {

    static final int HEADER_FIRST = 88;
    static final int HEADER_END = 96;
    static final int HEADER_FAILED = 104;
    static final int HEADER_LEGACY = 112;
    static final int HEADER_OLD_MASK = 120;
    static final int HEADER_ALL_SIGNALS = 128;
    static final int HEADER_ALIVE = 136;
    static final int HEADER_GO = 140;
    static final int HEADER_PIDFD = 144;
    static final int HEADER_SIZE = 152;

    static final int STEP_NR = 0;
    static final int STEP_ON_ERROR = 4;
    static final int STEP_REFS = 5;
    static final int STEP_ADVANCE = 6;
    static final int STEP_ARGS = 8;
    static final int STEP_RESULT = 56;
    static final int STEP_SHIFT = 6;

    static final int CLONE_ARGS_FLAGS = 0;
    static final int CLONE_ARGS_PIDFD = 8;
    static final int CLONE_ARGS_CHILD_TID = 16;
    static final int CLONE_ARGS_EXIT_SIGNAL = 32;
    static final int CLONE_ARGS_STACK = 40;
    static final int CLONE_ARGS_STACK_SIZE = 48;
    static final int CLONE_ARGS_CGROUP = 80;

    /** The stub uses no stack and runs with all signals blocked: this is only what clone3 asks for. */
    private static final int STACK_SIZE = 1024;

    private static final int STACK_ALIGNMENT = 16;

    private final Program program;
    private final Map<Arg, Integer> dataOffsets = new IdentityHashMap<>();
    private final int end;
    private final int stack;

    /** Which system call makes the child. */
    public enum CloneCall {
        /** clone3(2), Linux 5.5 and later. */
        CLONE3,
        /** clone(2), where a seccomp profile hides clone3. */
        CLONE
    }

    /** Lays a program out. */
    public ProgramLayout(Program program) {
        this.program = program;
        end = stepOffset(program.steps().size());
        int offset = end;
        for (Step step : program.steps()) {
            for (Arg arg : step.args()) {
                offset = placeData(arg, offset);
            }
        }
        stack = align(offset, STACK_ALIGNMENT);
    }

    private static int stepOffset(int index) {
        return HEADER_SIZE + (index << STEP_SHIFT);
    }

    private int placeData(Arg arg, int offset) {
        boolean isNew = arg.space() != Arg.NO_PLACE && dataOffsets.putIfAbsent(arg, offset) == null;
        return isNew ? align(offset + arg.space(), Long.BYTES) : offset;
    }

    private static int align(int offset, int alignment) {
        return (offset + alignment - 1) & -alignment;
    }

    /** Bytes the program takes. */
    public int size() {
        return stack + STACK_SIZE;
    }

    /** The alignment its base address needs. */
    public static int alignment() {
        return STACK_ALIGNMENT;
    }

    /**
     * Writes the program.
     *
     * @param memory {@link #size()} zeroed bytes, in the order of the machine
     * @param base the address at which the program will find them
     * @param architecture whose system call numbers to use
     * @param clone which call makes the child
     * @param flags the clone flags
     */
    public void write(ByteBuffer memory, long base, Architecture architecture, CloneCall clone, long flags) {
        memory.putLong(CLONE_ARGS_FLAGS, flags);
        memory.putLong(CLONE_ARGS_PIDFD, base + HEADER_PIDFD);
        memory.putLong(CLONE_ARGS_CHILD_TID, base + HEADER_ALIVE);
        memory.putLong(CLONE_ARGS_EXIT_SIGNAL, core_h.SIGCHLD());
        memory.putLong(CLONE_ARGS_STACK, base + stack);
        memory.putLong(CLONE_ARGS_STACK_SIZE, STACK_SIZE);
        if (program.cgroup() != Program.CALLERS_CGROUP) {
            memory.putLong(CLONE_ARGS_FLAGS, flags | core_h.CLONE_INTO_CGROUP());
            memory.putLong(CLONE_ARGS_CGROUP, program.cgroup());
        }
        memory.putLong(HEADER_FIRST, base + HEADER_SIZE);
        memory.putLong(HEADER_END, base + end);
        memory.putLong(HEADER_LEGACY, clone.ordinal());
        memory.putLong(HEADER_ALL_SIGNALS, -1L);
        memory.putInt(HEADER_ALIVE, 1);
        for (int i = 0; i < program.steps().size(); i++) {
            writeStep(memory, base, architecture, i);
        }
        dataOffsets.forEach((arg, offset) -> arg.write(memory, offset, base));
    }

    private void writeStep(ByteBuffer memory, long base, Architecture architecture, int index) {
        Step step = program.steps().get(index);
        int at = stepOffset(index);
        int references = 0;
        List<Arg> args = step.args();
        for (int i = 0; i < args.size(); i++) {
            references |= args.get(i) instanceof Arg.Answer ? 1 << i : 0;
            memory.putLong(at + STEP_ARGS + i * Long.BYTES, value(args.get(i), base));
        }
        memory.putInt(at + STEP_NR, step.call().number(architecture));
        memory.put(at + STEP_ON_ERROR, (byte) step.onError().ordinal());
        memory.put(at + STEP_REFS, (byte) references);
        memory.putShort(at + STEP_ADVANCE, (short) step.advance());
        memory.putLong(at + STEP_RESULT, Answers.NONE);
    }

    private long value(Arg arg, long base) {
        if (arg instanceof Arg.Value number) {
            return number.value();
        }
        if (arg instanceof Arg.Answer answer) {
            return base + resultOffset(answer.step());
        }
        if (arg instanceof Arg.AnswerAddress answer) {
            return base + resultOffset(answer.step());
        }
        if (arg instanceof Arg.Header field) {
            return base + switch (field) {
                case GO -> HEADER_GO;
                case ALL_SIGNALS -> HEADER_ALL_SIGNALS;
                case OLD_MASK -> HEADER_OLD_MASK;
                case FAILED -> HEADER_FAILED;
            };
        }
        return base + dataOffsets.get(arg);
    }

    private int resultOffset(Step step) {
        return stepOffset(program.indexOf(step)) + STEP_RESULT;
    }

    /** Reads from the memory, after the child has left it, what its steps were answered. */
    Answers answers(ByteBuffer memory, long base) {
        long[] results = new long[program.steps().size()];
        for (int i = 0; i < results.length; i++) {
            results[i] = memory.getLong(stepOffset(i) + STEP_RESULT);
        }
        long failedAt = memory.getLong(HEADER_FAILED);
        Step failed = failedAt == 0 ? null : program.steps().get((int) (failedAt - base - HEADER_SIZE >> STEP_SHIFT));
        Map<Arg.Buffer, byte[]> buffers = new IdentityHashMap<>();
        dataOffsets.forEach((arg, at) -> {
            if (arg instanceof Arg.Buffer buffer) {
                byte[] content = new byte[buffer.size()];
                memory.get(at, content);
                buffers.put(buffer, content);
            }
        });
        return new Answers(program, failed, results, buffers);
    }
}
