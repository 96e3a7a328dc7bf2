package ns.cli.process;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Optional;
import ns.core.IsolatedProcess;
import ns.core.Signal;
import ns.core.error.NamespaceException;
import ns.core.syscall.Terminal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the terminal of a command at that of ns: all keys go to the command, all it writes comes out, and it has the size
 * of the window; script(1). Where ns is at no terminal, bytes pass all the same. Closing it gives the terminal back as it was.
 */
final class TerminalRelay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TerminalRelay.class);
    private static final int STDIN = 0;
    private static final int CHUNK = 8192;
    private static final Duration QUIET = Duration.ofMillis(100);

    private final Optional<byte[]> mode = Terminal.mode(STDIN);
    /** A channel, so that a read of it that waits can be ended. */
    private final FileChannel typed = new FileInputStream(FileDescriptor.in).getChannel();
    private final Thread keyboard = Thread.ofPlatform().daemon().name("ns-keyboard").unstarted(this::type);
    private final Thread screen = Thread.ofPlatform().daemon().name("ns-screen").unstarted(this::show);
    private IsolatedProcess process;
    /** Whether the screen waits for the command, and how often it got something from it; written by its thread alone. */
    private volatile boolean waiting;
    private volatile long chunks;

    private TerminalRelay() {}

    /** Takes the keys from now on, so that a Ctrl-C that comes early is the command's too. */
    static TerminalRelay open() throws NamespaceException {
        TerminalRelay relay = new TerminalRelay();
        if (relay.mode.isPresent()) {
            Terminal.setMode(STDIN, Terminal.raw(relay.mode.get()));
        }
        return relay;
    }

    /** Shows the terminal of this command. */
    void to(IsolatedProcess command) {
        process = command;
        if (mode.isPresent()) {
            JvmSignals.handle("WINCH", this::resize);
            resize(); // since the command was told of one
        }
        keyboard.start();
        screen.start();
    }

    private void type() {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        try (OutputStream terminal = process.getOutputStream()) {
            while (typed.read(chunk.clear()) >= 0) {
                terminal.write(chunk.array(), 0, chunk.position());
                terminal.flush();
            }
        } catch (IOException e) {
            LOG.debug("no more is typed: {}", e.toString()); // the command has ended, or ns is about to
        }
    }

    private void show() {
        try (InputStream terminal = process.getInputStream()) {
            try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
                byte[] chunk = new byte[CHUNK];
                for (int read = read(terminal, chunk); read >= 0; read = read(terminal, chunk)) {
                    out.write(chunk, 0, read);
                }
            } catch (IOException e) {
                LOG.debug("no more is shown: {}", e.toString());
                process.signal(Signal.HUP); // as of a terminal that is gone; it must not wait for a reader either
                terminal.transferTo(OutputStream.nullOutputStream());
            }
        } catch (IOException e) {
            LOG.debug("no more is read: {}", e.toString());
        }
    }

    private int read(InputStream terminal, byte[] chunk) throws IOException {
        waiting = true;
        int read = terminal.read(chunk);
        waiting = false;
        chunks++;
        return read;
    }

    private void resize() {
        Terminal.size(STDIN).ifPresent(size -> {
            try {
                process.resizeTerminal(size.rows(), size.columns());
            } catch (IOException e) {
                LOG.debug("size: {}", e.toString());
            }
        });
    }

    /** Waits until all that the command has written is shown; something that it has left behind may never close the terminal. */
    void finish() throws InterruptedException {
        long before;
        do {
            before = chunks;
            screen.join(QUIET);
        } while (screen.isAlive() && !(waiting && chunks == before));
    }

    @Override
    public void close() throws IOException {
        if (mode.isPresent()) {
            Terminal.setMode(STDIN, mode.get());
        }
        typed.close();
    }
}
