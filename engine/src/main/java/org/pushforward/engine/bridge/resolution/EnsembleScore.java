package org.pushforward.engine.bridge.resolution;

import java.util.Arrays;

/**
 * How good ensembles are, averaged over cells: the error of the mean, the spread, and the continuous ranked probability score
 * CRPS = E|X − x| − ½ E|X − X′| in its fair form, unbiased for any number of members (Ferro 2014, doi:10.1002/qj.2270). An ensemble that
 * the truth cannot be told from has a {@link #spreadSkill} of one (Fortin et al. 2014, doi:10.1175/JHM-D-14-0008.1) and flat ranks
 * (Hamill 2001). O(M log M) a cell. In the units of the fields. Immutable.
 *
 * @param cells how many were judged
 * @param squared sum of squared errors of the mean
 * @param variance sum of the variances of the members
 * @param absolute sum of E|X − x|
 * @param distance sum of E|X − X′|
 * @param ranks of the truth among the members, counted: M + 1 numbers
 */
record EnsembleScore(long cells, double squared, double variance, double absolute, double distance, double[] ranks) {

    static EnsembleScore none(int members) {
        return new EnsembleScore(0, 0, 0, 0, 0, new double[members + 1]);
    }

    static EnsembleScore of(double[][] members, double[] truth) {
        int size = members.length;
        double squared = 0;
        double variance = 0;
        double absolute = 0;
        double distance = 0;
        double[] ranks = new double[size + 1];
        double[] x = new double[size];
        for (int c = 0; c < truth.length; c++) {
            double mean = 0;
            for (int m = 0; m < size; m++) {
                x[m] = members[m][c];
                mean += x[m] / size;
            }
            Arrays.sort(x);
            int below = 0;
            for (int m = 0; m < size; m++) {
                variance += (x[m] - mean) * (x[m] - mean) / (size - 1);
                absolute += Math.abs(x[m] - truth[c]) / size;
                // Σ|x_i − x_j| over ordered pairs is 2 Σ (2m + 1 − M) x_(m).
                distance += 2.0 * (2 * m + 1 - size) * x[m] / (size * (size - 1.0));
                below += x[m] < truth[c] ? 1 : 0;
            }
            squared += (mean - truth[c]) * (mean - truth[c]);
            ranks[below]++;
        }
        return new EnsembleScore(truth.length, squared, variance, absolute, distance, ranks);
    }

    /** Of both together, which have the same number of members. */
    EnsembleScore and(EnsembleScore o) {
        double[] all = ranks.clone();
        for (int k = 0; k < all.length; k++) {
            all[k] += o.ranks[k];
        }
        return new EnsembleScore(cells + o.cells, squared + o.squared, variance + o.variance, absolute + o.absolute, distance + o.distance, all);
    }

    int members() {
        return ranks.length - 1;
    }

    double rmse() {
        return Math.sqrt(squared / cells);
    }

    double spread() {
        return Math.sqrt(variance / cells);
    }

    double crps() {
        return (absolute - 0.5 * distance) / cells;
    }

    /** √((M + 1)/M) spread / error of the mean. */
    double spreadSkill() {
        return Math.sqrt((members() + 1.0) / members()) * spread() / rmse();
    }
}
