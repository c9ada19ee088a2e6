package org.pushforward.engine.transport.grid;

import java.util.Arrays;

/**
 * exp(−s r) as a sum of Gaussians with positive weights, right relative to itself for all whole-cell distances r = 0, 1 … largest:
 * <pre>  exp(−s r) = (s/√π) ∫₀^∞ exp(−s²v²/4 − r²/v²) dv  ≈  Σₖ wₖ exp(−r²/vₖ²) + δ [r = 0],</pre>
 * the subordination of a Laplacian to Gaussian kernels. The integrand is exp(−s r) exp(−(r/v − s v/2)²): for large v a Gaussian of one
 * width for every r, for small v a function of log v. So v = α log(1 + e^z), and the trapezoidal rule in z converges geometrically
 * (Trefethen & Weideman 2014, "The exponentially convergent trapezoidal rule"). −s ∂/∂s gives s r exp(−s r) with the weights
 * wₖ(s²vₖ²/2 − 1), which are not positive. Some fifty terms. Immutable.
 *
 * @param widths vₖ in cells
 * @param weights wₖ
 * @param costWeights those of s r exp(−s r)
 * @param atZero δ
 * @param costAtZero what those of the cost lack at r = 0
 */
record ExponentialMixture(double[] widths, double[] weights, double[] costWeights, double atZero, double costAtZero) {

    /** The integrand is left out where it is below exp(−TAIL²) of its largest. */
    private static final double TAIL = 5.3;
    private static final double STEP = 0.175;
    private static final double BEND = 3.4;

    /**
     * @param s rate a cell
     * @param largest largest distance in cells
     */
    static ExponentialMixture of(double s, double largest) {
        double least = (Math.sqrt(TAIL * TAIL + 2 * s) - TAIL) / s;
        double most = (Math.sqrt(TAIL * TAIL + 2 * s * largest) + TAIL) / s;
        double alpha = BEND / s;
        double from = Math.log(Math.expm1(least / alpha));
        double to = most / alpha + Math.log(-Math.expm1(-most / alpha));
        int terms = (int) Math.ceil((to - from) / STEP) + 1;
        double[] v = new double[terms];
        double[] w = new double[terms];
        double[] c = new double[terms];
        for (int k = 0; k < terms; k++) {
            double z = from + k * STEP;
            v[k] = alpha * (z > 30 ? z : Math.log1p(Math.exp(z)));
            double half = 0.5 * s * v[k];
            w[k] = STEP * s / Math.sqrt(Math.PI) * Math.exp(-half * half) * alpha / (1 + Math.exp(-z));
            c[k] = w[k] * (2 * half * half - 1);
        }
        return new ExponentialMixture(v, w, c, 1 - Arrays.stream(w).sum(), -Arrays.stream(c).sum());
    }

    int terms() {
        return widths.length;
    }

    /** The sum at a distance r > 0, and that of the costs. */
    double[] at(double r) {
        double[] sums = new double[2];
        for (int k = 0; k < widths.length; k++) {
            double x = r / widths[k];
            double e = Math.exp(-x * x);
            sums[0] += weights[k] * e;
            sums[1] += costWeights[k] * e;
        }
        return sums;
    }
}
