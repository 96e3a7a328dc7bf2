package ns.core.process;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ns.core.bindings.core_h;
import ns.core.engine.Arg;
import ns.core.engine.Step;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.NativeText;
import ns.core.syscall.SystemCall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The standard streams of a child: the descriptors it is to get as 0, 1 and 2, and the streams the parent keeps.
 *
 * <p>Closing it closes both sides; {@link #childStarted} only the child's, {@link #childEnded} the parent's.
 */
public final class Stdio implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Stdio.class);
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final List<String> NAMES = List.of("stdin", "stdout", "stderr");
    private static final String MERGED = "stderr to stdout";
    private static final int FIRST_OTHER = 3;
    private static final int NONE = -1;
    private static final int FILE_MODE = 0666;

    static {
        occupyStdio();
    }

    /** Null where there is none. */
    private PseudoTerminal terminal;
    private final List<Integer> childEnds = new ArrayList<>();
    private final int[] parentEnds = {NONE, NONE, NONE};
    private final List<Step> steps = new ArrayList<>();
    /** The parent's pipes, without the buffers that stdin, stdout and stderr put before them. */
    private final List<PipeInput> childWrites = new ArrayList<>();
    private OutputStream childReads = OutputStream.nullOutputStream();
    /** Null until it is asked for. */
    private OutputStream stdin;
    private InputStream stdout = InputStream.nullInputStream();
    private InputStream stderr = InputStream.nullInputStream();

    private Stdio() {}

    /**
     * Opens what the redirections name, in the parent, so that a missing file is an error before there is a child.
     *
     * @param mergeStderr lets stderr go where stdout goes; {@code err} does not matter then
     */
    public static Stdio open(Redirect in, Redirect out, Redirect err, boolean mergeStderr) throws IOException {
        Stdio stdio = new Stdio();
        try {
            stdio.childReads.close(); // writing to it fails, as it should where nobody reads
            stdio.input(in);
            stdio.output(out, STDOUT);
            if (mergeStderr) {
                stdio.steps.add(dup(STDOUT, STDERR, MERGED));
            } else {
                stdio.output(err, STDERR);
            }
            return stdio;
        } catch (IOException | RuntimeException | Error e) {
            stdio.close();
            throw e;
        }
    }

    /** Opens a pseudo-terminal, which is all three. */
    public static Stdio terminal(int rows, int columns) throws NamespaceException {
        Stdio stdio = new Stdio();
        boolean opened = false;
        try {
            stdio.terminal = PseudoTerminal.open(rows, columns);
            stdio.steps.addAll(stdio.terminal.steps());
            stdio.childReads = new PipeOutput(stdio.terminal.keyboard());
            stdio.stdout = stdio.input(stdio.terminal.screen());
            opened = true;
            return stdio;
        } finally {
            if (!opened) {
                stdio.close();
            }
        }
    }

    /** The file that the pseudo-terminal is out here; empty where there is none. */
    public Optional<String> terminalName() {
        return terminal == null ? Optional.empty() : Optional.of(terminal.name());
    }

    /** Changes the size of the pseudo-terminal, if there is one. */
    public boolean resize(int rows, int columns) throws NamespaceException {
        if (terminal != null) {
            terminal.resize(rows, columns);
        }
        return terminal != null;
    }

    /** What {@link #terminal} would have the child do. */
    public static List<String> describeTerminal(String name) {
        return PseudoTerminal.steps(NONE, name).stream().map(Step::toString).toList();
    }

    /** What {@link #open} would have the child do, with nothing opened, created or emptied. */
    public static List<String> describe(Redirect in, Redirect out, Redirect err, boolean mergeStderr) {
        List<String> lines = new ArrayList<>();
        List<Redirect> redirects = List.of(in, out, err);
        for (int target = STDIN; target <= STDERR; target++) {
            if (target == STDERR && mergeStderr) {
                lines.add("dup3 " + MERGED);
            } else if (redirects.get(target).type() != Redirect.Type.INHERIT) {
                lines.add("dup3 " + subject(target, redirects.get(target)));
            }
        }
        return lines;
    }

    private static String subject(int target, Redirect redirect) {
        return NAMES.get(target) + switch (redirect.type()) {
            case INHERIT -> " as it is";
            case PIPE -> target == STDIN ? " from a pipe" : " to a pipe";
            case READ -> " from " + redirect.file();
            case WRITE, APPEND -> " to " + redirect.file();
        };
    }

    private void input(Redirect redirect) throws NamespaceException {
        switch (redirect.type()) {
            case INHERIT -> { }
            case READ -> connect(openFile(redirect, core_h.O_RDONLY()), STDIN, subject(STDIN, redirect));
            case PIPE -> {
                int[] ends = pipe();
                parentEnds[STDIN] = ends[1];
                connect(ends[0], STDIN, subject(STDIN, redirect));
            }
            case WRITE, APPEND -> throw new IllegalArgumentException("stdin " + redirect + ": cannot be read from");
        }
    }

    private void output(Redirect redirect, int target) throws NamespaceException {
        switch (redirect.type()) {
            case INHERIT -> { }
            case WRITE, APPEND -> {
                int how = redirect.type() == Redirect.Type.APPEND ? core_h.O_APPEND() : core_h.O_TRUNC();
                connect(openFile(redirect, core_h.O_WRONLY() | core_h.O_CREAT() | how), target,
                        subject(target, redirect));
            }
            case PIPE -> {
                int[] ends = pipe();
                parentEnds[target] = ends[0];
                connect(ends[1], target, subject(target, redirect));
            }
            case READ -> throw new IllegalArgumentException(NAMES.get(target) + " " + redirect + ": cannot be written to");
        }
    }

    /** Makes streams of the parent's ends. It takes a while, and so is done while the child sets itself up. */
    public void openStreams() throws NamespaceException {
        try {
            if (parentEnds[STDIN] != NONE) {
                childReads = new PipeOutput(new FileOutputStream(path(STDIN)));
            }
            if (parentEnds[STDOUT] != NONE) {
                stdout = input(new FileInputStream(path(STDOUT)));
            }
            if (parentEnds[STDERR] != NONE) {
                stderr = input(new FileInputStream(path(STDERR)));
            }
        } catch (FileNotFoundException e) {
            throw notOpened(e);
        } finally {
            closeParentEnds();
        }
    }

    private InputStream input(InputStream source) {
        PipeInput pipe = new PipeInput(source);
        childWrites.add(pipe);
        return new BufferedInputStream(pipe);
    }

    private void closeParentEnds() {
        for (int i = 0; i < parentEnds.length; i++) {
            if (parentEnds[i] != NONE) {
                Libc.close(parentEnds[i]);
                parentEnds[i] = NONE;
            }
        }
    }

    /** The JDK's own streams, and not ones of ours, read and write the pipe: it opens the descriptor a second time. */
    private String path(int target) {
        return "/proc/self/fd/" + parentEnds[target];
    }

    /** The JDK says only in its message what the errno was: one more open tells. */
    private static NamespaceException notOpened(FileNotFoundException cause) {
        long answer = open("/dev/null", core_h.O_RDONLY() | core_h.O_CLOEXEC());
        if (answer < 0) {
            return new NamespaceException("open", "a pipe of a standard stream", new Errno((int) -answer));
        }
        Libc.close((int) answer);
        return new NamespaceException("open", "a pipe of a standard stream", Errno.EIO, cause.getMessage());
    }

    /** Where the JVM was started with 0, 1 or 2 closed: a pipe must not get one of these, which the child overwrites. */
    private static void occupyStdio() {
        long fd;
        do {
            fd = open("/dev/null", core_h.O_RDWR());
        } while (fd >= 0 && fd < FIRST_OTHER);
        if (fd >= 0) {
            Libc.close((int) fd);
        }
    }

    private void connect(int childEnd, int target, String subject) {
        childEnds.add(childEnd);
        steps.add(dup(childEnd, target, subject));
    }

    static Step dup(int from, int to, String subject) {
        return Step.of("dup3", subject, SystemCall.DUP3, Arg.of(from), Arg.of(to), Arg.of(0));
    }

    private static int[] pipe() throws NamespaceException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment fds = arena.allocate(core_h.C_INT, 2);
            Native.check(Libc.pipe2(fds, core_h.O_CLOEXEC()), "pipe2", "for a standard stream");
            return new int[] {fds.getAtIndex(core_h.C_INT, 0), fds.getAtIndex(core_h.C_INT, 1)};
        }
    }

    private static int openFile(Redirect redirect, int flags) throws NamespaceException {
        String path = redirect.file().getPath();
        return (int) Native.check(open(path, flags | core_h.O_CLOEXEC()), "open", path);
    }

    private static long open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment cString = arena.allocateFrom(core_h.C_CHAR, NativeText.cString(path));
            return Libc.syscall(SystemCall.OPENAT, core_h.AT_FDCWD(), cString.address(), flags, FILE_MODE);
        }
    }

    /** What the child does to get its streams. */
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    /** What the parent writes and the child reads; closed where there is no pipe. Made late: its buffer is larger than all else. */
    public synchronized OutputStream stdin() {
        if (stdin == null && childReads instanceof PipeOutput) {
            stdin = new BufferedOutputStream(terminal == null ? childReads : new Keyboard(childReads));
        }
        return stdin == null ? childReads : stdin;
    }

    /** What the child writes to its standard output; empty where there is no pipe. */
    public InputStream stdout() {
        return stdout;
    }

    /** What the child writes to its standard error; empty where there is no pipe. */
    public InputStream stderr() {
        return stderr;
    }

    /** The child has its own copies now: closes the parent's copies of the child's ends. */
    public void childStarted() {
        childEnds.forEach(Libc::close);
        childEnds.clear();
        steps.clear();
        if (terminal != null) {
            terminal.childStarted();
        }
    }

    /**
     * The child has ended: gives the parent's descriptors back, which nobody may ever do otherwise. What the child wrote
     * can still be read. Does not wait.
     */
    public void childEnded() {
        childWrites.forEach(pipe -> quietly(pipe::childEnded));
        quietly(childReads::close);
        closeTerminal();
    }

    private void closeTerminal() {
        if (terminal != null) {
            terminal.close();
        }
    }

    /** Does not wait, and so flushes nothing: a descendant of the child may hold the pipe and not read from it. */
    @Override
    public void close() {
        childStarted();
        closeParentEnds();
        quietly(childReads::close);
        quietly(stdout::close);
        quietly(stderr::close);
        closeTerminal();
    }

    private static void quietly(Closeable closing) {
        try {
            closing.close();
        } catch (IOException e) {
            LOG.debug("close: {}", e.toString());
        }
    }
}
