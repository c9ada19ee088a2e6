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
 * that a term costs 2d multiply-adds and one power of two (polynomial, error 2.2e-16). O(Kd) a point, nothing is allocated. Coefficients
 * are written by one thread; reading is thread-safe, with a scratch array for each thread.
 */
public final class QuadraticLogSumExp {

    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final double LOG2E = 1 / Math.log(2);
    private static final double LN2 = Math.log(2);
    private static final int MANTISSA = 52;
    /** Adding it leaves the nearest whole number in the lowest bits. */
    private static final DoubleVector ROUND = DoubleVector.broadcast(S, 0x1.8p52);
    /** Smaller powers of two than this are as good as zero beside 1. */
    private static final DoubleVector LEAST = DoubleVector.broadcast(S, -1000);
    /** A logarithm that no term has: that of the padding. */
    private static final double NOTHING = -1e300;
    /** Minimax polynomial of 2^x on [−½, ½], by falling powers. */
    private static final DoubleVector C10 = DoubleVector.broadcast(S, 7.03727953058280352e-9);
    private static final DoubleVector C9 = DoubleVector.broadcast(S, 1.02085379045521639e-7);
    private static final DoubleVector C8 = DoubleVector.broadcast(S, 1.32156628318461028e-6);
    private static final DoubleVector C7 = DoubleVector.broadcast(S, 0.0000152526581165613843);
    private static final DoubleVector C6 = DoubleVector.broadcast(S, 0.000154035299611359555);
    private static final DoubleVector C5 = DoubleVector.broadcast(S, 0.00133335582285614755);
    private static final DoubleVector C4 = DoubleVector.broadcast(S, 0.00961812910803458869);
    private static final DoubleVector C3 = DoubleVector.broadcast(S, 0.0555041086644588332);
    private static final DoubleVector C2 = DoubleVector.broadcast(S, 0.240226506959087678);
    private static final DoubleVector C1 = DoubleVector.broadcast(S, 0.693147180559949775);
    private static final DoubleVector C0 = DoubleVector.broadcast(S, 1.00000000000000007);

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
                out[p * dimension + i] = scale * lanes(sum, scratch);
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
        for (int j = 0; j < stride; j += LANES) {
            DoubleVector t = DoubleVector.fromArray(S, constant, j);
            for (int i = 0; i < dimension; i++) {
                DoubleVector xi = DoubleVector.broadcast(S, x[at + i]);
                t = DoubleVector.fromArray(S, quadratic, i * stride + j).fma(xi, DoubleVector.fromArray(S, linear, i * stride + j)).fma(xi, t);
            }
            t.intoArray(w, j);
            top = top.max(t);
        }
        double largest = top.reduceLanes(VectorOperators.MAX);
        DoubleVector sum = DoubleVector.zero(S);
        for (int j = 0; j < stride; j += LANES) {
            DoubleVector power = powerOfTwo(DoubleVector.fromArray(S, w, j).sub(largest));
            power.intoArray(w, j);
            sum = sum.add(power);
        }
        w[stride] = lanes(sum, w);
        w[stride + 1] = largest;
    }

    /** 2^t for t ≤ 0. */
    private static DoubleVector powerOfTwo(DoubleVector t) {
        DoubleVector bounded = t.max(LEAST);
        DoubleVector rounded = bounded.add(ROUND);
        DoubleVector r = bounded.sub(rounded.sub(ROUND));
        DoubleVector p = C10.fma(r, C9).fma(r, C8).fma(r, C7).fma(r, C6).fma(r, C5).fma(r, C4).fma(r, C3).fma(r, C2).fma(r, C1).fma(r, C0);
        return p.reinterpretAsLongs().add(rounded.reinterpretAsLongs().lanewise(VectorOperators.LSHL, MANTISSA)).reinterpretAsDoubles();
    }

    /** The sum of the lanes in their order: the order of a reduction may change while the program is compiled. */
    private double lanes(DoubleVector v, double[] scratch) {
        v.intoArray(scratch, stride + 2);
        double s = 0;
        for (int j = 0; j < LANES; j++) {
            s += scratch[stride + 2 + j];
        }
        return s;
    }
}
