package ns.core.seccomp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import ns.core.bindings.core_h;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Architecture;
import ns.core.syscall.Layouts;

/**
 * A filter of system calls: a program that the kernel runs before each of them; {@code bwrap --seccomp}. Immutable.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public final class SeccompFilter {

    private static final int SIZE = Layouts.SOCK_FILTER_SIZE;
    private static final int CLASS = 0x07;
    private static final String OPERATION = "seccomp";

    /** Made when it is first asked for. */
    private static final class Terminal {
        static final SeccompFilter FILTER = new SeccompFilter(StandardProfile.terminal(Architecture.current()), "terminal filter");
    }

    private final byte[] program;
    private final String name;

    private SeccompFilter(byte[] program, String name) {
        this.program = program;
        this.name = name;
        check();
    }

    /**
     * A filter from its program.
     *
     * @param program instructions, each a {@code struct sock_filter} in the machine's byte order
     * @return the filter
     * @throws IllegalArgumentException where the kernel would not take it, for want of a return or for a jump out of it
     */
    public static SeccompFilter of(byte[] program) {
        return new SeccompFilter(program.clone(), "filter");
    }

    /**
     * A filter from a file, as {@code seccomp_export_bpf} of libseccomp writes it.
     *
     * @param file the program
     * @return the filter
     * @throws IOException where it cannot be read
     * @throws IllegalArgumentException where the kernel would not take it
     */
    public static SeccompFilter read(Path file) throws IOException {
        try {
            return new SeccompFilter(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new NamespaceException("open", file.toString(), Errno.of(e));
        }
    }

    /**
     * A profile for commands that are not trusted: it denies what few programs need and much that breaks out begins with.
     *
     * <p>A list of what is denied, since one of what is allowed breaks programs with each new C library. EPERM answers making
     * and entering namespaces, mounts, modules, kexec, BPF, performance counters, userfaultfd, the keyrings, io_uring, other
     * processes' memory, setting clocks, swap and quotas, opening files by handle, and the ioctls that type into a terminal,
     * TIOCSTI and TIOCLINUX. ENOSYS answers clone3, whose flags a filter cannot see: C libraries then call clone. Calls of
     * another architecture end the process.
     *
     * @return the profile for this machine's architecture
     */
    public static SeccompFilter standard() {
        return new SeccompFilter(StandardProfile.program(Architecture.current()), "standard profile");
    }

    /**
     * Only that nothing can be typed into the caller's terminal from inside: the ioctls TIOCSTI and TIOCLINUX; job control
     * goes on. Commands have it in any case where the JVM is at a terminal and new privileges are not allowed.
     *
     * @return the filter for this machine's architecture
     */
    public static SeccompFilter terminal() {
        return Terminal.FILTER;
    }

    /** What the kernel itself checks, so that a mistake is told before anything is made. */
    private void check() {
        int count = program.length / SIZE;
        if (program.length % SIZE != 0 || count == 0 || count > core_h.BPF_MAXINSNS()) {
            throw invalid(program.length + " bytes", "a program has 1 to " + core_h.BPF_MAXINSNS() + " instructions of " + SIZE + " bytes");
        }
        ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
            check(code, i, count);
        }
        if ((code.getShort((count - 1) * SIZE) & CLASS) != core_h.BPF_RET()) {
            throw invalid("instruction " + (count - 1), "the last one must be a return");
        }
    }

    private void check(ByteBuffer code, int index, int count) {
        int at = index * SIZE;
        int operation = Short.toUnsignedInt(code.getShort(at));
        int ifTrue = Byte.toUnsignedInt(code.get(at + Layouts.SOCK_FILTER_TRUE));
        int ifFalse = Byte.toUnsignedInt(code.get(at + Layouts.SOCK_FILTER_FALSE));
        long operand = Integer.toUnsignedLong(code.getInt(at + Layouts.SOCK_FILTER_OPERAND));
        if (operation == (core_h.BPF_LD() | core_h.BPF_W() | core_h.BPF_ABS())
                && (operand % Integer.BYTES != 0 || operand > Layouts.SECCOMP_DATA_SIZE - Integer.BYTES)) {
            throw invalid("instruction " + index, "loads from " + operand + ", which is not a word of struct seccomp_data");
        }
        if ((operation & CLASS) == core_h.BPF_JMP()) {
            boolean always = operation == (core_h.BPF_JMP() | core_h.BPF_JA());
            if (always ? operand >= count - index - 1 : Math.max(ifTrue, ifFalse) >= count - index - 1) {
                throw invalid("instruction " + index, "jumps out of the program");
            }
        }
    }

    private IllegalArgumentException invalid(String where, String remedy) {
        return NamespaceException.invalid(OPERATION, name + ", " + where, remedy);
    }

    /**
     * The program.
     *
     * @return a copy of its bytes
     */
    public byte[] program() {
        return program.clone();
    }

    /**
     * What it is, for messages.
     *
     * @return the file, or which profile it is
     */
    @Override
    public String toString() {
        return name;
    }
}
