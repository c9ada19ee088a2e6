package org.pushforward.engine.numerics;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;

/**
 * Clusters about members: K of n things are medoids, everything belongs to the nearest one, and the sum of distances is to be least
 * (Kaufman & Rousseeuw 1990). Improved in turns: members go to the nearest medoid, then each cluster chooses its most central member (Park
 * & Jun 2009). O(n²) a turn. Immutable and thread-safe.
 *
 * @param medoids by rising number
 * @param of the cluster of each
 * @param cost sum of distances to the medoids
 */
public record Medoids(int[] medoids, int[] of, double cost) {

    /** n × n dissimilarities, symmetric, with zeros on the diagonal. */
    public record Distances(int n, double[] d) {

        public double at(int i, int j) {
            return d[i * n + j];
        }

        /** √(1 − cos²∠(u, v)): how much of one is lost when it is projected on the other, relative to its length. It knows no lengths. */
        public static Distances sine(double[] u, int m) {
            double[] unit = u.clone();
            int n = u.length / m;
            for (int i = 0; i < n; i++) {
                double length = Math.sqrt(dot(u, i, u, i, m));
                for (int k = 0; k < m; k++) {
                    unit[i * m + k] = length == 0 ? 0 : u[i * m + k] / length;
                }
            }
            return of(n, (i, j) -> {
                double c = dot(unit, i, unit, j, m);
                return Math.sqrt(Math.max(0, 1 - c * c));
            });
        }

        /** ‖u − v‖. */
        public static Distances euclidean(double[] u, int m) {
            int n = u.length / m;
            return of(n, (i, j) -> {
                double sum = 0;
                for (int k = 0; k < m; k++) {
                    double e = u[i * m + k] - u[j * m + k];
                    sum += e * e;
                }
                return Math.sqrt(sum);
            });
        }

        private interface Pair {
            double of(int i, int j);
        }

        private static Distances of(int n, Pair pair) {
            double[] d = new double[n * n];
            for (int i = 0; i < n; i++) {
                CancelToken.askCurrent();
                for (int j = 0; j < i; j++) {
                    d[i * n + j] = pair.of(i, j);
                    d[j * n + i] = d[i * n + j];
                }
            }
            return new Distances(n, d);
        }

        private static double dot(double[] a, int i, double[] b, int j, int m) {
            double sum = 0;
            for (int k = 0; k < m; k++) {
                sum += a[i * m + k] * b[j * m + k];
            }
            return sum;
        }
    }

    /**
     * K of them, each drawn with a chance that grows with the square of its distance to those drawn before (Arthur & Vassilvitskii 2007).
     *
     * @param u K numbers uniform in (0, 1]
     */
    public static Medoids drawn(Distances d, int k, double[] u) {
        int[] chosen = new int[k];
        double[] nearest = new double[d.n];
        Arrays.fill(nearest, 1);
        for (int c = 0; c < k; c++) {
            double left = u[c] * Arrays.stream(nearest).sum();
            int at = 0;
            while (at < d.n - 1 && (left -= nearest[at]) > 0) {
                at++;
            }
            chosen[c] = at;
            for (int i = 0; i < d.n; i++) {
                double r = d.at(i, at) * d.at(i, at);
                nearest[i] = c == 0 ? r : Math.min(nearest[i], r);
            }
        }
        return about(d, chosen);
    }

    /** Everything with the nearest of some medoids. */
    public static Medoids about(Distances d, int[] medoids) {
        int[] m = Arrays.stream(medoids).sorted().distinct().toArray();
        int[] of = new int[d.n];
        double cost = 0;
        for (int i = 0; i < d.n; i++) {
            for (int c = 1; c < m.length; c++) {
                of[i] = d.at(i, m[c]) < d.at(i, m[of[i]]) ? c : of[i];
            }
            cost += d.at(i, m[of[i]]);
        }
        return new Medoids(m, of, cost);
    }

    /** One turn further; the same medoids when nothing is gained any more. */
    public Medoids improved(Distances d) {
        int[] better = medoids.clone();
        double[] least = new double[medoids.length];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        for (int i = 0; i < d.n; i++) {
            double sum = 0;
            for (int j = 0; j < d.n; j++) {
                sum += of[j] == of[i] ? d.at(i, j) : 0;
            }
            if (sum < least[of[i]]) {
                least[of[i]] = sum;
                better[of[i]] = i;
            }
        }
        Medoids next = about(d, better);
        return next.cost < cost ? next : this;
    }
}
