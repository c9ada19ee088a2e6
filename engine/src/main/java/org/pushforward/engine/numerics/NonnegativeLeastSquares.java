package org.pushforward.engine.numerics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.CancelToken;

/**
 * min |Aw − b| over w ≥ 0 by active sets (Lawson & Hanson 1974, Solving Least Squares Problems, chapter 23): the column that helps most joins, those whose weight
 * would fall below 0 leave. It begins with w = 0 and stops as soon as |Aw − b| ≤ tolerance · |b|, so few weights are above 0: this is how points of a quadrature
 * are chosen (Farhat, Avery, Chapman & Cortial 2014, doi:10.1002/nme.4668). At the minimum g = Aᵀ(b − Aw) ≤ 0 and wᵢ gᵢ = 0. O(m n) a turn, and O(m k) for the factors of
 * k columns. Stateless.
 */
public final class NonnegativeLeastSquares {

    /** A column helps when its slope is more than this share of the largest |Aᵀb|. */
    private static final double HELPS = 1e-13;
    /** A column of which less than this share is new depends on those that are in. */
    private static final double DEPENDENT = 1e-11;

    private NonnegativeLeastSquares() { }

    /**
     * @param a rows × columns, row-major; kept
     * @param b one a row; kept
     * @param tolerance 0 for the minimum
     */
    public static double[] solve(double[] a, int columns, double[] b, double tolerance) {
        double[] w = new double[columns];
        double enough = tolerance * Vectors.norm(b);
        double[] left = b.clone();
        double least = HELPS * Arrays.stream(slopes(a, columns, b)).map(Math::abs).max().orElse(0);
        Active in = new Active(a, columns, b);
        for (int turn = 0; turn < 3 * columns && Vectors.norm(left) > enough; turn++) {
            CancelToken.askCurrent();
            int best = best(slopes(a, columns, left), least, in);
            if (best < 0) {
                break;
            }
            w = in.join(best, w);
            left = left(a, columns, b, w);
        }
        return w;
    }

    private static int best(double[] slopes, double least, Active in) {
        int best = -1;
        for (int k = 0; k < slopes.length; k++) {
            best = slopes[k] > least && !in.refused[k] && !in.which.contains(k) && (best < 0 || slopes[k] > slopes[best]) ? k : best;
        }
        return best;
    }

    /** Columns that are in, as QR by Gram–Schmidt, each done twice. */
    private static final class Active {
        private final double[] a;
        private final int columns;
        private final double[] b;
        /** Columns that only rounding would bring in. */
        private final boolean[] refused;
        private final List<Integer> which = new ArrayList<>();
        private final List<double[]> q = new ArrayList<>();
        private final List<double[]> r = new ArrayList<>();

        private Active(double[] a, int columns, double[] b) {
            this.a = a;
            this.columns = columns;
            this.b = b;
            refused = new boolean[columns];
        }

        /** The least squares with one column more, without those that would fall below 0. */
        private double[] join(int joined, double[] w) {
            refused[joined] = !appended(joined);
            if (refused[joined]) {
                return w;
            }
            double[] now = w.clone();
            for (double[] z = least();; z = least()) {
                if (now[joined] == 0 && z[joined] <= 0) {
                    refused[joined] = true;
                    left(List.of(joined));
                    return w;
                }
                int first = -1;
                double step = 1;
                for (int k : which) {
                    if (z[k] <= 0 && (first < 0 || now[k] / (now[k] - z[k]) < step)) {
                        first = k;
                        step = now[k] / (now[k] - z[k]);
                    }
                }
                if (first < 0) {
                    return z;
                }
                List<Integer> gone = new ArrayList<>();
                for (int k : which) {
                    now[k] += step * (z[k] - now[k]);
                    if (k == first || z[k] <= 0 && now[k] <= 0) {
                        now[k] = 0;
                        gone.add(k);
                    }
                }
                left(gone);
            }
        }

        private boolean appended(int k) {
            double[] v = new double[b.length];
            for (int i = 0; i < v.length; i++) {
                v[i] = a[i * columns + k];
            }
            double length = Vectors.norm(v);
            double[] above = new double[q.size() + 1];
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < q.size(); j++) {
                    double[] u = q.get(j);
                    double c = Vectors.dot(u, v);
                    above[j] += c;
                    for (int i = 0; i < v.length; i++) {
                        v[i] -= c * u[i];
                    }
                }
            }
            double rest = Vectors.norm(v);
            if (!(rest > DEPENDENT * length)) {
                return false;
            }
            above[q.size()] = rest;
            which.add(k);
            r.add(above);
            q.add(Arrays.stream(v).map(x -> x / rest).toArray());
            return true;
        }

        private void left(List<Integer> gone) {
            int from = gone.stream().mapToInt(which::indexOf).min().orElse(which.size());
            List<Integer> again = new ArrayList<>(which.subList(from, which.size()));
            again.removeAll(gone);
            List.of(which, q, r).forEach(l -> l.subList(from, l.size()).clear());
            again.forEach(this::appended);
        }

        private double[] least() {
            int n = which.size();
            double[] y = new double[n];
            double[] z = new double[columns];
            for (int i = n - 1; i >= 0; i--) {
                y[i] = Vectors.dot(q.get(i), b);
                for (int j = i + 1; j < n; j++) {
                    y[i] -= r.get(j)[i] * y[j];
                }
                y[i] /= r.get(i)[i];
                z[which.get(i)] = y[i];
            }
            return z;
        }
    }

    private static double[] slopes(double[] a, int columns, double[] left) {
        double[] g = new double[columns];
        for (int i = 0; i < left.length; i++) {
            for (int k = 0; k < columns; k++) {
                g[k] += a[i * columns + k] * left[i];
            }
        }
        return g;
    }

    private static double[] left(double[] a, int columns, double[] b, double[] w) {
        double[] left = b.clone();
        for (int i = 0; i < b.length; i++) {
            for (int k = 0; k < columns; k++) {
                left[i] -= a[i * columns + k] * w[k];
            }
        }
        return left;
    }
}
