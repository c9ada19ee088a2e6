package org.pushforward.engine.transport.grid;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.transport.points.LogSumExp;

/**
 * Entropic barycentres on a grid, min over p of Σ λₖ OT_ε(p, bₖ) with cost κ|x − y|², by iterated Bregman projections
 * <pre>  v_k = b_k / K u_k,   p = d ⊙ Π (K v_k)^λₖ,   u_k = p / K v_k,</pre>
 * all as logarithms (Benamou, Carlier, Cuturi, Nenna & Peyré 2015; kernel of Solomon et al. 2015). With d = 1 the barycentre is blurred by
 * the kernel: its entropy is part of the objective. The debiased one updates d ← √(d p / K d) (Janati, Cuturi & Gramfort 2020,
 * algorithm 1), so that measures that are all the same have themselves as barycentre; where
 * measures have edges its error falls only like a power of the sweeps. O(k n³) a sweep.
 *
 * <p>{@link Iterate#error} tells how near the first marginals of all plans, whose second ones are exact, are to p. Immutable and thread-safe.
 *
 * @param kappa κ, ½ or 1
 * @param measures masses of the cells, each adding up to 1
 * @param logs log₂ of them
 */
record Barycenter(int cells, double kappa, double[][] measures, double[][] logs, boolean debiased) {

    Barycenter(int n, double kappa, double[][] measures, boolean debiased) {
        this(n, kappa, measures, Arrays.stream(measures).map(GridProblem::logarithms).toArray(double[][]::new), debiased);
    }

    /**
     * After some sweeps. The arrays are never written.
     *
     * @param u log₂ uₖ, one array a measure
     * @param debiasing log₂ d; 0 when nothing is debiased
     * @param log log₂ of the barycentre's masses
     * @param error Σ λₖ ‖uₖ K vₖ − p‖₁ with p of this sweep
     */
    record Iterate(double[][] u, double[] debiasing, double[] log, double error) {

        /** Masses of the cells. */
        double[] masses() {
            return Arrays.stream(log).map(Barycenter::power).toArray();
        }

        /** Where a sweep under another ε begins: potentials keep their values. */
        Iterate under(double eps, double other) {
            double by = eps / other;
            return by == 1 ? this : new Iterate(Arrays.stream(u).map(p -> Arrays.stream(p).map(v -> v * by).toArray()).toArray(double[][]::new), debiasing, log, error);
        }
    }

    /** Before the first sweep: potentials 0, and the uniform density, which the sweep takes no notice of. */
    Iterate start() {
        double[] flat = new double[cells * cells];
        double[] uniform = new double[cells * cells];
        Arrays.fill(uniform, -2 * Math.log(cells) / LogSumExp.LN2);
        return new Iterate(IntStream.range(0, logs.length).mapToObj(k -> flat).toArray(double[][]::new), flat, uniform, Double.NaN);
    }

    /** @param shares λ */
    Iterate swept(Iterate s, double eps, double[] shares, StepContext context) {
        GridKernel kernel = new GridCost.Squared(kappa).kernel(cells, eps);
        int all = cells * cells;
        double[][] spread = new double[logs.length][all];
        double[] log = debiased ? s.debiasing.clone() : new double[all];
        double[] v = new double[all];
        for (int k = 0; k < logs.length; k++) {
            double[] b = logs[k];
            kernel.apply(s.u[k], v, context);
            for (int x = 0; x < all; x++) {
                v[x] = b[x] - v[x];
            }
            kernel.apply(v, spread[k], context);
            double share = shares[k];
            for (int x = 0; x < all; x++) {
                log[x] += share * spread[k][x];
            }
        }
        double error = 0;
        double[][] u = new double[logs.length][all];
        for (int k = 0; k < logs.length; k++) {
            double off = 0;
            for (int x = 0; x < all; x++) {
                off += Math.abs(power(s.u[k][x] + spread[k][x]) - power(log[x]));
                u[k][x] = log[x] - spread[k][x];
            }
            error += shares[k] * off;
        }
        return new Iterate(u, debiased ? debiasing(s.debiasing, log, kernel, context) : s.debiasing, log, error);
    }

    /** log₂ √(d p / K d). */
    private static double[] debiasing(double[] d, double[] log, GridKernel kernel, StepContext context) {
        double[] spread = new double[d.length];
        kernel.apply(d, spread, context);
        double[] next = new double[d.length];
        Arrays.setAll(next, x -> 0.5 * (d[x] + log[x] - spread[x]));
        return next;
    }

    private static double power(double bits) {
        return Math.exp(bits * LogSumExp.LN2);
    }
}
