package org.pushforward.engine.numerics;

/** The distribution function Φ of N(0, 1) and its inverse, to some 1e-15. Stateless. */
public final class NormalDistribution {

    private static final double ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
    /** Beyond, the series cancels and the fraction converges. */
    private static final double FAR = 3.5;
    private static final int DEPTH = 60;
    private static final int STEPS = 6;

    private NormalDistribution() { }

    public static double density(double x) {
        return Math.exp(-0.5 * x * x) / ROOT_TWO_PI;
    }

    /** Φ(x): ½ + φ(x)(x + x³/3 + x⁵/15 + …) (Marsaglia 2004), or φ over a continued fraction far out (Abramowitz & Stegun 1964, 26.2.14). */
    public static double cumulative(double x) {
        if (Math.abs(x) > FAR) {
            double fraction = 0;
            for (int k = DEPTH; k > 0; k--) {
                fraction = k / (Math.abs(x) + fraction);
            }
            double tail = density(x) / (Math.abs(x) + fraction);
            return x < 0 ? tail : 1 - tail;
        }
        double sum = x;
        double term = x;
        for (int k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + density(x) * sum;
    }

    /**
     * x of Φ(x) = p: Newton's steps from Abramowitz & Stegun 26.2.23.
     *
     * @param p in [0, 1]; the ends give infinities
     */
    public static double quantile(double p) {
        if (p <= 0 || p >= 1) {
            return p <= 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        double lower = Math.min(p, 1 - p);
        double t = Math.sqrt(-2 * Math.log(lower));
        double x = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
        for (int k = 0; k < STEPS; k++) {
            double step = (cumulative(x) - lower) / density(x);
            // Halley: the second derivative of Φ is −xφ.
            step /= 1 + 0.5 * x * step;
            x -= step;
            if (Math.abs(step) < 1e-9 * Math.abs(x)) {
                break;
            }
        }
        return p > 0.5 ? -x : x;
    }
}
