package ns.core.engine;

import java.util.Optional;
import java.util.OptionalInt;
import ns.core.error.Errno;

/** There is no child: it could not be cloned, or a step of its program failed. What there was of it has been reaped. */
public final class SpawnException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String call;
    private final transient Step step;
    private final transient Answers answers;
    private final Errno errno;
    private final int status;

    /** The clone call itself erred. */
    SpawnException(String call, Errno errno) {
        super(call + ": " + errno);
        this.call = call;
        this.step = null;
        this.answers = null;
        this.errno = errno;
        this.status = 0;
    }

    /** A step erred. */
    SpawnException(Step step, Answers answers) {
        super(step + ": " + answers.errno(step));
        this.call = step.call().cName();
        this.step = step;
        this.answers = answers;
        this.errno = answers.errno(step);
        this.status = 0;
    }

    /** The child was killed in a step; of the status {@link Pidfd#reap} tells. */
    SpawnException(Step step, Answers answers, int status) {
        super(step + ": killed, status " + status);
        this.call = step.call().cName();
        this.step = step;
        this.answers = answers;
        this.errno = Errno.EINTR;
        this.status = status;
    }

    /** The system call that failed: the one that clones, or the step's. */
    public String call() {
        return call;
    }

    /** The signal that killed the child in the step, where that was what failed. */
    public OptionalInt signal() {
        return status > Pidfd.SIGNALLED ? OptionalInt.of(status - Pidfd.SIGNALLED) : OptionalInt.empty();
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
