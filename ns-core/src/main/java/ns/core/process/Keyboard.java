package ns.core.process;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Types at a terminal. Closing it types Ctrl-D, which is the end of a terminal's input. */
final class Keyboard extends FilterOutputStream {

    private static final byte CTRL_D = 4;

    private boolean inLine;
    private boolean closed;

    Keyboard(OutputStream terminal) {
        super(terminal);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        out.write(source, offset, length);
        if (length > 0) {
            inLine = source[offset + length - 1] != '\n';
        }
    }

    /** In the midst of a line the first Ctrl-D only ends that. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            out.write(inLine ? new byte[] {CTRL_D, CTRL_D} : new byte[] {CTRL_D});
        } catch (IOException e) {
            // Nobody reads any more, and so need not be told.
        } finally {
            out.close();
        }
    }
}
