package org.pushforward.engine.sequence;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.CubicSpline;
import org.pushforward.engine.numerics.LeastSquares;
import org.pushforward.engine.numerics.Philox;

/**
 * Angles of swinging pendulums at the same irregular times, and what interpolation and autoregression make of them.
 *
 * @param truth without noise; a row a series
 * @param observed with noise; NaN where nothing is seen
 * @param heldOut the observations that are not shown; NaN elsewhere
 */
record Pendulums(double[] times, double[][] truth, double[][] observed, double[][] heldOut) {

    static final int TIMES = 40;
    static final int AHEAD = 16;
    private static final double SPACING = 0.25;
    private static final int ORDER = 8;

    /** Mean squares of both interpolations at missing times, and of autoregression after the end, with its curves. */
    record Rivals(double linear, double spline, double autoregression, double[][] forecasts) { }

    /** θ̈ = −4 sin θ − 0.1 θ̇, thrown from anywhere, at times that are the same for all and not even. */
    static Pendulums drawn(Philox random, int n, int count, double noise, double missing) {
        double[] u = new double[count];
        random.stream(1).uniforms(0, count, 0, 1, u, 0);
        double[] times = new double[count];
        for (int k = 1; k < count; k++) {
            times[k] = times[k - 1] + SPACING * (0.5 + u[k]);
        }
        double[][] truth = new double[n][count];
        double[][] seen = new double[n][count];
        double[][] held = new double[n][count];
        for (int i = 0; i < n; i++) {
            double[] z = new double[2 + 2 * count];
            random.stream(2).normals(i, 1, 0, z.length, z, 0);
            double[] drop = new double[count];
            random.stream(3).uniforms(i, 1, 0, count, drop, 0);
            double a = 1.1 * z[0];
            double v = 1.1 * z[1];
            for (int k = 0; k < count; k++) {
                int parts = 12;
                double h = k == 0 ? 0 : (times[k] - times[k - 1]) / parts;
                for (int j = 0; j < parts; j++) {       // Störmer–Verlet
                    v += h / 2 * (-4 * Math.sin(a) - 0.1 * v);
                    a += h * v;
                    v += h / 2 * (-4 * Math.sin(a) - 0.1 * v);
                }
                truth[i][k] = a;
                double y = a + noise * z[2 + k];
                boolean isGone = k >= TIMES || k > 0 && k < TIMES - 1 && drop[k] < missing;
                seen[i][k] = isGone ? Double.NaN : y;
                held[i][k] = isGone ? y : Double.NaN;
            }
        }
        return new Pendulums(times, truth, seen, held);
    }

    @FunctionalInterface
    interface Guess {
        double at(int series, int time);
    }

    /** Of the distance to the truth where nothing was seen. */
    double meanSquare(int from, int to, Guess guess) {
        double sum = 0;
        int n = 0;
        for (int i = 0; i < truth.length; i++) {
            for (int k = from; k < to; k++) {
                if (Double.isNaN(observed[i][k])) {
                    sum += Math.pow(guess.at(i, k) - truth[i][k], 2);
                    n++;
                }
            }
        }
        return sum / Math.max(1, n);
    }

    private static DoubleUnaryOperator lines(double[] x, double[] y) {
        return t -> {
            int k = Arrays.binarySearch(x, t);
            int j = Math.clamp(k < 0 ? -k - 2 : k, 0, x.length - 2);
            return y[j] + (y[j + 1] - y[j]) * (t - x[j]) / (x[j + 1] - x[j]);
        };
    }

    private DoubleUnaryOperator through(int i, boolean isSpline) {
        int[] at = IntStream.range(0, TIMES).filter(k -> !Double.isNaN(observed[i][k])).toArray();
        double[] x = Arrays.stream(at).mapToDouble(k -> times[k]).toArray();
        double[] y = Arrays.stream(at).mapToDouble(k -> observed[i][k]).toArray();
        return isSpline ? new CubicSpline(x, y)::at : lines(x, y);
    }

    /** Autoregression of order 8, by least squares, on the series joined by lines and read at even times. */
    static Rivals rivals(Pendulums train, Pendulums test) {
        int n = (int) (train.times[TIMES - 1] / SPACING) + 1;
        double[] design = new double[train.truth.length * (n - ORDER) * ORDER];
        double[] next = new double[train.truth.length * (n - ORDER)];
        for (int i = 0; i < train.truth.length; i++) {
            DoubleUnaryOperator y = train.through(i, false);
            for (int k = ORDER; k < n; k++) {
                int row = i * (n - ORDER) + k - ORDER;
                next[row] = y.applyAsDouble(k * SPACING);
                for (int j = 0; j < ORDER; j++) {
                    design[row * ORDER + j] = y.applyAsDouble((k - 1 - j) * SPACING);
                }
            }
        }
        double[] c = LeastSquares.solve(design, ORDER, next);
        double end = test.times[TIMES - 1];
        int ahead = (int) ((test.times[test.times.length - 1] - end) / SPACING) + 2;
        double[] x = IntStream.rangeClosed(-ORDER + 1, ahead).mapToDouble(k -> end + k * SPACING).toArray();
        double[][] forecasts = new double[test.truth.length][test.times.length];
        for (int i = 0; i < test.truth.length; i++) {
            DoubleUnaryOperator y = test.through(i, false);
            double[] v = new double[x.length];
            for (int k = 0; k < x.length; k++) {
                for (int j = 0; k >= ORDER && j < ORDER; j++) {
                    v[k] += c[j] * v[k - 1 - j];
                }
                v[k] = k < ORDER ? y.applyAsDouble(x[k]) : v[k];
            }
            for (int k = TIMES; k < test.times.length; k++) {
                forecasts[i][k] = lines(x, v).applyAsDouble(test.times[k]);
            }
        }
        List<DoubleUnaryOperator> joined = IntStream.range(0, test.truth.length).mapToObj(i -> test.through(i, false)).toList();
        List<DoubleUnaryOperator> splines = IntStream.range(0, test.truth.length).mapToObj(i -> test.through(i, true)).toList();
        return new Rivals(test.meanSquare(0, TIMES, (i, k) -> joined.get(i).applyAsDouble(test.times[k])), test.meanSquare(0, TIMES, (i, k) -> splines.get(i).applyAsDouble(test.times[k])),
                test.meanSquare(TIMES, test.times.length, (i, k) -> forecasts[i][k]), forecasts);
    }
}
