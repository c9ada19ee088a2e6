package org.pushforward.engine.bridge.fitting;

/**
 * A normal distribution of (X₀, X₁) on the line, and the two ways to make it a Schrödinger bridge's:
 * <ul>
 *   <li>iterative proportional fitting (IPF) exchanges one marginal for the wanted one and keeps the law of the other given it;
 *   <li>iterative Markovian fitting (IMF; Shi et al. 2023, arXiv:2303.16852) takes the Markov process nearest to the mixture of Brownian
 *       bridges. That process has dX = ½(v̇ − ε)/v X dt + √ε dW about its mean, v the variance at t, so that
 *       c′ = √(ab) exp(−½ε∫₀¹dt/v) = ½g exp(−(ε/g) F(r)),  g = 2√(ab),  r = (2c + ε)/g,
 *       F(r) = arccos(r)/√(1 − r²), or arcosh(r)/√(r² − 1) for r &gt; 1.
 * </ul>
 *
 * @param a variance of X₀
 * @param c covariance
 * @param b variance of X₁
 */
public record LineCoupling(double mean0, double mean1, double a, double c, double b) {

    /** X₀ and where √ε W carries it: what IPF starts from. */
    public static LineCoupling reference(double mean, double variance, double eps) {
        return new LineCoupling(mean, mean, variance, variance, variance + eps);
    }

    /** The entropic plan: c² + εc = ab. */
    public static LineCoupling plan(double mean0, double a, double mean1, double b, double eps) {
        return new LineCoupling(mean0, mean1, a, 2 * a * b / (Math.sqrt(eps * eps + 4 * a * b) + eps), b);
    }

    /** IPF: the second marginal becomes N(mean, variance). */
    public LineCoupling withTarget(double mean, double variance) {
        double k = c / b;
        return new LineCoupling(mean0 + k * (mean - mean1), mean, a + k * k * (variance - b), k * variance, variance);
    }

    /** IPF: the first marginal becomes N(mean, variance). */
    public LineCoupling withSource(double mean, double variance) {
        return swapped().withTarget(mean, variance).swapped();
    }

    private LineCoupling swapped() {
        return new LineCoupling(mean1, mean0, b, c, a);
    }

    /** IMF: forward or backward alike. */
    LineCoupling markovian(double eps) {
        double g = 2 * Math.sqrt(a * b);
        return new LineCoupling(mean0, mean1, a, 0.5 * g * Math.exp(-eps / g * angle((2 * c + eps) / g)), b);
    }

    /** F; its series 1 − ⅓(r − 1) + (2/15)(r − 1)² near 1, where both forms cancel. */
    private static double angle(double r) {
        double d = r - 1;
        if (Math.abs(d) < 1e-5) {
            return 1 - d * (1.0 / 3 - 2.0 / 15 * d);
        }
        double s = Math.sqrt(Math.abs(r * r - 1));
        return d < 0 ? Math.atan2(s, r) / s : Math.log(r + s) / s;
    }

    /** ½ E(X₀ − X₁)². */
    public double cost() {
        return 0.5 * ((mean0 - mean1) * (mean0 - mean1) + a + b - 2 * c);
    }

    /** Var X_t of the mixture of Brownian bridges √ε W between the ends. */
    public double variance(double t, double eps) {
        return (1 - t) * (1 - t) * a + t * t * b + t * (1 - t) * (2 * c + eps);
    }

    /** KL(this ‖ other) of the joint laws. */
    double divergence(LineCoupling o) {
        double det = a * b - c * c;
        double other = o.a * o.b - o.c * o.c;
        double trace = (o.b * a - 2 * o.c * c + o.a * b) / other;
        double d0 = mean0 - o.mean0;
        double d1 = mean1 - o.mean1;
        double shift = (o.b * d0 * d0 - 2 * o.c * d0 * d1 + o.a * d1 * d1) / other;
        return Math.max(0, 0.5 * (trace - 2 + shift - Math.log(det / other)));
    }
}
