package ns.cli.doctor;

import java.util.concurrent.Callable;
import ns.core.error.NamespaceException;

/**
 * Something to find out.
 *
 * @param heading it is printed under
 * @param subject what it is about
 * @param needed whether {@code ns run} cannot do without it
 * @param trial finds it out; a NamespaceException says that it does not work
 */
record Check(String heading, String subject, boolean needed, Callable<Result> trial) {

    /** Something that succeeds or throws. */
    @FunctionalInterface
    interface Attempt {
        void make() throws Exception;
    }

    /** One that nothing stands and falls with. */
    static Check of(String heading, String subject, Callable<Result> trial) {
        return new Check(heading, subject, false, trial);
    }

    /** One that finds nothing but whether it works. */
    static Check works(String heading, String subject, String found, Attempt attempt) {
        return of(heading, subject, () -> {
            attempt.make();
            return Result.ok(found);
        });
    }

    /** The same, but ns run needs it. */
    Check asNeeded() {
        return new Check(heading, subject, true, trial);
    }

    /** Finds it out, on the calling thread. */
    Result run() throws Exception {
        try {
            return trial.call();
        } catch (NamespaceException e) {
            return Result.no(e);
        }
    }
}
