package ns.core;

import java.io.IOException;

/** What is done to a command's namespaces, from outside, before the command runs. */
@FunctionalInterface
public interface Preparation {

    /**
     * Does it. The namespaces exist, but nothing has been set up in them; the child waits.
     *
     * @param pid of the child, by which {@code /proc/PID/ns} names its namespaces
     * @throws IOException ends the child, and is what {@link Isolation#start} throws
     */
    void prepare(long pid) throws IOException;
}
