package ns.core.process;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the parent writes for a child to read from a pipe. The descriptor is closed when the child has ended; a thread
 * that is blocked in the pipe closes it itself when it comes back, as with {@link PipeInput}.
 */
final class PipeOutput extends OutputStream {

    private final ReentrantLock inUse = new ReentrantLock();
    private final OutputStream out;
    private volatile boolean closed;

    /** Takes over the pipe's stream, which must not buffer. */
    PipeOutput(OutputStream pipe) {
        out = pipe;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        inUse.lock();
        try {
            if (closed) {
                throw new IOException("Stream closed");
            }
            out.write(source, offset, length);
        } finally {
            inUse.unlock();
            releaseIfDue();
        }
    }

    /** Does not wait. */
    @Override
    public void close() throws IOException {
        closed = true;
        releaseIfDue();
    }

    private void releaseIfDue() throws IOException {
        if (closed && inUse.tryLock()) {
            try {
                out.close();
            } finally {
                inUse.unlock();
            }
        }
    }
}
