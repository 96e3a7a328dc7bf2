package ns.core.engine;

import java.util.Map;
import java.util.Optional;
import ns.core.error.Errno;
import ns.core.syscall.SystemCall;

/** What the kernel answered to the steps of a program that has run. */
public final class Answers {

    /** In the place of an answer that has not come; no system call answers this. */
    static final long NONE = Long.MIN_VALUE;

    private static final long HIGHEST_ERROR = -1;
    private static final long LOWEST_ERROR = -4095;

    private final Program program;
    private final Step failed;
    private final long[] results;
    private final Map<Arg.Buffer, byte[]> buffers;

    Answers(Program program, Step failed, long[] results, Map<Arg.Buffer, byte[]> buffers) {
        this.program = program;
        this.failed = failed;
        this.results = results;
        this.buffers = buffers;
    }

    /** The step that stopped the program, if one did. */
    Optional<Step> failed() {
        return Optional.ofNullable(failed);
    }

    /** The step that the child was killed in, if it was, before it could become the command. */
    Optional<Step> killedIn() {
        int at = 0;
        while (at < results.length) {
            Step step = program.steps().get(at);
            if (step.call() == SystemCall.EXIT_GROUP) { // of the first child: the second goes on behind it
                at += 1;
                continue;
            }
            boolean error = LOWEST_ERROR <= results[at] && results[at] <= HIGHEST_ERROR;
            if (results[at] == NONE || !error && step.advance() == 0) {
                // An execve that succeeds does not return either; that of an init's command is not the program's last.
                boolean execve = step.call() == SystemCall.EXECVE || step.call() == SystemCall.EXECVEAT;
                return execve && at + step.advance() == results.length ? Optional.empty() : Optional.of(step);
            }
            at += error ? 1 : step.advance();
        }
        return Optional.empty();
    }

    /** What a step was answered: a value, or a negated error number; 0 for a step that did not run. */
    public long of(Step step) {
        long result = results[program.indexOf(step)];
        return result == NONE ? 0 : result;
    }

    /** The error of a step that erred. */
    public Errno errno(Step step) {
        return new Errno((int) -of(step));
    }

    /** What the kernel put into a buffer. */
    public byte[] of(Arg.Buffer buffer) {
        return buffers.get(buffer);
    }
}
