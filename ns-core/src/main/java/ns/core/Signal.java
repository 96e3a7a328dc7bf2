package ns.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import ns.core.bindings.core_h;

/**
 * The signals one sends to a command; {@code kill -s NAME}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public enum Signal {
    /** The terminal is gone. */
    HUP(core_h.SIGHUP(), true),
    /** Ctrl-C. */
    INT(core_h.SIGINT(), true),
    /** Ctrl-\. */
    QUIT(core_h.SIGQUIT(), true),
    /** The end, which cannot be refused. */
    KILL(core_h.SIGKILL(), true),
    /** The user's own, the first. */
    USR1(core_h.SIGUSR1(), true),
    /** The user's own, the second. */
    USR2(core_h.SIGUSR2(), true),
    /** The end, politely. */
    TERM(core_h.SIGTERM(), true),
    /** Goes on after a stop. */
    CONT(core_h.SIGCONT(), false),
    /** A stop, which cannot be refused. */
    STOP(core_h.SIGSTOP(), false),
    /** The terminal has another size. */
    WINCH(core_h.SIGWINCH(), false);

    private final int number;
    private final boolean endsByDefault;

    Signal(int number, boolean endsByDefault) {
        this.number = number;
        this.endsByDefault = endsByDefault;
    }

    /**
     * The signal of a name.
     *
     * @param name in any case, with or without {@code SIG}
     * @return the signal
     * @throws IllegalArgumentException where none here has that name
     */
    public static Signal of(String name) {
        String plain = Objects.requireNonNull(name, "name").toUpperCase(Locale.ROOT).replaceFirst("^SIG", "");
        return Arrays.stream(values()).filter(each -> each.name().equals(plain)).findFirst()
                .orElseThrow(() -> Validation.invalid("signal", "'" + name + "'", "no such signal: take from "
                        + Arrays.stream(values()).map(Signal::name).collect(Collectors.joining(", "))));
    }

    /**
     * The number, as in {@code kill -l}.
     *
     * @return 1 for HUP
     */
    public int number() {
        return number;
    }

    /** Whether it ends a process that has no handler for it. */
    boolean endsByDefault() {
        return endsByDefault;
    }
}
