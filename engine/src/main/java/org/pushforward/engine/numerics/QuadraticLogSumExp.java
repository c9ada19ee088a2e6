package org.pushforward.engine.numerics;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * f(x) = log Σ_k exp(b_k + Σ_i (q_ki x_i² + l_ki x_i)) with its gradient and the moments of its softmax: what every mixture of Gaussians
 * with diagonal covariances comes down to.
 *
 * <p>Coefficients are kept coordinate by coordinate with the K terms side by side, padded to whole vectors, and in units of log 2, so
 * that a term costs 2d multiply-adds and one power of two. O(Kd) a point, nothing is allocated. Coefficients
 * are written by one thread; reading is thread-safe, with a scratch array for each thread.
 */
public final class QuadraticLogSumExp {

    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final double LOG2E = 1 / Math.log(2);
    private static final double LN2 = Math.log(2);
    private static final DoubleVector ONES = DoubleVector.broadcast(S, 1);
    private static final DoubleVector LEAST = DoubleVector.broadcast(S, PowerOfTwo.LEAST);
    /** A logarithm that no term has: that of the padding. */
    private static final double NOTHING = -1e300;

    private final int terms;
    private final int dimension;
    private final int stride;
    private final double[] constant;
    private final double[] linear;
    private final double[] quadratic;

    public QuadraticLogSumExp(int terms, int dimension) {
        this.terms = terms;
        this.dimension = dimension;
        stride = (terms + LANES - 1) / LANES * LANES;
        constant = new double[stride];
        linear = new double[dimension * stride];
        quadratic = new double[dimension * stride];
        Arrays.fill(constant, NOTHING);
    }

    public int terms() {
        return terms;
    }

    public int dimension() {
        return dimension;
    }

    /** b_k. */
    public void constant(int k, double b) {
        constant[k] = b * LOG2E;
    }

    /** q_ki and l_ki. */
    public void quadratic(int k, int i, double q, double l) {
        quadratic[i * stride + k] = q * LOG2E;
        linear[i * stride + k] = l * LOG2E;
    }

    /** Working memory for one thread: the weights of the terms, their sum and the largest exponent. */
    public double[] scratch() {
        return new double[stride + 2 + LANES];
    }

    /** Room for {@link #addMoments}: (1 + 2d) × stride. */
    public double[] moments() {
        return new double[(1 + 2 * dimension) * stride];
    }

    /** Where the moment of term k with number m is: m = 0 for Σp, 1 + i for Σp xᵢ, 1 + d + i for Σp xᵢ². */
    public int moment(int m, int k) {
        return m * stride + k;
    }

    /** f at the point {@code x[at]}…; {@code scratch[0]} to {@code scratch[K − 1]} become the softmax weights. */
    public double weights(double[] x, int at, double[] scratch) {
        double f = value(x, at, scratch);
        double share = 1 / scratch[stride];
        for (int k = 0; k < terms; k++) {
            scratch[k] *= share;
        }
        return f;
    }

    /** f at the point {@code x[at]}…. */
    public double value(double[] x, int at, double[] scratch) {
        weigh(x, at, scratch);
        return LN2 * scratch[stride + 1] + Math.log(scratch[stride]);
    }

    /** ∇f times {@code factor} at the points {@code from} to {@code to − 1} of x, n × d row-major; to the same places of {@code out}. */
    public void gradient(double[] x, int from, int to, double factor, double[] out, double[] scratch) {
        for (int p = from; p < to; p++) {
            weigh(x, p * dimension, scratch);
            double scale = factor * LN2 / scratch[stride];
            for (int i = 0; i < dimension; i++) {
                DoubleVector twice = DoubleVector.broadcast(S, 2 * x[p * dimension + i]);
                DoubleVector sum = DoubleVector.zero(S);
                for (int j = 0; j < stride; j += LANES) {
                    DoubleVector slope = DoubleVector.fromArray(S, quadratic, i * stride + j)
                            .fma(twice, DoubleVector.fromArray(S, linear, i * stride + j));
                    sum = DoubleVector.fromArray(S, scratch, j).fma(slope, sum);
                }
                out[p * dimension + i] = scale * Lanes.sum(sum, scratch, stride + 2);
            }
        }
    }

    /** Adds Σp_k, Σp_k xᵢ and Σp_k xᵢ² over {@code count} points to {@code moments}, p being the softmax; returns Σf. */
    public double addMoments(double[] x, int from, int count, double[] moments, double[] scratch) {
        double total = 0;
        for (int p = from; p < from + count; p++) {
            total += value(x, p * dimension, scratch);
            DoubleVector share = DoubleVector.broadcast(S, 1 / scratch[stride]);
            for (int j = 0; j < stride; j += LANES) {
                DoubleVector w = DoubleVector.fromArray(S, scratch, j).mul(share);
                w.add(DoubleVector.fromArray(S, moments, j)).intoArray(moments, j);
                for (int i = 0; i < dimension; i++) {
                    double xi = x[p * dimension + i];
                    int first = (1 + i) * stride + j;
                    int second = (1 + dimension + i) * stride + j;
                    w.fma(DoubleVector.broadcast(S, xi), DoubleVector.fromArray(S, moments, first)).intoArray(moments, first);
                    w.fma(DoubleVector.broadcast(S, xi * xi), DoubleVector.fromArray(S, moments, second)).intoArray(moments, second);
                }
            }
        }
        return total;
    }

    /** Powers of two of the terms less the largest one, their sum at {@code w[stride]}, the largest exponent at {@code w[stride + 1]}. */
    private void weigh(double[] x, int at, double[] w) {
        DoubleVector top = DoubleVector.broadcast(S, Double.NEGATIVE_INFINITY);
        int last = dimension - 1;
        for (int j = 0; j < stride; j += LANES) {
            DoubleVector t = DoubleVector.fromArray(S, constant, j);
            for (int i = 0; i < last; i++) {
                t = grown(t, i, x[at + i], j);
            }
            t = grown(t, last, x[at + last], j);
            t.intoArray(w, j);
            top = t.max(top);
        }
        double largest = Lanes.known(top).reduceLanes(VectorOperators.MAX);
        DoubleVector sum = DoubleVector.zero(S);
        for (int j = 0; j < stride; j += LANES) {
            DoubleVector power = Lanes.known(PowerOfTwo.of(DoubleVector.fromArray(S, w, j).sub(largest).max(LEAST)));
            power.intoArray(w, j);
            sum = ONES.fma(power, sum);
        }
        w[stride] = Lanes.sum(sum, w, stride + 2);
        w[stride + 1] = largest;
    }

    /** Exponents with the terms of coordinate i. */
    private DoubleVector grown(DoubleVector t, int i, double x, int j) {
        DoubleVector xi = DoubleVector.broadcast(S, x);
        return DoubleVector.fromArray(S, quadratic, i * stride + j).fma(xi, DoubleVector.fromArray(S, linear, i * stride + j)).fma(xi, t);
    }
}
