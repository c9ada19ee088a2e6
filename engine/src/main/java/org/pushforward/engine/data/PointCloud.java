package org.pushforward.engine.data;

import java.util.Arrays;
import org.pushforward.engine.api.InputException;

/**
 * n weighted points in d dimensions: the measure Σ wᵢ δ(xᵢ). The arrays are shared and never written.
 *
 * @param coordinates n × d, row-major, finite
 * @param weights n numbers ≥ 0 with sum 1
 */
public record PointCloud(int dimension, double[] coordinates, double[] weights) {

    /** Its square is still a number of 32 bits, in which networks compute. */
    private static final double LARGEST = 1e15;

    /**
     * Points with masses, which are divided by their sum.
     *
     * @param name of where they come from, for messages
     * @throws InputException when there is no point, a coordinate is not finite, a mass is negative or not finite, or all are zero
     */
    public static PointCloud of(String name, int dimension, double[] coordinates, double[] masses) {
        if (masses.length == 0) {
            throw new InputException(name + ": there is no point in it", "give at least one row of coordinates");
        }
        for (int k = 0; k < coordinates.length; k++) {
            if (!Double.isFinite(coordinates[k])) {
                throw new InputException(name + ": point " + (k / dimension + 1) + " has the coordinate " + coordinates[k],
                        "remove the point or give it finite numbers");
            }
            if (Math.abs(coordinates[k]) > LARGEST) {
                throw new InputException(name + ": point " + (k / dimension + 1) + " has the coordinate " + coordinates[k]
                        + ", but squared distances must fit into a number", "scale the coordinates down, to at most " + LARGEST);
            }
        }
        double sum = 0;
        for (int i = 0; i < masses.length; i++) {
            if (!(masses[i] >= 0) || masses[i] == Double.POSITIVE_INFINITY) {
                throw new InputException(name + ": point " + (i + 1) + " has the weight " + masses[i], "weights are numbers ≥ 0");
            }
            sum += masses[i];
        }
        if (!(sum > 0) || sum == Double.POSITIVE_INFINITY) {
            throw new InputException(name + ": the weights add up to " + sum, "at least one weight must be above 0");
        }
        double total = sum;
        return new PointCloud(dimension, coordinates, Arrays.stream(masses).map(m -> m / total).toArray());
    }

    /** Points of equal weight. */
    public static PointCloud uniform(int dimension, double[] coordinates) {
        double[] weights = new double[coordinates.length / dimension];
        Arrays.fill(weights, 1.0 / weights.length);
        return new PointCloud(dimension, coordinates, weights);
    }

    public int size() {
        return weights.length;
    }
}
