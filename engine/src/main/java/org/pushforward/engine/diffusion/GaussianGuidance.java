package org.pushforward.engine.diffusion;

/**
 * Classifier-free guidance of one coordinate in closed form, p_c = N(m, c), p_u = N(0, u) (a case of Bradley & Nakkiran 2024). With
 * v = σ̂² the guided score is linear, −x (w/(c + v) + (1 − w)/(u + v)) + …, so all laws on the way are normal; their variances are these. Stateless.
 *
 * @param c variance given the class
 * @param u variance without, above c
 */
record GaussianGuidance(double c, double u) {

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

    /** Variance where ancestral steps end that begin with N(0, σ̂₀²): x′ = x (1 − (σ̂ − σ̂′²/σ̂) k) + σ̂′ √(1 − σ̂′²/σ̂²) z with ε = k x, k = σ̂ (w/(c + σ̂²) + (1 − w)/(u + σ̂²)). */
    double ancestral(double w, double[] sigma) {
        double variance = sigma[0] * sigma[0];
        for (int i = 0; i + 1 < sigma.length; i++) {
            double v = sigma[i] * sigma[i];
            double next = sigma[i + 1] * sigma[i + 1];
            double stretch = 1 - (v - next) * (w / (c + v) + (1 - w) / (u + v));
            variance = stretch * stretch * variance + next * (v - next) / v;
        }
        return variance;
    }

    /** ln φ. */
    private double log(double w, double v) {
        return w * Math.log(c + v) + (1 - w) * Math.log(u + v);
    }
}
