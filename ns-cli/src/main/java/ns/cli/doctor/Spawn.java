package ns.cli.doctor;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import ns.core.IsolatedProcess;
import ns.core.IsolationBuilder;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;

/** Runs the least of commands in namespaces of its own, as {@code ns run} would, and tells why where that fails. */
final class Spawn {

    private static final String SHELL = "/bin/sh";
    private static final long LIMIT_SECONDS = 5;

    private Spawn() {}

    static void attempt(IsolationBuilder builder) throws IOException, InterruptedException {
        Redirect nothing = Redirect.from(Path.of("/dev/null").toFile());
        builder.stdin(nothing).stdout(Redirect.DISCARD).stderr(Redirect.DISCARD);
        try (IsolatedProcess process = builder.build().start(SHELL, "-c", ":")) {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new NamespaceException("wait", SHELL, Errno.ETIMEDOUT, "runs, but does not end");
            }
            if (process.exitValue() != 0) {
                throw new NamespaceException("run", SHELL, Errno.EIO, "ended with status " + process.exitValue());
            }
        }
    }

    /** Whether it succeeds. */
    static boolean works(IsolationBuilder builder) throws IOException, InterruptedException {
        try {
            attempt(builder);
            return true;
        } catch (NamespaceException e) {
            return false;
        }
    }
}
