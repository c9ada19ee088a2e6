package org.pushforward.engine.numerics;

/**
 * u_t + u u_x = ν u_xx on a circle, exactly, by E. Hopf (1950, doi:10.1002/cpa.3160030302) and J. Cole (1951): φ = e^(−∫u/2ν) solves the heat equation and
 * u = −2ν φ_x/φ, so a solution costs two transforms, on a grid made finer until φ is resolved to 1e-12. Where φ spans more than numbers hold beside one
 * another (steep shocks of small ν), by the convolution of Cole in logarithms, O(n²). A mean flow is moved along with. Errors 1e-8 of the size of u,
 * and better where φ spans little. Stateless.
 */
public final class PeriodicBurgers {

    /** Largest span of log φ that transforms are trusted with. */
    private static final double SPAN = 14;
    private static final int FINEST = 1 << 14;
    private static final double TAIL = 1e-12;

    private PeriodicBurgers() { }

    /**
     * u at time t at the same places.
     *
     * @param u0 at even places; between them the trigonometric polynomial
     * @param nu &gt; 0
     * @param t ≥ 0
     */
    public static double[] at(double[] u0, double length, double nu, double t) {
        if (t <= 0) {
            return u0.clone();
        }
        double[] c = FourierLine.coefficients(u0);
        double mean = c[0];
        c[0] = 0;
        double[] potential = FourierLine.integral(c, length);
        double[] u = span(FourierLine.values(potential, 4 * u0.length)) / (2 * nu) <= SPAN ? byTransforms(potential, u0.length, length, nu, t)
                : byConvolution(potential, u0.length, length, nu, t);
        if (mean != 0) {
            u = FourierLine.values(FourierLine.shifted(FourierLine.coefficients(u), mean * t, length), u0.length);
            for (int j = 0; j < u.length; j++) {
                u[j] += mean;
            }
        }
        return u;
    }

    private static double span(double[] v) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double a : v) {
            least = Math.min(least, a);
            most = Math.max(most, a);
        }
        return most - least;
    }

    private static double[] byTransforms(double[] potential, int n, double length, double nu, double t) {
        for (int fine = 4;; fine *= 2) {
            int m = fine * n;
            double[] phi = FourierLine.values(potential, m);
            double least = Double.POSITIVE_INFINITY;
            for (double v : phi) {
                least = Math.min(least, v);
            }
            for (int j = 0; j < m; j++) {
                phi[j] = Math.exp((least - phi[j]) / (2 * nu));
            }
            double[] c = FourierLine.coefficients(phi);
            int last = c.length - 2;
            if (Math.hypot(c[last], c[last + 1]) > TAIL * c[0] && m < FINEST) {
                continue;
            }
            double[] warm = FourierLine.scaled(c, k -> Math.exp(-nu * t * Math.pow(2 * Math.PI * k / length, 2)));
            double[] down = FourierLine.values(warm, m);
            double[] up = FourierLine.values(FourierLine.derivative(warm, length), m);
            double[] u = new double[n];
            for (int j = 0; j < n; j++) {
                u[j] = -2 * nu * up[j * fine] / down[j * fine];
            }
            return u;
        }
    }

    private static double[] byConvolution(double[] potential, int n, double length, double nu, double t) {
        // Nodes closer than half a deviation of the Gaussian: the trapezoidal rule is then exact to 1e-17.
        double reach = 7 * Math.sqrt(2 * nu * t) + Math.sqrt(2 * t * span(FourierLine.values(potential, 4 * n)));
        int fine = 4;
        while (fine * n < FINEST && length / (fine * n) > 0.3 * Math.sqrt(2 * nu * t)) {
            fine *= 2;
        }
        int m = fine * n;
        double h = length / m;
        double[] p = FourierLine.values(potential, m);
        int wide = (int) Math.ceil(reach / h);
        double[] u = new double[n];
        double[] g = new double[2 * wide + 1];
        for (int i = 0; i < n; i++) {
            double least = Double.POSITIVE_INFINITY;
            for (int k = -wide; k <= wide; k++) {
                g[k + wide] = p[Math.floorMod(i * fine + k, m)] / (2 * nu) + (k * h) * (k * h) / (4 * nu * t);
                least = Math.min(least, g[k + wide]);
            }
            double up = 0;
            double down = 0;
            for (int k = -wide; k <= wide; k++) {
                double w = Math.exp(least - g[k + wide]);
                up -= w * k * h;
                down += w;
            }
            u[i] = up / (t * down);
        }
        return u;
    }
}
