package org.pushforward.engine.diffusion;

import java.util.List;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.BrownianPath;
import org.pushforward.engine.numerics.Philox;

/**
 * One interval of a grid as a sampler meets it: all particles x̂ go from σ̂ to σ̂′. Counts evaluations; used once, by one thread.
 */
final class Interval {

    /** Purpose of the numbers that make the path. */
    private static final int PATH = 2;

    final Grid grid;
    final int i;
    /** σ̂ at the beginning and at the end. */
    final double sigma;
    final double next;
    /** Particles at the beginning, n × d; not to be written. */
    final double[] x;
    /** What earlier intervals remembered, the latest first. */
    final List<double[]> past;
    final Tuning tuning;
    private final Score score;
    private final int d;
    private final Philox noise;
    private final StepContext context;
    private double[] kept = new double[0];
    private int evaluations;

    /** What random samplers, and the adaptive one, can be tuned by. */
    record Tuning(double eta, double churn, double churnFrom, double churnTo, double churnNoise, double snr, double tolerance, boolean lowerOrderFinal) {
        static final Tuning USUAL = new Tuning(1, 40, 0.05, 50, 1.003, 0.16, 1e-5, false);
    }

    Interval(Grid grid, int i, double[] x, List<double[]> past, Tuning tuning, Score score, int d, Philox noise, StepContext context) {
        this.grid = grid;
        this.i = i;
        this.sigma = grid.sigma()[i];
        this.next = grid.sigma()[i + 1];
        this.x = x;
        this.past = past;
        this.tuning = tuning;
        this.score = score;
        this.d = d;
        this.noise = noise;
        this.context = context;
    }

    /** ε at another place and noise; one evaluation. */
    double[] eps(double[] at, double level) {
        evaluations++;
        return score.eps(at, level, context);
    }

    /** ε at the beginning. */
    double[] eps() {
        return eps(x, sigma);
    }

    /** D = x̂ − σ̂ε. */
    double[] denoised(double[] at, double level) {
        return sum(1, at, -level, eps(at, level));
    }

    /** For the next intervals. */
    void remember(double[] value) {
        kept = value;
    }

    double[] remembered() {
        return kept;
    }

    int evaluations() {
        return evaluations;
    }

    int dimension() {
        return d;
    }

    StepContext context() {
        return context;
    }

    /** Normal numbers of this interval and purpose, as many as there are coordinates. */
    double[] noise(int purpose) {
        double[] z = new double[x.length];
        noise.stream(purpose).normals(0, x.length / d, i, d, z, 0);
        return z;
    }

    /**
     * Normal numbers of the stretch from one level to a lower one, by a path B that is the same for every grid: that of B in the time s = 1/σ̂²,
     * over its deviation. In that time x̂/σ̂² has the noise of B itself (η = 1), since d(x̂/σ̂²) = D ds + dB. Zero where the stretch is empty.
     */
    double[] brownian(double from, double to) {
        double a = 1 / (from * from);
        double b = 1 / (to * to);
        if (!(b > a)) {
            return new double[x.length];
        }
        double[] increment = new BrownianPath(noise.stream(PATH), d).increment(a, b, x.length / d, context);
        return sum(1 / Math.sqrt(b - a), increment, 0, increment);
    }

    boolean isLast() {
        return i == grid.steps() - 1;
    }

    /** Earlier intervals that can be looked back to in λ or σ: those after the latest of length zero, which the cap of the discrete grid makes at 1000 steps. */
    int memory() {
        int k = 0;
        while (k < past.size() && h(i - 1 - k) > 0) {
            k++;
        }
        return k;
    }

    /** λ of the beginning of interval k, and h = λ′ − λ of it. */
    double lambda(int k) {
        return grid.lambda(k);
    }

    double h(int k) {
        return grid.lambda(k + 1) - grid.lambda(k);
    }

    /** x̂ + (σ̂′ − σ̂) e: the transfer along a direction. */
    double[] moved(double[] e) {
        return sum(1, x, next - sigma, e);
    }

    static double[] sum(double a, double[] x, double b, double[] y) {
        double[] out = new double[x.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = a * x[k] + b * y[k];
        }
        return out;
    }

    static double[] sum(double a, double[] x, double b, double[] y, double c, double[] z) {
        double[] out = new double[x.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = a * x[k] + b * y[k] + c * z[k];
        }
        return out;
    }

    /** (a₀ y₀ + a₁ y₁ + …)/divisor. */
    static double[] sum(double divisor, double[] a, double[][] y) {
        double[] out = new double[y[0].length];
        for (int j = 0; j < a.length; j++) {
            for (int k = 0; k < out.length; k++) {
                out[k] += a[j] / divisor * y[j][k];
            }
        }
        return out;
    }
}
