package ns.cli.option;

import ns.core.IsolationBuilder;

/**
 * The launcher runs Java in a UTF-8 locale, which need not be the caller's: where it has set LC_ALL, NS_LC_ALL says
 * what that was, as {@code =VALUE}, or nothing where it was not set.
 */
public final class CallerLocale {

    private CallerLocale() {}

    /** Gives it to a command that inherits the environment. */
    public static void keep(IsolationBuilder builder) {
        String original = System.getenv("NS_LC_ALL");
        if (original == null) {
            return;
        }
        builder.unsetEnv("NS_LC_ALL");
        if (original.startsWith("=")) {
            builder.env("LC_ALL", original.substring(1));
        } else {
            builder.unsetEnv("LC_ALL");
        }
    }
}
