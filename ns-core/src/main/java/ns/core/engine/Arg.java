package ns.core.engine;

import java.nio.ByteBuffer;
import java.util.List;
import ns.core.syscall.Layouts;
import ns.core.syscall.NativeText;

/**
 * An argument of a system call, before it is laid out in memory.
 *
 * <p>What lies there does so by methods and not by switches over these types: to link one of those takes a JVM that has just
 * started milliseconds, and a thousandth of what it is told to do.
 */
public sealed interface Arg {

    /** In the place of a size: it lies in its step alone. */
    int NO_PLACE = -1;

    /** The bytes that it takes beside the step, or {@link #NO_PLACE}. */
    default int space() {
        return NO_PLACE;
    }

    /**
     * Writes what it holds.
     *
     * @param memory all of the program
     * @param at where in there its place is
     * @param base the address of that memory
     */
    default void write(ByteBuffer memory, int at, long base) { }

    /** A number, passed as it is. */
    record Value(long value) implements Arg {}

    /** The address of these bytes; the array is not copied and must not change. */
    record Data(byte[] bytes) implements Arg {

        @Override
        public int space() {
            return bytes.length;
        }

        @Override
        public void write(ByteBuffer memory, int at, long base) {
            memory.put(at, bytes);
        }
    }

    /** The address of a NULL-terminated array of pointers to these bytes, as execve(2) takes for argv and envp. */
    final class Pointers implements Arg {
        private final List<Data> targets;
        private final byte[] text;

        /** Copies what the targets hold, into one piece that is laid out as a whole: an environment has many. */
        public Pointers(List<Data> targets) {
            this.targets = List.copyOf(targets);
            ByteBuffer all = ByteBuffer.allocate(this.targets.stream().mapToInt(each -> each.bytes().length).sum());
            this.targets.forEach(each -> all.put(each.bytes()));
            this.text = all.array();
        }

        /** What is pointed to. */
        public List<Data> targets() {
            return targets;
        }

        /** The bytes of the array, with the NULL. */
        private int arraySize() {
            return (targets.size() + 1) * Long.BYTES;
        }

        @Override
        public int space() {
            return arraySize() + text.length;
        }

        @Override
        public void write(ByteBuffer memory, int at, long base) {
            int target = at + arraySize();
            memory.put(target, text);
            int slot = at;
            for (Data each : targets) {
                memory.putLong(slot, base + target);
                slot += Long.BYTES;
                target += each.bytes().length;
            }
        }
    }

    /** The address of a struct sock_fprog that these instructions belong to; the array is not copied and must not change. */
    record Filter(byte[] instructions) implements Arg {

        @Override
        public int space() {
            return Layouts.SOCK_FPROG_SIZE + instructions.length;
        }

        @Override
        public void write(ByteBuffer memory, int at, long base) {
            int code = at + Layouts.SOCK_FPROG_SIZE;
            memory.putShort(at + Layouts.SOCK_FPROG_LENGTH, (short) (instructions.length / Layouts.SOCK_FILTER_SIZE));
            memory.putLong(at + Layouts.SOCK_FPROG_FILTER, base + code);
            memory.put(code, instructions);
        }
    }

    /** The address of zeroed memory that the kernel fills; equal only to itself, as the key of what is read from it. */
    final class Buffer implements Arg {
        private final int size;

        /** Memory of so many bytes. */
        public Buffer(int size) {
            this.size = size;
        }

        /** Bytes. */
        public int size() {
            return size;
        }

        @Override
        public int space() {
            return size;
        }
    }

    /** What an earlier step of the program was answered. */
    record Answer(Step step) implements Arg {}

    /** The address of what an earlier step of the program was answered. */
    record AnswerAddress(Step step) implements Arg {}

    /** The address of a field of the program's header. */
    enum Header implements Arg {
        /** The word that stays 0 until the parent lets the child go on. */
        GO,
        /** A set of all signals. */
        ALL_SIGNALS,
        /** The signal mask the caller had. */
        OLD_MASK,
        /** The address of the step that has stopped the program, 0 while none has. */
        FAILED
    }

    /** A number, passed as it is. */
    static Arg of(long value) {
        return new Value(value);
    }

    /** The address of a NUL-terminated string. */
    static Data of(String text) {
        return new Data(NativeText.cString(text));
    }
}
