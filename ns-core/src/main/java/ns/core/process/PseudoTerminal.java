package ns.core.process;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import ns.core.bindings.core_h;
import ns.core.engine.Arg;
import ns.core.engine.Step;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.FileCalls;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.SystemCall;
import ns.core.syscall.Terminal;

/**
 * A pseudo-terminal: its slave controls the session of a child, and the parent has its master, as who sits before it.
 *
 * <p>Closing it closes both; the streams have descriptors of their own.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/pty.7.html">pty(7)</a>
 */
final class PseudoTerminal implements AutoCloseable {

    private static final String MULTIPLEXER = "/dev/ptmx";
    private static final String SUBJECT = "pseudo-terminal";
    private static final int CLOSED = -1;

    private final String name;
    private int master;
    private int slave = CLOSED;

    private PseudoTerminal(int master) throws NamespaceException {
        this.master = master;
        name = "/dev/pts/" + Terminal.number(master);
    }

    static PseudoTerminal open(int rows, int columns) throws NamespaceException {
        long answer = FileCalls.open(MULTIPLEXER, core_h.O_RDWR() | core_h.O_NOCTTY());
        if (answer == -Errno.ENOENT.number()) {
            throw new NamespaceException("open", MULTIPLEXER, Errno.ENOENT, "there are no pseudo-terminals here: mount devpts");
        }
        if (answer == -Errno.ENOSPC.number()) {
            throw new NamespaceException("open", MULTIPLEXER, Errno.ENOSPC, "all are in use: sysctl kernel.pty.max");
        }
        int master = (int) Native.check(answer, "open", MULTIPLEXER);
        PseudoTerminal terminal = null;
        try {
            terminal = new PseudoTerminal(master);
            Terminal.unlock(master);
            terminal.slave = Terminal.slave(master);
            Terminal.resize(master, rows, columns);
            return terminal;
        } finally {
            if (terminal == null || terminal.slave == CLOSED) {
                Libc.close(master);
            }
        }
    }

    /** The file that its slave is out here. */
    String name() {
        return name;
    }

    /** What a child does to have it as its controlling terminal and standard streams. */
    List<Step> steps() {
        return steps(slave, name);
    }

    /** The same, of one that is not opened. */
    static List<Step> steps(int slave, String name) {
        Step session = Step.of("setsid", "", SystemCall.SETSID);
        Step control = Step.of("ioctl", "TIOCSCTTY " + name, SystemCall.IOCTL, Arg.of(slave), Arg.of(core_h.TIOCSCTTY()), Arg.of(0));
        return List.of(session, control, Stdio.dup(slave, 0, "stdin to " + name), Stdio.dup(slave, 1, "stdout to " + name),
                Stdio.dup(slave, 2, "stderr to " + name));
    }

    /** What is typed. */
    OutputStream keyboard() throws NamespaceException {
        return new TerminalOutput(duplicate());
    }

    /** What is shown. */
    InputStream screen() throws NamespaceException {
        return new TerminalInput(duplicate());
    }

    private int duplicate() throws NamespaceException {
        return (int) Native.check(Libc.syscall(SystemCall.FCNTL, master, core_h.F_DUPFD_CLOEXEC(), 0), "fcntl", SUBJECT);
    }

    /** Without effect when it is closed, as nobody looks at it any more. */
    synchronized void resize(int rows, int columns) throws NamespaceException {
        if (master != CLOSED) {
            Terminal.resize(master, rows, columns);
        }
    }

    /** The child has its own copies of the slave now; while the parent had one, it would never see the end. */
    synchronized void childStarted() {
        if (slave != CLOSED) {
            Libc.close(slave);
            slave = CLOSED;
        }
    }

    @Override
    public synchronized void close() {
        childStarted();
        if (master != CLOSED) {
            Libc.close(master);
            master = CLOSED;
        }
    }
}
