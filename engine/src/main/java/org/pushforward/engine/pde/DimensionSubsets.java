package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;

/**
 * Estimates of a squared residual r² = (Σ a_i − f)² by sampled dimensions, r_S = d/|S| Σ_{i ∈ S} a_i − f: r_I r_J of independent subsets has the mean r², r_S² in addition the
 * variance of r_S, d² (1/|S|)(1 − |S|/d) s² without replacement (Cochran 1977, theorem 2.2; Hu et al. 2024, section 4). Stateless.
 */
final class DimensionSubsets {

    private DimensionSubsets() { }

    /** Mean of r_I r_J. */
    static Value loss(Theta w, ManyDimensions q, double[] x, int[] first, int[] second) {
        Value r = q.residual(w, x, first);
        return first == second ? r.square().mean() : r.times(q.residual(w, x, second)).mean();
    }

    /** The m first of d dimensions in an order drawn at random. */
    static int[] subset(Philox random, long draw, int d, int m) {
        double[] u = new double[d];
        random.uniforms(draw, 1, 0, d, u, 0);
        return Arrays.stream(Vectors.smallest(u, m)).sorted().toArray();
    }

    /** At every point all terms, and what is added to their sum, all over the unit. */
    static double[][] termsAt(Fit fit, ManyDimensions q, double[] x, CancelToken cancel) {
        int n = x.length / q.inputs();
        int d = q.d();
        double[] all = new double[n * d];
        double[] change = new double[n];
        // In blocks, since all axes at once are large in a thousand dimensions.
        for (int from = 0; from < d; from += 128) {
            int begin = from;
            int m = Math.min(128, d - from);
            double[] block = fit.evaluate(cancel, w -> {
                ManyDimensions.Terms t = q.terms(w, x, IntStream.range(begin, begin + m).toArray());
                return Value.cat(1, t.along(), t.change());
            });
            for (int k = 0; k < n; k++) {
                System.arraycopy(block, k * (m + 1), all, k * d + from, m);
                change[k] = block[k * (m + 1) + m];
            }
        }
        double[] wanted = q.wanted(x);
        double[][] a = new double[n][d + 1];
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < d; i++) {
                a[k][i] = all[k * d + i] / q.unit();
            }
            a[k][d] = (change[k] - wanted[k]) / q.unit();
        }
        return a;
    }

    private static double residual(double[] a, int[] axes) {
        int d = a.length - 1;
        return (double) d / axes.length * Arrays.stream(axes).mapToDouble(i -> a[i]).sum() + a[d];
    }

    /** Mean over draws, and points, of r_S² − r² or r_I r_J − r², and the standard error of that mean over draws. */
    static double[] moments(double[][] a, ManyDimensions q, int m, boolean two, int draws, Philox random) {
        int[] every = IntStream.range(0, q.d()).toArray();
        double[] r = Arrays.stream(a).mapToDouble(v -> residual(v, every)).toArray();
        double sum = 0;
        double squares = 0;
        for (int k = 0; k < draws; k++) {
            int[] first = subset(random, 2L * k, q.d(), m);
            int[] second = two ? subset(random, 2L * k + 1, q.d(), m) : first;
            double mean = 0;
            for (int j = 0; j < a.length; j++) {
                mean += (residual(a[j], first) * residual(a[j], second) - r[j] * r[j]) / a.length;
            }
            sum += mean / draws;
            squares += mean * mean / draws;
        }
        return new double[] {sum, Math.sqrt(Math.max(0, squares - sum * sum) / draws)};
    }

    /** d² (1/m)(1 − m/d) s², s² the variance of the terms over the dimensions with d − 1 below. */
    static double variance(double[][] a, ManyDimensions q, int m) {
        int d = q.d();
        double sum = 0;
        for (double[] v : a) {
            double mean = Arrays.stream(v, 0, d).sum() / d;
            double s2 = Arrays.stream(v, 0, d).map(e -> (e - mean) * (e - mean)).sum() / (d - 1);
            sum += (double) d * d / m * (1 - (double) m / d) * s2 / a.length;
        }
        return sum;
    }
}
