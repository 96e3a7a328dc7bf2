package ns.bench.measure;

import java.io.IOException;

/** One measurement. */
@FunctionalInterface
public interface Trial {

    /** For those who measure nanoseconds. */
    double NANOS_PER_MILLI = 1e6;

    /**
     * Does what is measured, once.
     *
     * @return the figure, in the unit of its section
     * @throws IOException where it failed, with the reason in the first line; at first that means it cannot take part
     * @throws InterruptedException where the benchmark is to end
     */
    double run() throws IOException, InterruptedException;

    /** Something that is not a measurement by itself. */
    @FunctionalInterface
    interface Action {

        /** Does it. */
        void run() throws IOException, InterruptedException;
    }

    /** The milliseconds that something takes. */
    static Trial timed(Action action) {
        return () -> {
            long begin = System.nanoTime();
            action.run();
            return (System.nanoTime() - begin) / NANOS_PER_MILLI;
        };
    }
}
