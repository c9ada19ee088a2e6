package org.pushforward.engine.transport;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;

/**
 * Entropic barycentres on a grid, min over p of Σ λₖ OT_ε(p, bₖ) with cost κ|x − y|², by iterated Bregman projections
 * <pre>  v_k = b_k / K u_k,   p = d ⊙ Π (K v_k)^λₖ,   u_k = p / K v_k,</pre>
 * all as logarithms (Benamou, Carlier, Cuturi, Nenna & Peyré 2015; kernel of Solomon et al. 2015). With d = 1 the barycentre is blurred by
 * the kernel: its entropy is part of the objective. The debiased one updates d ← √(d p / K d) (Janati, Cuturi & Gramfort 2020,
 * algorithm 1), so that measures that are all the same have themselves as barycentre; where
 * measures have edges its error falls only like a power of the sweeps. O(k n³) a sweep.
 *
 * <p>Converged means: the first marginals of all plans, whose second ones are exact, are as near to p as asked for. Owns scratch: not
 * thread-safe.
 */
final class Barycenter {

    private static final int STALLED = 3000;
    private static final double PROGRESS = 0.9;

    private final int n;
    private final double kappa;
    private final double[][] logs;
    private final double tolerance;
    private final boolean debiased;
    private GridKernel kernel;
    private double kernelFor;

    /** @param measures masses of the cells, each adding up to 1 */
    Barycenter(int n, double kappa, double[][] measures, double tolerance, boolean debiased) {
        this.n = n;
        this.kappa = kappa;
        this.logs = Arrays.stream(measures).map(GridProblem::logarithms).toArray(double[][]::new);
        this.tolerance = tolerance;
        this.debiased = debiased;
    }

    /** Before the first sweep: potentials 0, and the uniform density, which the sweep takes no notice of. */
    BarycenterState start(double eps, double[] weights) {
        double[] flat = new double[n * n];
        double[][] u = IntStream.range(0, logs.length).mapToObj(k -> flat).toArray(double[][]::new);
        double[] uniform = new double[n * n];
        Arrays.fill(uniform, -2 * Math.log(n) / LogSumExp.LN2);
        return new BarycenterState(eps, weights, u, flat, uniform, Double.NaN, 0, Double.POSITIVE_INFINITY, 0, Status.RUNNING);
    }

    /** Under other weights or another ε, from the potentials there are. */
    BarycenterState changed(BarycenterState s, double eps, double[] weights) {
        double by = s.eps() / eps;
        double[][] u = by == 1 ? s.u() : Arrays.stream(s.u()).map(p -> Arrays.stream(p).map(v -> v * by).toArray()).toArray(double[][]::new);
        return new BarycenterState(eps, weights, u, s.debiasing(), s.log(), s.error(), s.sweeps(), Double.POSITIVE_INFINITY, s.sweeps(),
                Status.RUNNING);
    }

    BarycenterState next(BarycenterState s, StepContext context) {
        BarycenterState swept = swept(s, context);
        if (s.sweeps() == 0) {
            // Of equal measures it finds equal marginals, but nothing is debiased yet.
            return swept;
        }
        if (swept.error() <= tolerance) {
            return swept.with(Status.CONVERGED);
        }
        if (swept.error() < PROGRESS * s.best()) {
            return swept.withBest();
        }
        return swept.sweeps() - s.bestSweep() > STALLED ? swept.with(stalled(swept)) : swept;
    }

    private BarycenterState swept(BarycenterState s, StepContext context) {
        if (kernelFor != s.eps()) {
            kernel = new GridCost.Squared(kappa).kernel(n, s.eps());
            kernelFor = s.eps();
        }
        int cells = n * n;
        double[] shares = s.shares();
        double[][] spread = new double[logs.length][cells];
        double[] log = debiased ? s.debiasing().clone() : new double[cells];
        double[] v = new double[cells];
        for (int k = 0; k < logs.length; k++) {
            double[] b = logs[k];
            kernel.apply(s.u()[k], v, context);
            for (int x = 0; x < cells; x++) {
                v[x] = b[x] - v[x];
            }
            kernel.apply(v, spread[k], context);
            double share = shares[k];
            for (int x = 0; x < cells; x++) {
                log[x] += share * spread[k][x];
            }
        }
        double error = 0;
        double[][] u = new double[logs.length][cells];
        for (int k = 0; k < logs.length; k++) {
            double[] last = s.u()[k];
            double off = 0;
            for (int x = 0; x < cells; x++) {
                off += Math.abs(power(last[x] + spread[k][x]) - power(log[x]));
                u[k][x] = log[x] - spread[k][x];
            }
            error += shares[k] * off;
        }
        return new BarycenterState(s.eps(), s.weights(), u, debiased ? debiasing(s.debiasing(), log, context) : s.debiasing(), log, error,
                s.sweeps() + 1, s.best(), s.bestSweep(), Status.RUNNING);
    }

    /** log₂ √(d p / K d). */
    private double[] debiasing(double[] d, double[] log, StepContext context) {
        double[] spread = new double[d.length];
        kernel.apply(d, spread, context);
        double[] next = new double[d.length];
        Arrays.setAll(next, x -> 0.5 * (d[x] + log[x] - spread[x]));
        return next;
    }

    private Status stalled(BarycenterState s) {
        double raised = 2 * s.eps();
        return new Status.Failed(new Status.Failure(Status.Kind.STALLED, "marginal-error-l1", "", String.format(Locale.ROOT,
                "the plans' marginals are off by %.2g and come no closer to %.2g: ε = %.3g is small", s.error(), tolerance, s.eps()),
                List.of(new Status.Remedy("Raise ε to " + Parameter.Real.text(raised), BarycenterParameters.EPS, raised))));
    }

    static double power(double bits) {
        return Math.exp(bits * LogSumExp.LN2);
    }
}
