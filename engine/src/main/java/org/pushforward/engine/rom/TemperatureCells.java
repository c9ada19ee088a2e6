package org.pushforward.engine.rom;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.numerics.ProperModes;
import org.pushforward.engine.numerics.Vectors;

/**
 * Which cell a temperature belongs to: that of the nearest snapshot in the first {@value #FEATURES} modes of temperature. It stands for the network of Daniel et al. 2020.
 * Immutable and thread-safe.
 *
 * @param mean of the snapshots' temperatures, one a node
 * @param seen coordinates of each snapshot
 * @param of its cell
 */
record TemperatureCells(ProperModes modes, double[] mean, double[][] seen, int[] of) {

    private static final int FEATURES = 8;

    static TemperatureCells of(List<double[]> temperatures, int[] of) {
        double[] mean = BladeDictionary.mean(temperatures);
        ProperModes modes = ProperModes.of(BladeDictionary.deviations(temperatures, mean), mean.length, FEATURES);
        TemperatureCells blind = new TemperatureCells(modes, mean, new double[0][], of);
        return new TemperatureCells(modes, mean, temperatures.stream().map(blind::coordinates).toArray(double[][]::new), of);
    }

    double[] coordinates(double[] temperature) {
        double[] d = new double[mean.length];
        Arrays.setAll(d, k -> temperature[k] - mean[k]);
        return modes.coordinates(d, 0, FEATURES);
    }

    int cell(double[] coordinates) {
        double[] far = new double[seen.length];
        for (int j = 0; j < far.length; j++) {
            for (int k = 0; k < coordinates.length; k++) {
                far[j] += (coordinates[k] - seen[j][k]) * (coordinates[k] - seen[j][k]);
            }
        }
        return of[Vectors.smallest(far, 1)[0]];
    }

    /** Multiplications of a temperature. */
    double operations() {
        return (double) modes.count() * (mean.length + seen.length);
    }
}
