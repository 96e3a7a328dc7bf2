package ns.core.engine;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ns.core.bindings.core_h;
import ns.core.engine.ProgramLayout.CloneCall;
import ns.core.process.Tool;
import ns.core.syscall.Architecture;
import ns.core.syscall.NativeText;
import ns.core.syscall.SystemCall;

/** Runs programs through the stub of either architecture in an executable of its own, under qemu where it is not this machine's. */
record StubHarness(Architecture architecture, Path temp) {

    /** Where the program is put; the executable itself begins at 4 MiB. */
    static final long BASE = 0x1000_0000;

    /** The mask the harness has when it calls spawn: SIGUSR1 is blocked. */
    static final long MASK = 1L << core_h.SIGUSR1() - 1;

    /** The flags with which qemu-user allows a stack of the child's own; it makes a fork of them. */
    static final long VFORK = core_h.CLONE_VM() | core_h.CLONE_VFORK();

    private static final Path SOURCES = Path.of("src", "test", "asm");
    private static final String PACKAGES = "binutils, binutils-aarch64-linux-gnu and qemu-user";
    private static final int STDOUT = 1;
    private static final int REPORT_SPAWNED = 0;
    private static final int REPORT_STATUS = 8;
    private static final int REPORT_MASK = 16;
    private static final int REPORT_SIZE = 24;

    /**
     * What came of a program.
     *
     * @param spawned the child's pid, or a negated error number
     * @param status the child's, as wait4(2) encodes it
     * @param mask the caller's signal mask after the spawn
     * @param memory the program as it was in the end
     * @param answers what its steps were answered
     * @param output what the child wrote to its standard output
     */
    record Run(long spawned, long status, long mask, MemorySegment memory, Answers answers, String output) {

        int exitStatus() {
            return (int) (status >> 8);
        }
    }

    /** Runs a program in a child made by clone(2), which qemu-user knows. */
    Run run(Step... steps) throws IOException {
        return run(CloneCall.CLONE, VFORK, false, steps);
    }

    /**
     * Runs a program.
     *
     * @param finish whether the parent calls finish before it waits for the child's end
     */
    Run run(CloneCall clone, long flags, boolean finish, Step... steps) throws IOException {
        Program program = new Program(0, List.of(steps));
        ProgramLayout layout = new ProgramLayout(program);
        byte[] bytes = new byte[layout.size()];
        layout.write(buffer(MemorySegment.ofArray(bytes)), BASE, architecture, clone, flags);
        Files.write(temp.resolve("program.bin"), bytes);
        Files.write(temp.resolve("stub-" + architecture.fileName() + ".bin"), MachineCode.of("stub", architecture));

        List<String> command = new ArrayList<>();
        if (isEmulated()) {
            command.add("qemu-" + architecture.fileName());
        }
        command.add(link(finish).toString());
        Tool.Result result = Tool.run(PACKAGES, limited(command));
        if (result.status() != 0) {
            throw new AssertionError(
                    command + " (needs " + PACKAGES + "): status " + result.status() + ": " + result.err());
        }
        return parse(result.out(), layout);
    }

    boolean isEmulated() {
        return architecture != Architecture.current();
    }

    /** Few descriptors, so that a program can run out of them. */
    private static List<String> limited(List<String> command) {
        List<String> limited = new ArrayList<>(List.of("sh", "-c", "ulimit -n 64 && exec \"$@\"", "sh"));
        limited.addAll(command);
        return limited;
    }

    private Path link(boolean finish) throws IOException {
        String prefix = architecture.fileName() + "-linux-gnu-";
        Path object = temp.resolve("harness.o");
        Path executable = temp.resolve("harness");
        Tool.output(PACKAGES, prefix + "as", "-I", SOURCES.toString(), "-I", temp.toString(),
                "--defsym", "BASE=" + BASE, "--defsym", "FINISH=" + (finish ? 1 : 0), "-o", object.toString(),
                SOURCES.resolve("harness-" + architecture.fileName() + ".S").toString());
        Tool.output(PACKAGES, prefix + "ld", "-o", executable.toString(), object.toString());
        return executable;
    }

    /** The same memory, as a layout takes it. */
    static ByteBuffer buffer(MemorySegment memory) {
        return memory.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    private static Run parse(byte[] output, ProgramLayout layout) {
        int reportAt = output.length - layout.size() - REPORT_SIZE;
        MemorySegment report = MemorySegment.ofArray(output).asSlice(reportAt, REPORT_SIZE);
        MemorySegment memory = MemorySegment.ofArray(Arrays.copyOfRange(output, reportAt + REPORT_SIZE, output.length));
        return new Run(report.get(JAVA_LONG_UNALIGNED, REPORT_SPAWNED), report.get(JAVA_LONG_UNALIGNED, REPORT_STATUS),
                report.get(JAVA_LONG_UNALIGNED, REPORT_MASK), memory, layout.answers(buffer(memory), BASE),
                new String(output, 0, reportAt, StandardCharsets.UTF_8));
    }

    /** A step that writes a text to standard output. */
    static Step say(String text) {
        byte[] bytes = NativeText.bytes(text);
        return Step.of("write", text, SystemCall.WRITE, Arg.of(STDOUT), new Arg.Data(bytes), Arg.of(bytes.length));
    }
}
