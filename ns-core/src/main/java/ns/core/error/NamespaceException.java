package ns.core.error;

import java.io.IOException;

/**
 * Setting up a namespace, or a process in one, failed.
 *
 * <p>The message reads <i>operation subject: SYMBOL (number): cause or remedy</i>, for example
 * {@code sethostname bird: EPERM (1): the UTS namespace belongs to another user namespace}.
 */
public class NamespaceException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String operation;
    private final String subject;
    private final Errno errno;

    /**
     * A failure whose cause the error number says already.
     *
     * @param operation what was attempted, in the words of the kernel's interface: {@code clone3}, {@code mount}
     * @param subject what it was attempted on: a path, a name, the kinds of namespace
     * @param errno what the kernel answered
     */
    public NamespaceException(String operation, String subject, Errno errno) {
        this(operation, subject, errno, errno.text());
    }

    /**
     * A failure with a cause or remedy better than the error number's own text.
     *
     * @param operation what was attempted, in the words of the kernel's interface: {@code clone3}, {@code mount}
     * @param subject what it was attempted on: a path, a name, the kinds of namespace
     * @param errno what the kernel answered
     * @param remedy the cause, or what to do about it, in a few words
     */
    public NamespaceException(String operation, String subject, Errno errno, String remedy) {
        super(message(operation, subject, errno, remedy));
        this.operation = operation;
        this.subject = subject;
        this.errno = errno;
    }

    /** {@code operation subject: SYMBOL (number): remedy}, control characters as {@code \x0a}. */
    private static String message(String operation, String subject, Errno errno, String remedy) {
        return (operation + " " + printable(subject)).strip() + ": " + errno + ": " + printable(remedy);
    }

    /** A message is one line, and changes no terminal, whatever a name in it holds. */
    private static String printable(String text) {
        if (text.codePoints().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder printable = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                printable.append(String.format("\\x%02x", c));
            } else {
                printable.appendCodePoint(c);
            }
        });
        return printable.toString();
    }

    /**
     * What was attempted.
     *
     * @return the operation, in the words of the kernel's interface
     */
    public String operation() {
        return operation;
    }

    /**
     * What it was attempted on.
     *
     * @return a path, a name, the kinds of namespace
     */
    public String subject() {
        return subject;
    }

    /**
     * What the kernel answered.
     *
     * @return the error number
     */
    public Errno errno() {
        return errno;
    }

    /**
     * What is wrong with an argument, worded as if the kernel had refused it; for what is checked before anything is created.
     *
     * @param operation what it is meant for
     * @param subject the argument
     * @param remedy the cause, or what to do about it, in a few words
     * @return an exception to throw, with EINVAL in its message
     */
    public static IllegalArgumentException invalid(String operation, String subject, String remedy) {
        return invalid(operation, subject, Errno.EINVAL, remedy);
    }

    /**
     * The same with another error than EINVAL.
     *
     * @param operation what it is meant for
     * @param subject the argument
     * @param errno what the kernel would answer
     * @param remedy the cause, or what to do about it, in a few words
     * @return an exception to throw
     */
    public static IllegalArgumentException invalid(String operation, String subject, Errno errno, String remedy) {
        return new IllegalArgumentException(message(operation, subject, errno, remedy));
    }
}
