package ns.core.process;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a child writes to a pipe, as the parent reads it. The descriptor is closed when the child has ended, and what it
 * has left in the pipe can still be read.
 *
 * <p>The JDK's processes do likewise. A thread that is blocked in the pipe, which a descendant of the child may hold
 * open, is not disturbed: it closes the descriptor itself when it comes back. Closed at once, the descriptor's number
 * could become another file's under that thread's hands.
 */
final class PipeInput extends InputStream {

    private final ReentrantLock inUse = new ReentrantLock();
    private InputStream in;
    private volatile boolean ended;
    private volatile boolean closed;
    private volatile boolean released;

    /** Takes over the pipe's stream, which must not buffer. */
    PipeInput(InputStream pipe) {
        in = pipe;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        inUse.lock();
        try {
            checkOpen();
            return in.read(target, offset, length);
        } finally {
            inUse.unlock();
            releaseIfDue();
        }
    }

    @Override
    public int available() throws IOException {
        inUse.lock();
        try {
            checkOpen();
            return in.available();
        } finally {
            inUse.unlock();
            releaseIfDue();
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("Stream closed");
        }
    }

    /** The child has ended: all that it has written is in the pipe. Does not wait. */
    void childEnded() throws IOException {
        ended = true;
        releaseIfDue();
    }

    /** Does not wait. */
    @Override
    public void close() throws IOException {
        closed = true;
        releaseIfDue();
    }

    /** A thread that uses the pipe at this moment comes here afterwards, so that it need not be waited for. */
    private void releaseIfDue() throws IOException {
        if ((ended || closed) && !released && inUse.tryLock()) {
            try {
                release();
            } finally {
                inUse.unlock();
            }
        }
    }

    /** Reads only what is there already: a descendant of the child may never stop writing, or never write again. */
    private void release() throws IOException {
        if (!released) {
            released = true;
            try (InputStream pipe = in) {
                in = InputStream.nullInputStream();
                in = new ByteArrayInputStream(pipe.readNBytes(pipe.available()));
            }
        }
    }
}
