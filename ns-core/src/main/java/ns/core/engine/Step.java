package ns.core.engine;

import java.util.List;
import ns.core.bindings.core_h;
import ns.core.syscall.SystemCall;

/**
 * One system call of a program. Equal only to itself: two steps may do the same at different times.
 *
 * <p>Its name is operation and subject, {@code mount proc on /proc}: an error and a dry run say the same words.
 */
public final class Step {

    private final String operation;
    private final String subject;
    private final SystemCall call;
    private final List<Arg> args;
    private final OnError onError;
    private final int advance;

    /** What an error does. */
    public enum OnError {
        /** Ends the program and the child; the parent gets the error. */
        STOP,
        /** Goes on with the next step. */
        CONTINUE
    }

    private Step(String operation, String subject, SystemCall call, List<Arg> args, OnError onError, int advance) {
        this.operation = operation;
        this.subject = subject;
        this.call = call;
        this.args = List.copyOf(args);
        this.onError = onError;
        this.advance = advance;
    }

    /** A step that must succeed. */
    public static Step of(String operation, String subject, SystemCall call, Arg... args) {
        return new Step(operation, subject, call, List.of(args), OnError.STOP, 1);
    }

    /**
     * The steps that write to a file that is there already.
     *
     * @param what is written, in the subject of the second
     */
    public static List<Step> writing(String file, String what, byte[] bytes) {
        Step open = of("open", file, SystemCall.OPENAT, Arg.of(core_h.AT_FDCWD()), Arg.of(file),
                Arg.of(core_h.O_WRONLY() | core_h.O_CLOEXEC()));
        return List.of(open,
                of("write", file + " " + what, SystemCall.WRITE, new Arg.Answer(open), new Arg.Data(bytes), Arg.of(bytes.length)),
                of("close", file, SystemCall.CLOSE, new Arg.Answer(open)));
    }

    /** The same, but an error does not matter. */
    public Step optional() {
        return new Step(operation, subject, call, args, OnError.CONTINUE, advance);
    }

    /** The same, but success skips the following steps, so many, which are its alternatives; an error tries the next. */
    public Step orElse(int alternatives) {
        return new Step(operation, subject, call, args, OnError.CONTINUE, 1 + alternatives);
    }

    /** The same, but again and again until it errs; then the program goes on. */
    public Step untilError() {
        return new Step(operation, subject, call, args, OnError.CONTINUE, 0);
    }

    /** What is attempted, in the words of the kernel's interface. */
    public String operation() {
        return operation;
    }

    /** What it is attempted on. */
    public String subject() {
        return subject;
    }

    /** The system call. */
    public SystemCall call() {
        return call;
    }

    /** Its arguments, six at the most. */
    public List<Arg> args() {
        return args;
    }

    /** What an error does. */
    public OnError onError() {
        return onError;
    }

    /** How many steps the program advances after success. */
    public int advance() {
        return advance;
    }

    /** Operation and subject, with what an error does where that is not the end. */
    @Override
    public String toString() {
        String name = (operation + " " + subject).strip();
        return switch (onError) {
            case STOP -> name;
            case CONTINUE -> switch (advance) {
                case 0 -> name;
                case 1 -> name + " (or go on without)";
                default -> name + " (or else:)";
            };
        };
    }
}
