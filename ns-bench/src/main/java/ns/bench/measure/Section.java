package ns.bench.measure;

import java.io.IOException;
import java.util.List;

/** A part of the benchmark: contestants in one lineup, and what is aimed at. */
public interface Section {

    /** The word that names it on the command line, and its plot. */
    String name();

    /** What is measured, as a heading. */
    String title();

    /** How it is measured, in sentences. */
    String method();

    /** Of all its figures. */
    String unit();

    /** What the figures are to be. */
    List<Aim> aims();

    /**
     * Measures.
     *
     * @param effort how thoroughly
     * @return the figures
     * @throws IOException where a contestant failed after its first trial, or something that all need is missing
     * @throws InterruptedException where the benchmark is to end
     */
    Measured measure(Effort effort) throws IOException, InterruptedException;
}
