package org.pushforward.engine.transport;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.numerics.Assignment;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.SampleMoments;

/**
 * Maps that carry one cloud of colors, n × 3 row-major, onto another of any size. Stateless.
 *
 * <ul>
 * <li>{@link #gaussian}: T(x) = m₁ + A (x − m₀), A = S₀^−½ (S₀^½ S₁ S₀^½)^½ S₀^−½, the optimal map between normal distributions of these moments
 * (Pitié & Kokaram 2007).
 * <li>{@link #sliced}: along each of three orthogonal axes the order-preserving map of the marginal; with new axes each time the cloud becomes the other
 * (Pitié, Kokaram & Dahyot 2007). O(n log n).
 * <li>{@link #matched}: the exact matching of two samples; every other color is carried along with the sampled ones around it.
 * <li>{@link #entropic}: T(x) = Σ_j q_j(x) y_j with q_j ∝ exp((g_j − |x − y_j|²)/ε) of Sinkhorn's potential g, minus the same from the sample to itself
 * (Pooladian, Cuturi & Niles-Weed 2022), so that a cloud stays on itself.
 * </ul>
 */
final class ColorMaps {

    private static final int GRAIN = 256;
    private static final int RUN = 16;

    private ColorMaps() { }

    static Matrix covariance(double[] x, Workers workers) {
        return SampleMoments.of(x, 3, workers).covariance();
    }

    static double[] gaussian(double[] x, double[] y, Workers workers) {
        SampleMoments from = SampleMoments.of(x, 3, workers);
        SampleMoments to = SampleMoments.of(y, 3, workers);
        Matrix root = from.covariance().symmetrised().squareRoot();
        Matrix inverse = from.covariance().symmetrised().withEigenvalues(v -> 1 / Math.sqrt(v));
        Matrix a = inverse.times(root.times(to.covariance()).times(root).symmetrised().squareRoot()).times(inverse);
        double[] out = new double[x.length];
        workers.forRanges(x.length / 3, GRAIN, (first, last) -> {
            double[] d = new double[3];
            for (int k = first; k < last; k++) {
                for (int i = 0; i < 3; i++) {
                    d[i] = x[3 * k + i] - from.mean()[i];
                }
                double[] moved = a.times(d);
                for (int i = 0; i < 3; i++) {
                    out[3 * k + i] = to.mean()[i] + moved[i];
                }
            }
        });
        return out;
    }

    /** Three orthonormal rows out of nine normal numbers. */
    static double[] basis(double[] normals) {
        double[] b = normals.clone();
        for (int r = 0; r < 3; r++) {
            for (int q = 0; q < r; q++) {
                double dot = b[3 * r] * b[3 * q] + b[3 * r + 1] * b[3 * q + 1] + b[3 * r + 2] * b[3 * q + 2];
                for (int i = 0; i < 3; i++) {
                    b[3 * r + i] -= dot * b[3 * q + i];
                }
            }
            double length = Math.sqrt(b[3 * r] * b[3 * r] + b[3 * r + 1] * b[3 * r + 1] + b[3 * r + 2] * b[3 * r + 2]);
            for (int i = 0; i < 3; i++) {
                b[3 * r + i] /= length;
            }
        }
        return b;
    }

    /** One step along the rows of a basis. */
    static double[] sliced(double[] x, double[] y, double[] basis, StepContext context) {
        double[][] moves = new double[3][];
        context.workers().forEach(3, r -> {
            double[] from = along(x, basis, r);
            double[] to = along(y, basis, r);
            Arrays.sort(to);
            context.cancel().throwIfCancelled();
            int[] order = order(from);
            double[] move = new double[from.length];
            for (int rank = 0; rank < order.length; rank++) {
                move[order[rank]] = quantile(to, rank, order.length) - from[order[rank]];
            }
            moves[r] = move;
        });
        double[] out = x.clone();
        for (int k = 0; k < x.length / 3; k++) {
            for (int r = 0; r < 3; r++) {
                for (int i = 0; i < 3; i++) {
                    out[3 * k + i] += moves[r][k] * basis[3 * r + i];
                }
            }
        }
        return out;
    }

    /** The largest difference of the quantiles of two clouds along the rows of a basis. */
    static double marginalGap(double[] x, double[] y, double[] basis) {
        double most = 0;
        for (int r = 0; r < 3; r++) {
            double[] a = along(x, basis, r);
            double[] b = along(y, basis, r);
            Arrays.sort(a);
            Arrays.sort(b);
            for (int k = 0; k < a.length; k++) {
                most = Math.max(most, Math.abs(a[k] - quantile(b, k, a.length)));
            }
        }
        return most;
    }

    private static double[] along(double[] x, double[] basis, int r) {
        double[] p = new double[x.length / 3];
        Arrays.setAll(p, k -> basis[3 * r] * x[3 * k] + basis[3 * r + 1] * x[3 * k + 1] + basis[3 * r + 2] * x[3 * k + 2]);
        return p;
    }

    /** The quantile at (rank + ½)/n of sorted values, linear between theirs; for as many values it is the one of this rank. */
    private static double quantile(double[] sorted, int rank, int n) {
        double at = Math.clamp((rank + 0.5) * ((double) sorted.length / n) - 0.5, 0, sorted.length - 1.0);
        int k = (int) at;
        return k == at ? sorted[k] : sorted[k] + (at - k) * (sorted[k + 1] - sorted[k]);
    }

    /** The numbers of the values in rising order, equal ones as they come: merging runs. */
    private static int[] order(double[] v) {
        int n = v.length;
        int[] now = new int[n];
        Arrays.setAll(now, k -> k);
        for (int from = 0; from < n; from += RUN) {
            for (int k = from + 1; k < Math.min(n, from + RUN); k++) {
                int own = now[k];
                int to = k;
                for (; to > from && v[now[to - 1]] > v[own]; to--) {
                    now[to] = now[to - 1];
                }
                now[to] = own;
            }
        }
        int[] other = new int[n];
        for (long width = RUN; width < n; width *= 2) {
            for (long from = 0; from < n; from += 2 * width) {
                int middle = (int) Math.min(n, from + width);
                int end = (int) Math.min(n, from + 2 * width);
                int a = (int) from;
                int b = middle;
                for (int k = a; k < end; k++) {
                    other[k] = a < middle && (b >= end || v[now[a]] <= v[now[b]]) ? now[a++] : now[b++];
                }
            }
            int[] swap = now;
            now = other;
            other = swap;
        }
        return now;
    }

    /** @param a and {@code b}: as many sampled colors of both; {@code blur}: deviation of the normal weights with which a color follows the sampled ones */
    static double[] matched(double[] x, double[] a, double[] b, double blur, StepContext context) {
        int[] partner = Assignment.nearest(a, b, 3, context.cancel());
        double[] moves = new double[a.length];
        for (int k = 0; k < partner.length; k++) {
            for (int i = 0; i < 3; i++) {
                moves[3 * k + i] = b[3 * partner[k] + i] - a[3 * k + i];
            }
        }
        double[] out = mean(x, a, moves, new double[partner.length], 2 * blur * blur, context);
        Arrays.setAll(out, k -> out[k] + x[k]);
        return out;
    }

    static double[] entropic(double[] x, double[] a, double[] b, double[] g, double[] own, double eps, StepContext context) {
        double[] there = mean(x, b, b, g, eps, context);
        double[] here = mean(x, a, a, own, eps, context);
        Arrays.setAll(there, k -> x[k] + (there[k] - here[k]));
        return there;
    }

    /** Means of values at points, weighted with exp((gₖ − |x − pₖ|²)/ε). O(n N). */
    private static double[] mean(double[] x, double[] points, double[] values, double[] g, double eps, StepContext context) {
        double[] out = new double[x.length];
        CancelToken cancel = context.cancel();
        context.workers().forRanges(x.length / 3, GRAIN, (first, last) -> {
            double[] e = new double[g.length];
            for (int k = first; k < last; k++) {
                if (k % RUN == 0) {
                    cancel.throwIfCancelled();
                }
                double top = exponents(x, 3 * k, points, g, eps, e);
                double sum = 0;
                for (int j = 0; j < e.length; j++) {
                    double w = Math.exp(e[j] - top);
                    sum += w;
                    for (int i = 0; i < 3; i++) {
                        out[3 * k + i] += w * values[3 * j + i];
                    }
                }
                for (int i = 0; i < 3; i++) {
                    out[3 * k + i] /= sum;
                }
            }
        });
        return out;
    }

    private static double exponents(double[] x, int at, double[] points, double[] g, double eps, double[] e) {
        double top = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < e.length; j++) {
            double dx = x[at] - points[3 * j];
            double dy = x[at + 1] - points[3 * j + 1];
            double dz = x[at + 2] - points[3 * j + 2];
            e[j] = (g[j] - dx * dx - dy * dy - dz * dz) / eps;
            top = Math.max(top, e[j]);
        }
        return top;
    }

    /** Half a sweep of Sinkhorn's: f(x) = −ε log mean exp((g_j − |x − y_j|²)/ε) at every x. O(n N). */
    static double[] softMinimum(double[] x, double[] y, double[] g, double eps, StepContext context) {
        double[] f = new double[x.length / 3];
        context.workers().forRanges(f.length, RUN, (first, last) -> {
            double[] e = new double[g.length];
            context.cancel().throwIfCancelled();
            for (int k = first; k < last; k++) {
                double top = exponents(x, 3 * k, y, g, eps, e);
                double sum = 0;
                for (double v : e) {
                    sum += Math.exp(v - top);
                }
                f[k] = -eps * (top + Math.log(sum / g.length));
            }
        });
        return f;
    }
}
