package ns.core.process;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
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
import ns.core.bindings.core_h;
import ns.core.engine.Arg;
import ns.core.engine.Step;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Libc;
import ns.core.syscall.NativeText;
import ns.core.syscall.SystemCall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The standard streams of a child: the descriptors it is to get as 0, 1 and 2, and the streams the parent keeps.
 *
 * <p>Closing it closes both sides; {@link #childStarted} only the child's.
 */
public final class Stdio implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Stdio.class);
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int FIRST_OTHER = 3;
    private static final int FILE_MODE = 0666;

    static {
        occupyStdio();
    }

    private final List<Integer> childEnds = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private OutputStream stdin;
    private InputStream stdout;
    private InputStream stderr;

    private Stdio() {}

    /**
     * Opens what the redirections name, in the parent, so that a missing file is an error before there is a child.
     *
     * @param mergeStderr lets stderr go where stdout goes; {@code err} does not matter then
     */
    public static Stdio open(Redirect in, Redirect out, Redirect err, boolean mergeStderr) throws IOException {
        Stdio stdio = new Stdio();
        try {
            stdio.stdin = stdio.input(in);
            stdio.stdout = stdio.output(out, STDOUT);
            if (mergeStderr) {
                stdio.stderr = InputStream.nullInputStream();
                stdio.steps.add(dup(STDOUT, STDERR, "stderr to stdout"));
            } else {
                stdio.stderr = stdio.output(err, STDERR);
            }
            return stdio;
        } catch (IOException | RuntimeException | Error e) {
            stdio.close();
            throw e;
        }
    }

    private OutputStream input(Redirect redirect) throws IOException {
        OutputStream none = OutputStream.nullOutputStream();
        none.close();
        return switch (redirect.type()) {
            case INHERIT -> none;
            case READ -> {
                connect(openFile(redirect, core_h.O_RDONLY()), STDIN, "stdin to " + redirect.file());
                yield none;
            }
            case PIPE -> {
                int[] ends = pipe();
                connect(ends[0], STDIN, "stdin to a pipe");
                try {
                    yield new BufferedOutputStream(new FileOutputStream(path(ends[1])));
                } catch (FileNotFoundException e) {
                    throw notOpened(ends[1], e);
                } finally {
                    Libc.close(ends[1]);
                }
            }
            case WRITE, APPEND -> throw new IllegalArgumentException("stdin " + redirect + ": cannot be read from");
        };
    }

    private InputStream output(Redirect redirect, int target) throws IOException {
        String name = target == STDOUT ? "stdout" : "stderr";
        return switch (redirect.type()) {
            case INHERIT -> InputStream.nullInputStream();
            case WRITE, APPEND -> {
                int how = redirect.type() == Redirect.Type.APPEND ? core_h.O_APPEND() : core_h.O_TRUNC();
                connect(openFile(redirect, core_h.O_WRONLY() | core_h.O_CREAT() | how), target,
                        name + " to " + redirect.file());
                yield InputStream.nullInputStream();
            }
            case PIPE -> {
                int[] ends = pipe();
                connect(ends[1], target, name + " to a pipe");
                try {
                    yield new BufferedInputStream(new FileInputStream(path(ends[0])));
                } catch (FileNotFoundException e) {
                    throw notOpened(ends[0], e);
                } finally {
                    Libc.close(ends[0]);
                }
            }
            case READ -> throw new IllegalArgumentException(name + " " + redirect + ": cannot be written to");
        };
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

    /** The JDK's own streams, and not ones of ours, read and write the pipe: it opens the descriptor a second time. */
    private static String path(int fd) {
        return "/proc/self/fd/" + fd;
    }

    /** The JDK says in its message only what the errno was: open it once more to know. */
    private static NamespaceException notOpened(int fd, FileNotFoundException cause) {
        long answer = open(path(fd), core_h.O_RDONLY() | core_h.O_CLOEXEC());
        if (answer < 0) {
            return new NamespaceException("open", path(fd), new Errno((int) -answer));
        }
        Libc.close((int) answer);
        return new NamespaceException("open", path(fd), Errno.EIO, cause.getMessage());
    }

    private void connect(int childEnd, int target, String subject) {
        childEnds.add(childEnd);
        steps.add(dup(childEnd, target, subject));
    }

    private static Step dup(int from, int to, String subject) {
        return Step.of("connect", subject, SystemCall.DUP3, Arg.of(from), Arg.of(to), Arg.of(0));
    }

    private static int[] pipe() throws NamespaceException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment fds = arena.allocate(core_h.C_INT, 2);
            NamespaceException.check(Libc.pipe2(fds, core_h.O_CLOEXEC()), "pipe2", "for a standard stream");
            return new int[] {fds.getAtIndex(core_h.C_INT, 0), fds.getAtIndex(core_h.C_INT, 1)};
        }
    }

    private static int openFile(Redirect redirect, int flags) throws NamespaceException {
        String path = redirect.file().getPath();
        return (int) NamespaceException.check(open(path, flags | core_h.O_CLOEXEC()), "open", path);
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

    /** What the parent writes and the child reads; closed where there is no pipe. */
    public OutputStream stdin() {
        return stdin;
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
    }

    @Override
    public void close() {
        childStarted();
        closeQuietly(stdin);
        closeQuietly(stdout);
        closeQuietly(stderr);
    }

    /** A stream that cannot be flushed any more, its reader being gone, is closed all the same. */
    private static void closeQuietly(AutoCloseable stream) {
        if (stream != null) {
            try {
                stream.close();
            } catch (Exception e) {
                LOG.debug("close: {}", e.toString());
            }
        }
    }
}
