package ns.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that lives as long as its section and measures itself, started when first asked. */
public final class CoProcess implements AutoCloseable {

    private static final int SECONDS_TO_END = 20;

    private final Start start;
    private Process process;
    private BufferedReader answers;
    private Writer questions;

    /** Starts the program, with pipes as standard input and output. */
    @FunctionalInterface
    public interface Start {

        /** Returns it, running; an exception says why that cannot be. */
        Process start() throws IOException, InterruptedException;
    }

    /** One that is started in a given way. */
    public CoProcess(Start start) {
        this.start = start;
    }

    /** Starts a command in the usual way. */
    public static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    }

    /**
     * Lets it do something once.
     *
     * @param question a line
     * @return the numbers of its answer
     * @throws IOException where it cannot be started, fails, or has ended
     */
    public List<Long> ask(String question) throws IOException, InterruptedException {
        if (process == null) {
            process = start.start();
            answers = process.inputReader();
            questions = process.outputWriter();
        }
        questions.write(question + "\n");
        questions.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("ended with status " + process.waitFor());
        }
        return Protocol.parse(answer);
    }

    /** Its id, once it has been asked something. */
    public long pid() {
        return process.pid();
    }

    /** Lets it end, which the end of its input tells it to. */
    @Override
    public void close() throws IOException {
        if (process == null) {
            return;
        }
        try {
            questions.close();
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                throw new IOException("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
