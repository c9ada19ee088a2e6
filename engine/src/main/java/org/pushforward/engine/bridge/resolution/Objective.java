package org.pushforward.engine.bridge.resolution;

/**
 * What a network is trained for: how often it sees a ratio of noise to signal and how much an error counts there. With the residual
 * ρ = (x₁ − y)/σ_d, all that a bridge or a diffusion knows of x₁ at any time is w = cos φ ρ + sin φ ζ and y, whatever its schedule, so both
 * ask for E[ρ | w, φ, y]; the papers' losses differ in the law of φ and in the weight. The network answers with an estimate v̂ of
 * sin φ ρ − cos φ ζ (Salimans & Ho 2022, arXiv:2202.00512; the preconditioning of Karras, Aittala, Aila & Laine 2022, arXiv:2206.00364, is
 * the same thing), whose error is that of x₁ over σ_d sin φ.
 */
enum Objective {

    /** E|b̂ − b|² over t uniform in (0, 1), with b = (t(2 − t) x₁ − x)/(1 − t) (Chen et al. 2024, eq. 6 ff.). */
    BRIDGE {
        @Override
        Level level(double t, double residual, double eps) {
            Sampler.Marginal m = Sampler.BRIDGE.marginal(t, eps);
            double size = Math.hypot(m.byEnd() * residual, m.noise());
            // t(2 − t)/(1 − t) · σ_d sin φ, where sin φ has the factor 1 − t.
            double drift = t * (2 - t) * residual * eps * Math.sqrt(t) / size;
            return new Level(Math.atan2(m.noise(), m.byEnd() * residual), drift * drift);
        }
    },

    /** E|ζ̂ − ζ|² over τ uniform in (0, 1): the simple loss (Ho, Jain & Abbeel 2020, eq. 14). */
    DIFFUSION {
        @Override
        Level level(double t, double residual, double eps) {
            Sampler.Marginal m = Sampler.DDPM.marginal(t, eps);
            double angle = Math.atan2(m.noise(), m.byEnd() * residual);
            return new Level(angle, Math.cos(angle) * Math.cos(angle));
        }
    };

    /**
     * @param angle φ
     * @param weight of |v̂ − v|²
     */
    record Level(double angle, double weight) { }

    /** @param t in (0, 1), @param residual σ_d */
    abstract Level level(double t, double residual, double eps);
}
