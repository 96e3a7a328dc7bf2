package ns.bench.measure;

import java.util.List;

/**
 * The figures of one contestant.
 *
 * @param name of the contestant
 * @param figures at least one, sorted
 */
public record Series(String name, List<Double> figures) {

    /** Sorts the figures. */
    public Series {
        if (figures.isEmpty()) {
            throw new IllegalArgumentException(name + ": no figures");
        }
        figures = figures.stream().sorted().toList();
    }

    /** Half of the figures are not above it. */
    public double median() {
        return quantile(0.5);
    }

    /** A quarter of the figures is not above it. */
    public double lowerQuartile() {
        return quantile(0.25);
    }

    /** Three quarters of the figures are not above it. */
    public double upperQuartile() {
        return quantile(0.75);
    }

    /** Between two figures it is interpolated, as R and NumPy do by default. */
    private double quantile(double fraction) {
        double at = fraction * (figures.size() - 1);
        int below = (int) at;
        int above = Math.min(below + 1, figures.size() - 1);
        return figures.get(below) + (at - below) * (figures.get(above) - figures.get(below));
    }
}
