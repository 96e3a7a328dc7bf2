package ns.core.syscall;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import ns.core.bindings.core_h;
import ns.core.bindings.termios;
import ns.core.bindings.winsize;
import ns.core.error.NamespaceException;

/**
 * What terminals are asked and told.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/ioctl_tty.2.html">ioctl_tty(2)</a>
 */
public final class Terminal {

    private static final String OPERATION = "ioctl";

    /** Of a device number, see makedev(3). */
    private static final int MAJOR_SHIFT = 8;
    private static final int MAJOR_MASK = 0xfff;
    private static final int NO_DEVICE = 0;
    /** null, zero, full and the like. */
    private static final int MEMORY_DEVICES = 1;

    private Terminal() {}

    /** How many rows and columns a terminal has. */
    public record Size(int rows, int columns) {}

    /** Lets the slave of a pseudo-terminal be opened. */
    public static void unlock(int master) throws NamespaceException {
        try (Arena arena = Arena.ofConfined()) {
            Native.check(ioctl(master, core_h.TIOCSPTLCK(), arena.allocateFrom(ValueLayout.JAVA_INT, 0)), OPERATION, "TIOCSPTLCK");
        }
    }

    /** What the slave is called below /dev/pts. */
    public static int number(int master) throws NamespaceException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
            Native.check(ioctl(master, core_h.TIOCGPTN(), number), OPERATION, "TIOCGPTN");
            return number.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /** Opens the slave, close-on-exec, whatever is mounted where its name is. */
    public static int slave(int master) throws NamespaceException {
        int flags = core_h.O_RDWR() | core_h.O_NOCTTY() | core_h.O_CLOEXEC();
        return (int) Native.check(Libc.syscall(SystemCall.IOCTL, master, core_h.TIOCGPTPEER(), flags), OPERATION, "TIOCGPTPEER");
    }

    /** Gives a terminal a size, of which its foreground process group is told by SIGWINCH. */
    public static void resize(int fd, int rows, int columns) throws NamespaceException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = winsize.allocate(arena);
            winsize.ws_row(size, (short) rows);
            winsize.ws_col(size, (short) columns);
            Native.check(ioctl(fd, core_h.TIOCSWINSZ(), size), OPERATION, "TIOCSWINSZ");
        }
    }

    /** The size of a terminal; empty where the descriptor is not one, or does not know. */
    public static Optional<Size> size(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = winsize.allocate(arena);
            if (ioctl(fd, core_h.TIOCGWINSZ(), size) < 0 || winsize.ws_row(size) == 0 || winsize.ws_col(size) == 0) {
                return Optional.empty();
            }
            return Optional.of(new Size(Short.toUnsignedInt(winsize.ws_row(size)), Short.toUnsignedInt(winsize.ws_col(size))));
        }
    }

    /** Whether a descriptor is a terminal. */
    public static boolean isTerminal(int fd) {
        return mayBeTerminal(fd) && mode(fd).isPresent();
    }

    /** Most are not, and the first call out of Java takes a JVM as long as all that it has done before. */
    private static boolean mayBeTerminal(int fd) {
        try {
            long device = (long) Files.getAttribute(Path.of("/proc/self/fd", Integer.toString(fd)), "unix:rdev");
            long major = device >> MAJOR_SHIFT & MAJOR_MASK;
            return major != NO_DEVICE && major != MEMORY_DEVICES;
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether this process has a controlling terminal. */
    public static boolean isControlling() {
        try {
            return ProcStat.of("self").terminal() != 0;
        } catch (IOException e) {
            long terminal = FileCalls.open("/dev/tty", core_h.O_RDWR() | core_h.O_NOCTTY());
            if (terminal >= 0) {
                Libc.close((int) terminal);
            }
            return terminal >= 0;
        }
    }

    /** The settings of a terminal, to be given back; empty where the descriptor is not one. */
    public static Optional<byte[]> mode(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mode = termios.allocate(arena);
            return ioctl(fd, core_h.TCGETS(), mode) < 0 ? Optional.empty() : Optional.of(mode.toArray(ValueLayout.JAVA_BYTE));
        }
    }

    /** Gives settings back, when all that was written is shown. */
    public static void setMode(int fd, byte[] mode) throws NamespaceException {
        try (Arena arena = Arena.ofConfined()) {
            Native.check(ioctl(fd, core_h.TCSETSW(), arena.allocateFrom(ValueLayout.JAVA_BYTE, mode)), OPERATION, "TCSETSW");
        }
    }

    /** The same settings, but for each byte to pass as it is: no echo, no lines, no keys that send signals. */
    public static byte[] raw(byte[] mode) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment raw = arena.allocate(termios.layout());
            MemorySegment.copy(mode, 0, raw, ValueLayout.JAVA_BYTE, 0, mode.length);
            Libc.cfmakeraw(raw);
            return raw.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static long ioctl(int fd, long request, MemorySegment argument) {
        return Libc.syscall(SystemCall.IOCTL, fd, request, argument.address());
    }
}
