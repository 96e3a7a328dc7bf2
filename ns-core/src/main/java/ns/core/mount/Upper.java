package ns.core.mount;

import java.nio.file.Path;
import java.util.Objects;

/** Where the changes of an overlay go. */
public sealed interface Upper {

    /**
     * Into a directory.
     *
     * @param upper where they are found afterwards
     * @param work an empty directory of the same mount, which the kernel works in
     */
    record Directory(Path upper, Path work) implements Upper {

        /** Neither is null. */
        public Directory {
            Objects.requireNonNull(upper, "upper");
            Objects.requireNonNull(work, "work");
        }
    }

    /** Into memory; they end with the sandbox. */
    record ThrownAway() implements Upper {}

    /** Nowhere: it is read-only. */
    record None() implements Upper {}
}
