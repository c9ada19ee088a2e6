package org.pushforward.engine.bridge.ratio;

import org.pushforward.engine.numerics.GaussLegendre;

/**
 * The exact time score between N(0, s₀ I) and N(μ e₁, s₁ I) on ℝᵈ along a {@link DiffusedInterpolant}:
 * X_t ~ N(βμ e₁, v I) with v = α²s₀ + β²s₁ + λ, so
 * <pre>
 *   s(x, t) = ∂_t log p_t(x) = −d v′/2v + |x − m|² v′/2v² + (x − m)·m′/v,   m = βμ e₁
 *   log p₁/p₀ (x) = ∫₀¹ s dt
 * </pre>
 * where both ends are widened by e. Immutable.
 *
 * @param source s₀ &gt; 0
 * @param target s₁ &gt; 0
 */
record GaussianRatio(int dimension, double source, double mean, double target, DiffusedInterpolant interpolant) {

    private static final GaussLegendre RULE = new GaussLegendre(64);
    private static final int LEVELS = 40;

    /** v(t), of every coordinate. */
    double variance(double t) {
        double a = interpolant.alpha(t);
        double b = interpolant.beta(t);
        return a * a * source + b * b * target + interpolant.noise(t);
    }

    /** First coordinate of m(t). */
    double meanAt(double t) {
        return interpolant.beta(t) * mean;
    }

    private double varianceSlope(double t) {
        return interpolant.path().alpha2Slope(t) * source + 2 * interpolant.beta(t) * interpolant.path().betaSlope(t) * target
                + interpolant.noiseSlope(t);
    }

    /** s at the point whose first coordinate is x[at]. */
    double timeScore(double[] x, int at, double t) {
        double v = variance(t);
        double slope = varianceSlope(t);
        double first = x[at] - interpolant.beta(t) * mean;
        double square = first * first;
        for (int k = 1; k < dimension; k++) {
            square += x[at + k] * x[at + k];
        }
        return (-0.5 * dimension * slope + 0.5 * square * slope / v + first * interpolant.path().betaSlope(t) * mean) / v;
    }

    /** E s² under p_t: the size of what a network has to learn, d v′²/2v² + m′²/v. */
    double meanSquare(double t) {
        double v = variance(t);
        double r = varianceSlope(t) / v;
        double speed = interpolant.path().betaSlope(t) * mean;
        return 0.5 * dimension * r * r + speed * speed / v;
    }

    /** ∫₀¹ s dt, on intervals that halve towards both ends where s may be steep. */
    double integral(double[] x) {
        double sum = 0;
        for (int end = 0; end < 2; end++) {
            double high = 0.5;
            for (int level = 0; level < LEVELS; level++) {
                double low = level == LEVELS - 1 ? 0 : 0.5 * high;
                for (int k = 0; k < RULE.size(); k++) {
                    double t = low + (high - low) * RULE.node(k);
                    sum += (high - low) * RULE.weight(k) * timeScore(x, 0, end == 0 ? t : 1 - t);
                }
                high = low;
            }
        }
        return sum;
    }

    /** KL(p₁ ‖ p₀) of the widened ends. */
    double divergence() {
        double v0 = variance(0);
        double v1 = variance(1);
        return 0.5 * (dimension * (v1 / v0 - 1 - Math.log(v1 / v0)) + mean * mean / v0);
    }

    /** max_t √E s². */
    double peak() {
        double most = 0;
        for (int k = 0; k <= 2000; k++) {
            most = Math.max(most, meanSquare(k / 2000.0));
        }
        return Math.sqrt(most);
    }

    /** log p₁ − log p₀ of the widened ends. */
    double logRatio(double[] x, int at) {
        double v0 = variance(0);
        double v1 = variance(1);
        double rest = 0;
        for (int k = 1; k < dimension; k++) {
            rest += x[at + k] * x[at + k];
        }
        double d0 = x[at] * x[at] + rest;
        double d1 = (x[at] - mean) * (x[at] - mean) + rest;
        return 0.5 * dimension * Math.log(v0 / v1) - 0.5 * d1 / v1 + 0.5 * d0 / v0;
    }

    /** Density of the first coordinate at time t. */
    double density(double x, double t) {
        double v = variance(t);
        double r = x - interpolant.beta(t) * mean;
        return Math.exp(-0.5 * r * r / v) / Math.sqrt(2 * Math.PI * v);
    }
}
