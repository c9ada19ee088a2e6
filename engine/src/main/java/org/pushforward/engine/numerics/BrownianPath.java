package org.pushforward.engine.numerics;

import org.pushforward.engine.api.StepContext;

/**
 * Brownian motion B of many particles in the time s &gt; 0, one path a particle that is the same for whoever asks, at whatever times, in
 * whatever order: increments over the parts of an interval add up to that over the whole, and a coarse and a fine grid see the same noise.
 *
 * <p>A virtual Brownian tree (X. Li, T.-K. L. Wong, R. T. Q. Chen, D. Duvenaud 2020, "Scalable gradients for stochastic differential
 * equations", arXiv:2001.01328) for every doubling [2ᵏ, 2ᵏ⁺¹) of s: the increment over it is one number; then, halving again and again, B in the
 * middle m of two known times a and b is N(½(B_a + B_b), ¼(b − a)), by numbers of {@link Philox} that belong to the place in the tree. In the
 * last cell, 2⁻¹⁰ of the doubling wide, one more number belongs to the whole cell; so the law is exact for times in different cells, and
 * two in the same one differ too little. Immutable and thread-safe; {@value #DEPTH} + 2 numbers a coordinate and time.
 */
public final class BrownianPath {

    private static final int DEPTH = 10;
    private static final int GRAIN = 64;
    /** Numbers of a doubling: its own, those of the nodes as in a heap, and those of the cells. */
    private static final int NODES = 1 << DEPTH + 1;
    private static final int LEAST_EXPONENT = 1024;

    private final Philox random;
    private final int d;

    /** @param d coordinates of a particle */
    public BrownianPath(Philox random, int d) {
        this.random = random;
        this.d = d;
    }

    /**
     * B(b) − B(a) of particles 0 to n − 1, n × d row-major.
     *
     * @throws IllegalArgumentException unless 0 &lt; a ≤ b &lt; ∞
     */
    public double[] increment(double a, double b, int n, StepContext context) {
        if (!(a > 0) || !(b >= a) || Double.isInfinite(b)) {
            throw new IllegalArgumentException("no increment from " + a + " to " + b);
        }
        double[] out = new double[n * d];
        context.workers().forRanges(n, GRAIN, (from, to) -> {
            context.cancel().throwIfCancelled();
            double[] z = new double[(to - from) * d];
            for (int k = Math.getExponent(a); k < Math.getExponent(b); k++) {
                add(Math.sqrt(Math.scalb(1, k)), numbers(k, 0, from, to, z), out, from * d);
            }
            add(1, within(b, from, to), out, from * d);
            add(-1, within(a, from, to), out, from * d);
        });
        return out;
    }

    /** B(s) − B(2ᵏ) for the power of two below. */
    private double[] within(double s, int from, int to) {
        int k = Math.getExponent(s);
        double place = Math.scalb(s, -k);
        double[] left = new double[(to - from) * d];
        double[] right = numbers(k, 0, from, to, new double[left.length]);
        double[] z = new double[left.length];
        double a = 1;
        double b = 2;
        int node = 1;
        for (int level = 0; level < DEPTH; level++) {
            double m = 0.5 * (a + b);
            boolean isRight = place >= m;
            bridge(0.5, 0.5 * Math.sqrt(b - a), left, right, numbers(k, node, from, to, z), isRight ? left : right);
            a = isRight ? m : a;
            b = isRight ? b : m;
            node = 2 * node + (isRight ? 1 : 0);
        }
        double share = (place - a) / (b - a);
        bridge(share, Math.sqrt((place - a) * (1 - share)), left, right, numbers(k, node, from, to, z), z);
        double scale = Math.sqrt(Math.scalb(1, k));
        for (int q = 0; q < z.length; q++) {
            z[q] *= scale;
        }
        return z;
    }

    private static void bridge(double share, double deviation, double[] left, double[] right, double[] z, double[] into) {
        for (int q = 0; q < z.length; q++) {
            into[q] = left[q] + share * (right[q] - left[q]) + deviation * z[q];
        }
    }

    private double[] numbers(int k, int node, int from, int to, double[] z) {
        random.normals(from, to - from, (k + LEAST_EXPONENT) * NODES + node, d, z, 0);
        return z;
    }

    private static void add(double factor, double[] y, double[] out, int at) {
        for (int q = 0; q < y.length; q++) {
            out[at + q] += factor * y[q];
        }
    }
}
