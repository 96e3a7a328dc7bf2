package ns.core.engine;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import ns.core.engine.ProgramLayout.CloneCall;
import ns.core.syscall.Architecture;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.Test;

/** The bytes of small programs, as they were worked out by hand from program.inc. */
class ProgramLayoutTest {

    private static final long BASE = 0x10000;
    private static final long FLAGS = 0x1_0002_0000L;

    /** Header, two steps from 152 on, an 8-byte slot for "f" and NUL at 280, the stack from 288 on. */
    private static Program openAndWrite() {
        Step open = Step.of("open", "f", SystemCall.OPENAT, Arg.of(-100), Arg.of("f"), Arg.of(1));
        Step write = Step.of("write", "f", SystemCall.WRITE, new Arg.Answer(open), Arg.Header.GO, Arg.of(4));
        return new Program(0, List.of(open, write.optional()));
    }

    private static SortedMap<Integer, String> words(Program program, Architecture architecture, CloneCall clone) {
        ProgramLayout layout = new ProgramLayout(program);
        MemorySegment memory = MemorySegment.ofArray(new byte[layout.size()]);
        layout.write(StubHarness.buffer(memory), BASE, architecture, clone, FLAGS);
        SortedMap<Integer, String> words = new TreeMap<>();
        for (int at = 0; at < memory.byteSize(); at += Long.BYTES) {
            long word = memory.get(JAVA_LONG_UNALIGNED, at);
            if (word != 0) {
                words.put(at, Long.toHexString(word));
            }
        }
        return words;
    }

    /** Lines of offset and little-endian word; every other word is 0. */
    private static SortedMap<Integer, String> golden(String lines) {
        SortedMap<Integer, String> words = new TreeMap<>();
        lines.lines().map(line -> line.split(" +")).forEach(line -> words.put(Integer.valueOf(line[0]), line[1]));
        return words;
    }

    @Test
    void aProgramForX86AndClone3() {
        assertEquals(golden("""
                0 100020000 flags
                8 10090 pidfd
                16 10088 child_tid
                32 11 exit_signal
                40 10120 stack
                48 400 stack_size
                88 10098 first step
                96 10118 end of the steps
                128 ffffffffffffffff all signals
                136 1 alive
                152 1000000000101 openat, one step on
                160 ffffffffffffff9c AT_FDCWD
                168 10118 f
                176 1 O_WRONLY
                208 8000000000000000 no answer yet
                216 1010100000001 write, one step on, an error does not matter, argument 0 is a reference
                224 100d0 the result of step 0
                232 1008c the word GO
                240 4 length
                272 8000000000000000 no answer yet
                280 66 f
                """), words(openAndWrite(), Architecture.X86_64, CloneCall.CLONE3));
        assertEquals(288 + 1024, new ProgramLayout(openAndWrite()).size());
    }

    @Test
    void aProgramForAarch64AndClone() {
        SortedMap<Integer, String> expected = words(openAndWrite(), Architecture.X86_64, CloneCall.CLONE3);
        expected.put(ProgramLayout.HEADER_LEGACY, "1");
        expected.put(152, "1000000000038");
        expected.put(216, "1010100000040");
        assertEquals(expected, words(openAndWrite(), Architecture.AARCH64, CloneCall.CLONE));
    }

    @Test
    void pointersAndBuffers() {
        Arg.Data shared = Arg.of("sh");
        Step execve = Step.of("execve", "sh", SystemCall.EXECVE, shared,
                new Arg.Pointers(List.of(shared, Arg.of("-ceeeee"))), new Arg.Pointers(List.of()));
        Step readlink = Step.of("readlink", "", SystemCall.READLINKAT, Arg.of(0), new Arg.Buffer(9), Arg.Header.OLD_MASK);
        SortedMap<Integer, String> words = words(new Program(0, List.of(execve.orElse(1), readlink.untilError())),
                Architecture.X86_64, CloneCall.CLONE3);
        assertEquals(golden("""
                152 200010000003b execve, two steps on, an error does not matter
                160 10118 sh
                168 10120 argv
                176 10148 envp
                208 8000000000000000 no answer yet
                216 10000010b readlinkat, again and again
                232 10150 the buffer of two words
                240 10078 the old mask
                272 8000000000000000 no answer yet
                280 6873 sh
                288 10138 argv[0]
                296 1013b argv[1]
                312 656565632d006873 sh, NUL and -ceee
                320 6565 ee and NUL
                """), words.tailMap(152));
        assertEquals(Long.toHexString(BASE + 352), words.get(ProgramLayout.CLONE_ARGS_STACK), "on a multiple of 16");
    }
}
