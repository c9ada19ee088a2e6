package org.pushforward.engine.transport;

/**
 * Unbalanced entropic transport between M_a N(m_a, S) and M_b N(m_b, T) on the line with cost ½|x − y|² and equal prices ρ: the potentials
 * are parabolas f(x) = −½ux² + vx + w (Janati, Muzellec, Peyré & Cuturi 2020, "Entropic optimal transport between unbalanced Gaussian
 * measures has a closed form"), and f = −ρ/(ρ + ε) ε log ∫ b exp((g − c)/ε) becomes a map of three numbers, iterated to its fixed point: it
 * contracts by ρ/(ρ + ε). Stateless.
 */
final class UnbalancedGaussians {

    private static final int STEPS = 4000;

    private UnbalancedGaussians() { }

    /** Mass of the best plan, ∫ a exp(−f/ρ). */
    static double mass(double meanA, double varianceA, double massA, double meanB, double varianceB, double massB, double eps, double rho) {
        double[] f = new double[3];
        double[] g = new double[3];
        for (int k = 0; k < STEPS; k++) {
            f = halfStep(g, meanB, varianceB, massB, eps, rho);
            g = halfStep(f, meanA, varianceA, massA, eps, rho);
        }
        f = halfStep(g, meanB, varianceB, massB, eps, rho);
        // About the mean: f(m + z) = −½uz² + sz + f(m).
        double slope = f[1] - f[0] * meanA;
        double at = -0.5 * f[0] * meanA * meanA + f[1] * meanA + f[2];
        double narrowing = 1 - varianceA * f[0] / rho;
        return massA * Math.exp(-at / rho + slope * slope * varianceA / (2 * rho * rho * narrowing)) / Math.sqrt(narrowing);
    }

    private static double[] halfStep(double[] g, double mean, double variance, double mass, double eps, double rho) {
        double kappa = rho / (rho + eps);
        double precision = 1 / variance + (g[0] + 1) / eps;
        double tilt = mean / variance + g[1] / eps;
        double log = Math.log(mass) - 0.5 * Math.log(variance * precision) + tilt * tilt / (2 * precision) - mean * mean / (2 * variance);
        return new double[] {-kappa * (1 - 1 / (precision * eps)), -kappa * tilt / precision, -kappa * (eps * log + g[2])};
    }
}
