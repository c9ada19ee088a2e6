package org.pushforward.engine.bridge.discrete;

/** Kullback–Leibler divergence Σ p log(p/q) of measures on finitely many points. */
public final class Divergence {

    private Divergence() { }

    /**
     * In the form Σ (p log(p/q) − p + q), of which no term is negative, so that tiny divergences survive rounding. For measures of the
     * same mass.
     */
    public static double kl(double[] p, double[] q) {
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            sum += p[k] > 0 ? p[k] * term(q[k] / p[k]) : q[k];
        }
        return sum;
    }

    /** r − 1 − log r, by its series where the difference cancels. */
    private static double term(double r) {
        double d = r - 1;
        return Math.abs(d) < 1e-4 ? d * d * (0.5 - d * (1.0 / 3 - 0.25 * d)) : d - Math.log(r);
    }
}
