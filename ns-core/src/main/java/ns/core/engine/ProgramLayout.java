package ns.core.engine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import ns.core.bindings.core_h;
import ns.core.bindings.sock_filter;
import ns.core.bindings.sock_fprog;
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
    private final Map<Arg, Long> dataOffsets = new IdentityHashMap<>();
    private final long end;
    private final long stack;

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
        long offset = end;
        for (Step step : program.steps()) {
            for (Arg arg : step.args()) {
                offset = placeData(arg, offset);
            }
        }
        stack = align(offset, STACK_ALIGNMENT);
    }

    private static long stepOffset(int index) {
        return HEADER_SIZE + ((long) index << STEP_SHIFT);
    }

    private long placeData(Arg arg, long offset) {
        return switch (arg) {
            case Arg.Data data -> place(data, offset, data.bytes().length);
            case Arg.Buffer buffer -> place(buffer, offset, buffer.size());
            case Arg.Pointers pointers -> place(pointers, offset, pointers.arraySize() + pointers.text().length);
            case Arg.Filter filter -> place(filter, offset, sock_fprog.sizeof() + filter.instructions().length);
            case Arg.Value _, Arg.Answer _, Arg.AnswerAddress _, Arg.Header _ -> offset;
        };
    }

    private long place(Arg arg, long offset, long size) {
        return dataOffsets.putIfAbsent(arg, offset) == null ? align(offset + size, Long.BYTES) : offset;
    }

    private static long align(long offset, int alignment) {
        return (offset + alignment - 1) & -alignment;
    }

    /** Bytes the program takes. */
    public long size() {
        return stack + STACK_SIZE;
    }

    /** The alignment its base address needs. */
    public static int alignment() {
        return STACK_ALIGNMENT;
    }

    /**
     * Writes the program.
     *
     * @param memory {@link #size()} zeroed bytes
     * @param base the address at which the program will find them
     * @param architecture whose system call numbers to use
     * @param clone which call makes the child
     * @param flags the clone flags
     */
    public void write(MemorySegment memory, long base, Architecture architecture, CloneCall clone, long flags) {
        memory.set(JAVA_LONG_UNALIGNED, CLONE_ARGS_FLAGS, flags);
        memory.set(JAVA_LONG_UNALIGNED, CLONE_ARGS_PIDFD, base + HEADER_PIDFD);
        memory.set(JAVA_LONG_UNALIGNED, CLONE_ARGS_CHILD_TID, base + HEADER_ALIVE);
        memory.set(JAVA_LONG_UNALIGNED, CLONE_ARGS_EXIT_SIGNAL, core_h.SIGCHLD());
        memory.set(JAVA_LONG_UNALIGNED, CLONE_ARGS_STACK, base + stack);
        memory.set(JAVA_LONG_UNALIGNED, CLONE_ARGS_STACK_SIZE, STACK_SIZE);
        if (program.cgroup() != Program.CALLERS_CGROUP) {
            memory.set(JAVA_LONG_UNALIGNED, CLONE_ARGS_FLAGS, flags | core_h.CLONE_INTO_CGROUP());
            memory.set(JAVA_LONG_UNALIGNED, CLONE_ARGS_CGROUP, program.cgroup());
        }
        memory.set(JAVA_LONG_UNALIGNED, HEADER_FIRST, base + HEADER_SIZE);
        memory.set(JAVA_LONG_UNALIGNED, HEADER_END, base + end);
        memory.set(JAVA_LONG_UNALIGNED, HEADER_LEGACY, clone.ordinal());
        memory.set(JAVA_LONG_UNALIGNED, HEADER_ALL_SIGNALS, -1L);
        memory.set(JAVA_INT_UNALIGNED, HEADER_ALIVE, 1);
        for (int i = 0; i < program.steps().size(); i++) {
            writeStep(memory, base, architecture, i);
        }
        dataOffsets.forEach((arg, offset) -> writeData(memory, base, arg, offset));
    }

    private void writeStep(MemorySegment memory, long base, Architecture architecture, int index) {
        Step step = program.steps().get(index);
        long at = stepOffset(index);
        int references = 0;
        List<Arg> args = step.args();
        for (int i = 0; i < args.size(); i++) {
            long value = switch (args.get(i)) {
                case Arg.Value number -> number.value();
                case Arg.Answer answer -> {
                    references |= 1 << i;
                    yield base + stepOffset(program.indexOf(answer.step())) + STEP_RESULT;
                }
                case Arg.AnswerAddress answer -> base + stepOffset(program.indexOf(answer.step())) + STEP_RESULT;
                case Arg.Header field -> base + switch (field) {
                    case GO -> HEADER_GO;
                    case OLD_MASK -> HEADER_OLD_MASK;
                };
                case Arg.Data data -> base + dataOffsets.get(data);
                case Arg.Buffer buffer -> base + dataOffsets.get(buffer);
                case Arg.Pointers pointers -> base + dataOffsets.get(pointers);
                case Arg.Filter filter -> base + dataOffsets.get(filter);
            };
            memory.set(JAVA_LONG_UNALIGNED, at + STEP_ARGS + (long) i * Long.BYTES, value);
        }
        memory.set(JAVA_INT_UNALIGNED, at + STEP_NR, step.call().number(architecture));
        memory.set(JAVA_BYTE, at + STEP_ON_ERROR, (byte) step.onError().ordinal());
        memory.set(JAVA_BYTE, at + STEP_REFS, (byte) references);
        memory.set(JAVA_SHORT_UNALIGNED, at + STEP_ADVANCE, (short) step.advance());
        memory.set(JAVA_LONG_UNALIGNED, at + STEP_RESULT, Answers.NONE);
    }

    private void writeData(MemorySegment memory, long base, Arg arg, long at) {
        switch (arg) {
            case Arg.Data data -> MemorySegment.copy(data.bytes(), 0, memory, JAVA_BYTE, at, data.bytes().length);
            case Arg.Pointers pointers -> {
                byte[] text = pointers.text();
                long target = at + pointers.arraySize();
                MemorySegment.copy(text, 0, memory, JAVA_BYTE, target, text.length);
                long slot = at;
                for (Arg.Data each : pointers.targets()) {
                    memory.set(JAVA_LONG_UNALIGNED, slot, base + target);
                    slot += Long.BYTES;
                    target += each.bytes().length;
                }
            }
            case Arg.Filter filter -> {
                byte[] code = filter.instructions();
                memory.set(JAVA_SHORT_UNALIGNED, at + sock_fprog.len$offset(), (short) (code.length / sock_filter.sizeof()));
                memory.set(JAVA_LONG_UNALIGNED, at + sock_fprog.filter$offset(), base + at + sock_fprog.sizeof());
                MemorySegment.copy(code, 0, memory, JAVA_BYTE, at + sock_fprog.sizeof(), code.length);
            }
            case Arg.Buffer _, Arg.Value _, Arg.Answer _, Arg.AnswerAddress _, Arg.Header _ -> { }
        }
    }

    /** Reads from the memory, after the child has left it, what its steps were answered. */
    Answers answers(MemorySegment memory, long base) {
        long[] results = new long[program.steps().size()];
        for (int i = 0; i < results.length; i++) {
            results[i] = memory.get(JAVA_LONG_UNALIGNED, stepOffset(i) + STEP_RESULT);
        }
        long failedAt = memory.get(JAVA_LONG_UNALIGNED, HEADER_FAILED);
        Step failed = failedAt == 0 ? null : program.steps().get((int) (failedAt - base - HEADER_SIZE >> STEP_SHIFT));
        Map<Arg.Buffer, byte[]> buffers = new IdentityHashMap<>();
        dataOffsets.forEach((arg, at) -> {
            if (arg instanceof Arg.Buffer buffer) {
                buffers.put(buffer, memory.asSlice(at, buffer.size()).toArray(JAVA_BYTE));
            }
        });
        return new Answers(program, failed, results, buffers);
    }
}
