package ns.core.engine;

import java.nio.ByteBuffer;
import java.util.List;
import ns.core.syscall.NativeText;

/** An argument of a system call, before it is laid out in memory. */
public sealed interface Arg {

    /** A number, passed as it is. */
    record Value(long value) implements Arg {}

    /** The address of these bytes; the array is not copied and must not change. */
    record Data(byte[] bytes) implements Arg {}

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

        /** The targets' bytes, one behind the other. */
        byte[] text() {
            return text;
        }

        /** The bytes of the array, with the NULL. */
        int arraySize() {
            return (targets.size() + 1) * Long.BYTES;
        }
    }

    /** The address of a struct sock_fprog that these instructions belong to; the array is not copied and must not change. */
    record Filter(byte[] instructions) implements Arg {}

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
    }

    /** What an earlier step of the program was answered. */
    record Answer(Step step) implements Arg {}

    /** The address of what an earlier step of the program was answered. */
    record AnswerAddress(Step step) implements Arg {}

    /** The address of a field of the program's header. */
    enum Header implements Arg {
        /** The word that stays 0 until the parent lets the child go on. */
        GO,
        /** The signal mask the caller had. */
        OLD_MASK
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
