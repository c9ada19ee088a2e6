package org.pushforward.engine.transport;

import java.util.Arrays;
import java.util.Locale;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;

/**
 * Two densities on the n × n cells of [0, 1]², masses at their centres, and the cost κ|x − y|², κ = ½ or 1. Immutable.
 *
 * @param a masses of the source, index i·n + j; they add up to 1, and some may be 0
 * @param logA log₂ a
 */
record GridProblem(int n, double kappa, double[] a, double[] b, double[] logA, double[] logB) {

    /** Rounding of the exponents is averaged over many cells. */
    private static final double AVERAGING = 32;

    static GridProblem of(int n, double kappa, double[] a, double[] b) {
        return new GridProblem(n, kappa, a, b, logarithms(a), logarithms(b));
    }

    static double[] logarithms(double[] masses) {
        return Arrays.stream(masses).map(m -> m > 0 ? Math.log(m) / LogSumExp.LN2 : Double.NEGATIVE_INFINITY).toArray();
    }

    double largestCost() {
        return 2 * kappa;
    }

    /** κ/ε of neighbouring cells, in bits. */
    double q(double eps) {
        return q(n, kappa, eps);
    }

    static double q(int n, double kappa, double eps) {
        return kappa / (eps * LogSumExp.LN2 * n * n);
    }

    GridKernel kernel(double eps) {
        return GridKernel.of(n, q(eps));
    }

    /** Variance a unit of time of the Brownian motion whose bridges the plan mixes, along each axis. */
    double diffusion(double eps) {
        return 0.5 * eps / kappa;
    }

    static void requireResolvable(double eps, double largestCost, double tolerance) {
        double least = largestCost * Math.ulp(1.0) / (AVERAGING * tolerance);
        if (!(eps > least) || !Double.isFinite(1 / eps)) {
            throw new InputException("eps: " + Parameter.Real.text(eps) + " is so small beside costs of up to "
                    + Parameter.Real.text(largestCost) + " that double precision cannot hold the marginals to "
                    + Parameter.Real.text(tolerance), String.format(Locale.ROOT, "give more than %.1e; %s is a good start", least,
                    Parameter.Real.text(0.002 * largestCost)));
        }
    }
}
