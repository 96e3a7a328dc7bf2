package ns.core.process;

import java.io.IOException;
import java.io.OutputStream;
import ns.core.syscall.FileCalls;
import ns.core.syscall.Libc;

/** What is typed at a pseudo-terminal, written to its master; not by several threads at once. */
final class TerminalOutput extends OutputStream {

    private final int master;
    private boolean closed;

    /** Takes over the descriptor. */
    TerminalOutput(int master) {
        this.master = master;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        FileCalls.write(master, source, offset, length, "pseudo-terminal");
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(master);
        }
    }
}
