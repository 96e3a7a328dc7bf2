package ns.bench.measure;

/**
 * A contestant that did not take part.
 *
 * @param name of the contestant
 * @param reason in one line
 */
public record Missing(String name, String reason) {

    private static final String NEEDS = "needs ";

    /** The reason of one for which the machine is too small. */
    public static String needs(String what) {
        return NEEDS + what;
    }

    /** Whether the machine is too small for it. */
    public boolean isForWantOfMachine() {
        return reason.startsWith(NEEDS);
    }
}
