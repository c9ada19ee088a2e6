package org.pushforward.engine.numerics;

/**
 * The law of the mean of {@code shape} independent exponential numbers of mean one, Gamma(M)/M: what the mean energy of M complex normal numbers follows. By
 * the Poisson sum P(Gamma(M) &gt; x) = e⁻ˣ Σ_{k&lt;M} xᵏ/k!, summed outwards from its largest term; some 1e-13, O(M).
 *
 * @param shape M
 */
public record GammaLaw(int shape) {

    /** P(mean &gt; x). */
    public double survival(double x) {
        double t = shape * x;
        if (t <= 0) {
            return 1;
        }
        int largest = (int) Math.min(shape - 1, Math.floor(t));
        double top = Math.exp(largest * Math.log(t) - t - logFactorial(largest));
        double sum = top;
        double term = top;
        for (int k = largest; k > 0 && term > 1e-18 * sum; k--) {
            term *= k / t;
            sum += term;
        }
        term = top;
        for (int k = largest + 1; k < shape && term > 1e-18 * sum; k++) {
            term *= t / k;
            sum += term;
        }
        return Math.min(1, sum);
    }

    public double density(double x) {
        double t = shape * x;
        return t <= 0 ? 0 : shape * Math.exp((shape - 1) * Math.log(t) - t - logFactorial(shape - 1));
    }

    /** x of P(mean &gt; x) = p, by halving. */
    public double exceeded(double p) {
        double low = 0;
        double high = 1;
        while (survival(high) > p) {
            high *= 2;
        }
        for (int k = 0; k < 80; k++) {
            double middle = 0.5 * (low + high);
            if (survival(middle) > p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return 0.5 * (low + high);
    }

    private static double logFactorial(int n) {
        double sum = 0;
        for (int k = 2; k <= n; k++) {
            sum += Math.log(k);
        }
        return sum;
    }
}
