package org.pushforward.engine.transport;

import java.util.Arrays;
import java.util.Locale;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;

/**
 * Two densities on the n × n cells of [0, 1]², masses at their centres, and a cost. Immutable.
 *
 * @param a masses of the source, index i·n + j; they add up to 1, and some may be 0
 * @param logA log₂ a
 */
record GridProblem(int n, GridCost cost, double[] a, double[] b, double[] logA, double[] logB) {

    /** Rounding of the exponents is averaged over many cells. */
    private static final double AVERAGING = 32;

    static GridProblem of(int n, GridCost cost, double[] a, double[] b) {
        return new GridProblem(n, cost, a, b, logarithms(a), logarithms(b));
    }

    static double[] logarithms(double[] masses) {
        return Arrays.stream(masses).map(m -> m > 0 ? Math.log(m) / LogSumExp.LN2 : Double.NEGATIVE_INFINITY).toArray();
    }

    double largestCost() {
        return cost.largest();
    }

    GridKernel kernel(double eps) {
        return cost.kernel(n, eps);
    }

    static void requireResolvable(double eps, GridCost cost, double tolerance) {
        double largestCost = cost.largest();
        double least = largestCost * Math.ulp(1.0) / (AVERAGING * tolerance);
        if (!(eps > least) || !Double.isFinite(1 / eps)) {
            throw new InputException("eps: " + Parameter.Real.text(eps) + " is so small beside costs of up to "
                    + Parameter.Real.text(largestCost) + " that double precision cannot hold the marginals to "
                    + Parameter.Real.text(tolerance), String.format(Locale.ROOT, "give more than %.1e; %s is a good start", least,
                    Parameter.Real.text(cost.advisedEps())));
        }
    }
}
