package org.pushforward.engine.bridge.ratio;

import java.util.Arrays;
import java.util.Optional;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.data.PointSource;
import org.pushforward.engine.data.StandardGaussian;
import org.pushforward.engine.numerics.Assignment;
import org.pushforward.engine.numerics.Philox;

/**
 * Two distributions and the path between them. Immutable.
 *
 * @param exact the ratio, where it is known
 */
record RatioScene(PointSource source, PointSource target, DiffusedInterpolant interpolant, boolean optimal, Optional<GaussianRatio> exact) {

    /** Between the normal distributions of a ratio that is known. */
    static RatioScene between(GaussianRatio exact, boolean optimal) {
        int d = exact.dimension();
        return new RatioScene(new Normal(d, 0, exact.source()), new Normal(d, exact.mean(), exact.target()), exact.interpolant(), optimal, Optional.of(exact));
    }

    /** N(mean e₁, variance I). */
    private record Normal(int dimension, double mean, double variance) implements PointSource {
        @Override
        public void draw(Philox random, int step, long first, int count, double[] out, int from) {
            new StandardGaussian(dimension).draw(random, step, first, count, out, from);
            double deviation = Math.sqrt(variance);
            for (int k = 0; k < count * dimension; k++) {
                out[from + k] = deviation * out[from + k] + (k % dimension == 0 ? mean : 0);
            }
        }
    }

    int dimension() {
        return source.dimension();
    }

    /** The exact path from one end to the other: known for independent pairs, while pairs by transport in minibatches have no closed form. */
    Optional<GaussianRatio> exactPath() {
        return optimal ? Optional.empty() : exact;
    }

    /** n points of either end, paired. */
    double[][] pairs(Philox random, int step, int n, CancelToken cancel) {
        int d = dimension();
        double[] x0 = new double[n * d];
        double[] x1 = new double[n * d];
        source.draw(random.stream(1), step, 0, n, x0, 0);
        target.draw(random.stream(2), step, 0, n, x1, 0);
        return new double[][] {x0, optimal ? nearest(x0, x1, d, cancel) : x1};
    }

    /** The second points in the order that makes Σ|x₀ − x₁|² least. */
    private static double[] nearest(double[] x0, double[] x1, int d, CancelToken cancel) {
        int[] partner = Assignment.nearest(x0, x1, d, cancel);
        double[] sorted = new double[x1.length];
        for (int i = 0; i < partner.length; i++) {
            System.arraycopy(x1, partner[i] * d, sorted, i * d, d);
        }
        return sorted;
    }

    /** X_t of a pair, at {@code out[to]}. */
    void interpolate(double[] x0, double[] x1, double[] z, int at, double t, double[] out, int to) {
        double a = interpolant.alpha(t);
        double b = interpolant.beta(t);
        double s = Math.sqrt(interpolant.noise(t));
        for (int k = 0; k < dimension(); k++) {
            out[to + k] = a * x0[at + k] + b * x1[at + k] + s * z[at + k];
        }
    }

    RatioScene with(DiffusedInterpolant other) {
        return new RatioScene(source, target, other, optimal, exact.map(e -> new GaussianRatio(e.dimension(), e.source(), e.mean(),
                e.target(), other)));
    }

    /** What is shown: both ends and a margin, from 2000 draws of either. */
    double[] bounds(Philox random, int axis) {
        double[][] ends = pairsOf(random, 2000);
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] x : ends) {
            for (int p = axis; p < x.length; p += dimension()) {
                low = Math.min(low, x[p]);
                high = Math.max(high, x[p]);
            }
        }
        double margin = 0.08 * Math.max(high - low, 1e-3);
        return new double[] {low - margin, high + margin};
    }

    private double[][] pairsOf(Philox random, int n) {
        double[][] x = new double[2][n * dimension()];
        source.draw(random, 0, 0, n, x[0], 0);
        target.draw(random, 1, 0, n, x[1], 0);
        return x;
    }

    /** n points of each end one after the other: where a ratio is judged. */
    double[] judged(Philox random, int n) {
        double[][] x = pairsOf(random, n);
        double[] all = Arrays.copyOf(x[0], 2 * n * dimension());
        System.arraycopy(x[1], 0, all, n * dimension(), n * dimension());
        return all;
    }
}
