package org.pushforward.engine.transport.grid;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.transport.points.LogSumExp;

/**
 * Two densities on the n × n cells of [0, 1]², masses at their centres, and a cost. Masses are worked out when they are first needed;
 * nothing else changes. For one thread at a time.
 */
final class GridProblem {

    /** Rounding of the exponents is averaged over many cells. */
    private static final double AVERAGING = 32;

    private final int n;
    private final GridCost cost;
    private final Supplier<double[]> source;
    private final Supplier<double[]> target;
    private Optional<Masses> masses = Optional.empty();

    private record Masses(double[] a, double[] b, double[] logA, double[] logB) { }

    /** @param source gives the masses of the source, index i·n + j; they add up to 1, and some may be 0 */
    GridProblem(int n, GridCost cost, Supplier<double[]> source, Supplier<double[]> target) {
        this.n = n;
        this.cost = cost;
        this.source = source;
        this.target = target;
    }

    /** Works out what will be needed, unless it is cancelled. */
    void prepare(CancelToken cancel) {
        cancel.during(this::masses);
    }

    private Masses masses() {
        if (masses.isEmpty()) {
            double[] a = source.get();
            double[] b = target.get();
            masses = Optional.of(new Masses(a, b, logarithms(a), logarithms(b)));
        }
        return masses.get();
    }

    int n() {
        return n;
    }

    GridCost cost() {
        return cost;
    }

    double[] a() {
        return masses().a;
    }

    double[] b() {
        return masses().b;
    }

    /** log₂ a. */
    double[] logA() {
        return masses().logA;
    }

    double[] logB() {
        return masses().logB;
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
