package ns.core.engine;

import java.util.Map;
import java.util.Optional;
import ns.core.error.Errno;

/** What the kernel answered to the steps of a program that has run. */
public final class Answers {

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

    /** What a step was answered: a value, or a negated error number; 0 for a step that did not run. */
    public long of(Step step) {
        return results[program.indexOf(step)];
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
