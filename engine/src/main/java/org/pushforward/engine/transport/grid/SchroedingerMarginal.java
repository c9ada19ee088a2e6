package org.pushforward.engine.transport.grid;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.transport.points.LogSumExp;

/**
 * The density of the Schrödinger bridge at time t, in closed form from the potentials:
 * <pre>  p_t = (k_t ∗ a e^f) · (k_{1−t} ∗ b e^g) / (π t(1−t) ε/κ),   k_t(z) = exp(−κ|z|²/(ε t)),</pre>
 * which is the mixture of the plan's Brownian bridges, of variance t(1−t) ε/(2κ) about (1−t) x + t y (Léonard 2014, "A survey of the
 * Schrödinger problem"). With ε → 0 it becomes the displacement interpolation. Two separable passes, O(n³). Immutable.
 *
 * @param masses of the cells; they add up to 1
 * @param inside share of the bridge on the square as its cells sum it, before that: 1 but for what leaves the square, and for a bridge
 *     narrower than a cell
 */
record SchroedingerMarginal(double[] masses, double inside) {

    /** @param cost that of the problem */
    static SchroedingerMarginal of(GridProblem problem, GridCost.Squared cost, GridState s, StepContext context) {
        double t = s.time();
        if (t == 0 || t == 1) {
            return new SchroedingerMarginal(t == 0 ? problem.a() : problem.b(), 1);
        }
        double[] from = new double[problem.a().length];
        double[] to = new double[problem.a().length];
        problem.kernel(s.level() * t).apply(GridSinkhorn.sum(problem.logA(), s.f()), from, context);
        problem.kernel(s.level() * (1 - t)).apply(GridSinkhorn.sum(problem.logB(), s.g()), to, context);
        double[] masses = new double[from.length];
        double cells = (double) problem.n() * problem.n();
        double scale = cost.kappa() / (Math.PI * t * (1 - t) * s.level() * cells);
        // Before the first sweep the product can be below the smallest number everywhere.
        double top = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < from.length; k++) {
            top = Math.max(top, from[k] + to[k]);
        }
        double largest = top;
        Arrays.setAll(masses, k -> Math.exp((from[k] + to[k] - largest) * LogSumExp.LN2));
        double sum = Arrays.stream(masses).sum();
        return new SchroedingerMarginal(Arrays.stream(masses).map(m -> m / sum).toArray(), scale * Math.exp(top * LogSumExp.LN2) * sum);
    }
}
