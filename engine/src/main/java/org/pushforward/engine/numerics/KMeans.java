package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * Clusters about means (Lloyd 1982): everything belongs to the nearest of K means, which are those of their members; the sum of squared
 * distances never rises. O(n K m) a turn. Immutable and thread-safe.
 *
 * @param means K × m, row-major
 * @param of the cluster of each
 * @param cost sum of squared distances to the means
 */
public record KMeans(double[] means, int[] of, double cost) {

    /** Means at K members, each drawn with a chance that grows with the square of its distance to those drawn before (Arthur & Vassilvitskii 2007). */
    public static KMeans drawn(double[] x, int m, int k, double[] u) {
        int[] first = Medoids.drawn(Medoids.Distances.euclidean(x, m), k, u).medoids();
        double[] means = new double[first.length * m];
        for (int c = 0; c < first.length; c++) {
            System.arraycopy(x, first[c] * m, means, c * m, m);
        }
        return about(x, m, means);
    }

    private static KMeans about(double[] x, int m, double[] means) {
        int n = x.length / m;
        int[] of = new int[n];
        double cost = 0;
        for (int i = 0; i < n; i++) {
            double least = Double.POSITIVE_INFINITY;
            for (int c = 0; c < means.length / m; c++) {
                double sum = 0;
                for (int k = 0; k < m; k++) {
                    double e = x[i * m + k] - means[c * m + k];
                    sum += e * e;
                }
                if (sum < least) {
                    least = sum;
                    of[i] = c;
                }
            }
            cost += least;
        }
        return new KMeans(means, of, cost);
    }

    /** One turn further; this one when nothing is gained any more. */
    public KMeans improved(double[] x, int m) {
        double[] sums = new double[means.length];
        int[] count = new int[means.length / m];
        for (int i = 0; i < of.length; i++) {
            count[of[i]]++;
            for (int k = 0; k < m; k++) {
                sums[of[i] * m + k] += x[i * m + k];
            }
        }
        // A mean without members stays where it was.
        Arrays.setAll(sums, k -> count[k / m] == 0 ? means[k] : sums[k] / count[k / m]);
        KMeans next = about(x, m, sums);
        return next.cost < cost ? next : this;
    }
}
