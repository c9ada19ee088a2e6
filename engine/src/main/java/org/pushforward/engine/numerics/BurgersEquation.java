package org.pushforward.engine.numerics;

/**
 * The solution of u_t + u u_x = ν u_xx from u₀ = sin x on a circle, by E. Hopf (1950, doi:10.1002/cpa.3160030302) and J. Cole (1951):
 * u = ∫ (x − y)/t e^(−G/2ν) dy / ∫ e^(−G/2ν) dy with G = (x − y)²/(2t) + 1 − cos y, by the trapezoidal rule about x where the integrand is not
 * nothing. Errors near 1e-12 for ν ≥ 1e-3. O(nodes) a value. Stateless.
 */
public final class BurgersEquation {

    private static final int NODES = 800;

    private BurgersEquation() { }

    /**
     * u(x, t).
     *
     * @param t ≥ 0
     * @param nu &gt; 0
     */
    public static double fromSine(double x, double t, double nu) {
        if (t <= 0) {
            return Math.sin(x);
        }
        // Characteristics come from within t, and the Gaussian about them is nothing beyond 9 of its deviations √(2νt).
        double reach = t + 9 * Math.sqrt(2 * nu * t) + 1e-12;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k <= NODES; k++) {
            least = Math.min(least, exponent(x, node(x, reach, k), t));
        }
        double up = 0;
        double down = 0;
        for (int k = 0; k <= NODES; k++) {
            double y = node(x, reach, k);
            double w = Math.exp(-(exponent(x, y, t) - least) / (2 * nu));
            up += w * (x - y) / t;
            down += w;
        }
        return up / down;
    }

    private static double node(double x, double reach, int k) {
        return x - reach + 2 * reach * k / NODES;
    }

    private static double exponent(double x, double y, double t) {
        return (x - y) * (x - y) / (2 * t) + 1 - Math.cos(y);
    }
}
