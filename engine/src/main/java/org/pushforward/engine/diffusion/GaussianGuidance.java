package org.pushforward.engine.diffusion;

import org.pushforward.engine.numerics.GaussLegendre;

/**
 * Classifier-free guidance of one coordinate in closed form, p_c = N(m, c), p_u = N(0, u) (a case of Bradley & Nakkiran 2024). With
 * v = σ̂² the guided score is linear, −x (w/(c + v) + (1 − w)/(u + v)) + …, so all laws on the way are normal; their variances are these. Stateless.
 *
 * @param c variance given the class
 * @param u variance without, above c
 */
record GaussianGuidance(double c, double u) {

    /** Pieces of ln v, and points of the rule in each. */
    private static final int PIECES = 24;
    private static final GaussLegendre RULE = new GaussLegendre(8);

    /** Of p_c^w p_u^{1−w}: 1/(w/c + (1 − w)/u), the harmonic mean. */
    double tilted(double w) {
        return 1 / (w / c + (1 - w) / u);
    }

    /** What the probability flow makes of a particle between two noises, by factor: its deviation is ((c + v)/(c + v₀))^{w/2} ((u + v)/(u + v₀))^{(1−w)/2} times as much. */
    double factor(double w, double from, double to) {
        return Math.exp(0.5 * (log(w, to * to) - log(w, from * from)));
    }

    /** Variance where the flow ends that begins with N(0, σ̂²); from infinite noise to none it is c^w u^{1−w}, the geometric mean. */
    double flow(double w, double from, double to) {
        double f = factor(w, from, to);
        return from * from * f * f;
    }

    /** Variance where the reverse equation dx = ∇ log dv + dB ends, φ² (V/φ(V)² + ∫ φ(v)⁻² dv), φ = (c + v)^w (u + v)^{1−w}: one number more than the flow's. */
    double reverse(double w, double from, double to) {
        double a = Math.log(to * to);
        double h = (Math.log(from * from) - a) / PIECES;
        double end = log(w, to * to);
        double sum = Math.exp(2 * (end - log(w, from * from))) * from * from;
        for (int k = 0; k < PIECES; k++) {
            for (int q = 0; q < RULE.size(); q++) {
                double v = Math.exp(a + h * (k + RULE.node(q)));
                sum += h * RULE.weight(q) * v * Math.exp(2 * (end - log(w, v)));
            }
        }
        return sum;
    }

    /** ln φ. */
    private double log(double w, double v) {
        return w * Math.log(c + v) + (1 - w) * Math.log(u + v);
    }
}
