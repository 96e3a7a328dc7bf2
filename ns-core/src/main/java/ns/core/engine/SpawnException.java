package ns.core.engine;

import java.util.Optional;
import ns.core.error.Errno;

/** There is no child: it could not be cloned, or a step of its program failed. What there was of it has been reaped. */
public final class SpawnException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Step step;
    private final transient Answers answers;
    private final Errno errno;

    /** The clone call itself erred. */
    SpawnException(String call, Errno errno) {
        super(call + ": " + errno);
        this.step = null;
        this.answers = null;
        this.errno = errno;
    }

    /** A step erred. */
    SpawnException(Step step, Answers answers) {
        super(step + ": " + answers.errno(step));
        this.step = step;
        this.answers = answers;
        this.errno = answers.errno(step);
    }

    /** The step that failed; empty where the clone call did. */
    public Optional<Step> step() {
        return Optional.ofNullable(step);
    }

    /** What all steps were answered, where one failed. */
    public Answers answers() {
        return answers;
    }

    /** What the kernel answered. */
    public Errno errno() {
        return errno;
    }
}
