package org.pushforward.engine.transport.points;

/**
 * Unbalanced entropic transport between M_a N(m_a, A) and M_b N(m_b, B) on the line with cost ½|x − y|² and equal prices ρ: the best plan is a
 * Gaussian, whose mass is, with σ² = ε and γ = 2ρ for the cost |x − y|²,
 * <pre>  m = σ^(σ²/(σ²+γ)) (M_a M_b C √((ÃB̃)^τ/(AB)))^(1/(τ+1)) exp(−(m_a − m_b)²/(2(τ+1)(A + B + λ))) / √(C − 2ÃB̃/γ),
 *   λ = σ² + γ/2,   τ = γ/(γ + 2σ²),   Ã = (γ/2) A/(A + λ),   B̃ alike,   C = √(ÃB̃/τ + σ⁴/4) − σ²/2</pre>
 * (Janati, Muzellec, Peyré & Cuturi 2020, "Entropic optimal transport between unbalanced Gaussian measures has a closed form", 2006.02572; read in
 * the authors' program). Stateless.
 */
final class UnbalancedGaussians {

    private UnbalancedGaussians() { }

    /** Mass of the best plan. */
    static double mass(double meanA, double varianceA, double massA, double meanB, double varianceB, double massB, double eps, double rho) {
        double gamma = 2 * rho;
        double lambda = eps + 0.5 * gamma;
        double tau = gamma / (gamma + 2 * eps);
        double shrunk = 0.5 * gamma * varianceA / (varianceA + lambda) * (0.5 * gamma * varianceB / (varianceB + lambda));
        double c = Math.sqrt(shrunk / tau + 0.25 * eps * eps) - 0.5 * eps;
        double apart = (meanA - meanB) * (meanA - meanB) / (varianceA + varianceB + lambda);
        double log = Math.log(massA * massB * c) + 0.5 * (tau * Math.log(shrunk) - Math.log(varianceA * varianceB)) - 0.5 * apart;
        return Math.exp(log / (tau + 1) + 0.5 * eps / (eps + gamma) * Math.log(eps)) / Math.sqrt(c - 2 / gamma * shrunk);
    }
}
