package org.pushforward.engine.transport.grid;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.transport.points.LogSinkhorn;
import org.pushforward.engine.transport.points.LogSumExp;
import org.pushforward.engine.transport.points.OverRelaxation;
import org.pushforward.engine.transport.points.PenalisedMarginals;
import org.pushforward.engine.transport.points.PlanValues;
import org.pushforward.engine.transport.points.SinkhornState.Progress;

/**
 * Sinkhorn's iteration between two densities on an n × n grid,
 * <pre>  min ⟨C, P⟩ + ε KL(P ‖ a⊗b),   P1 = a, Pᵀ1 = b,   C(x, y) = κ|x − y|² or |x − y|,</pre>
 * with potentials as logarithms and a {@link GridKernel}: O(n³) a sweep at most while ε is not very small, O(n²) memory (Solomon et al. 2015). The
 * sweep, its {@link OverRelaxation} and the annealing of a small ε are those of {@link LogSinkhorn}; everything is in double precision.
 * Converged means: errors of both marginals of one and the same plan.
 *
 * <p>Owns scratch: not thread-safe.
 */
final class GridSinkhorn {

    /** ε below this part of the largest cost is annealed. */
    private static final double ANNEALED = 1.0 / 1500;
    private static final double FIRST_LEVEL = 1.0 / 100;
    private static final double LEVEL_FACTOR = 4;
    private static final double LEVEL_TOLERANCE = 0.02;
    private static final int LEVEL_SWEEPS = 40;
    /** Costs are first-order in the error of the marginals; a tenth of what is asked for makes them right to the tolerance and better. */
    private static final double MARGIN = 0.1;
    private static final int RESTING = 20;
    private static final int STALLED = 600;
    private static final double PROGRESS = 0.9;
    private static final double MOST_BITS = 900;

    private final GridProblem problem;
    private final double tolerance;
    private GridKernel kernel;
    private double kernelFor;

    GridSinkhorn(GridProblem problem, double tolerance) {
        this.problem = problem;
        this.tolerance = tolerance;
    }

    /** Potentials 0, before the first sweep; costs next to nothing. */
    GridState start(double eps, double time) {
        double level = eps >= ANNEALED * problem.largestCost() ? eps : FIRST_LEVEL * problem.largestCost();
        double[] zero = new double[problem.n() * problem.n()];
        return new GridState(eps, level, time, zero, zero, zero, zero, zero, PlanValues.NONE, OverRelaxation.NONE, Progress.NONE,
                Status.RUNNING);
    }

    /** From the potentials of another ε, which the next sweep leaves. */
    GridState changed(GridState s, double eps) {
        return !s.isSwept() ? start(eps, s.time()) : new GridState(eps, s.level(), s.time(), s.f(), s.g(), s.nextG(), s.rows(), s.columns(), s.values(), s.relaxation(),
                s.progress().leavingLevel(LEVEL_SWEEPS), Status.RUNNING);
    }

    private GridState relevelled(GridState s, double eps, double level, StepContext context) {
        double[] f = rescaled(s.f(), s.level() / level);
        double[] g = rescaled(s.nextG(), s.level() / level);
        return swept(new GridState(eps, level, s.time(), f, g, g, s.rows(), s.columns(), s.values(), s.relaxation().restarted(),
                s.progress().atNewLevel(), Status.RUNNING), context);
    }

    private static double[] rescaled(double[] potential, double by) {
        return Arrays.stream(potential).map(v -> v * by).toArray();
    }

    /** The next state: a sweep, under a smaller ε where it is time for one. */
    GridState next(GridState s, StepContext context) {
        boolean descends = !s.isFinal() && (s.error() < LEVEL_TOLERANCE || s.progress().atLevel() >= LEVEL_SWEEPS);
        return judged(descends ? relevelled(s, s.eps(), Math.max(s.eps(), s.level() / LEVEL_FACTOR), context) : swept(s, context));
    }

    /** The kernel of a state; for the thread that owns this. */
    GridKernel kernel(GridState s) {
        if (kernelFor != s.level()) {
            kernel = problem.kernel(s.level());
            kernelFor = s.level();
        }
        return kernel;
    }

    private GridState swept(GridState s, StepContext context) {
        GridKernel sums = kernel(s);
        double[] a = problem.a();
        double[] b = problem.b();
        double[] g = s.nextG();
        boolean plain = s.progress().atLevel() == 0;
        double w = plain ? 1 : s.relaxation().weight();

        double[] lse = new double[a.length];
        sums.apply(sum(problem.logB(), g), lse, context);
        double[] toRows = increments(a, lse, s.f());
        double wf = OverRelaxation.ascending(w, PenalisedMarginals.exactStep(toRows, s.f(), a));
        double[] f = LogSinkhorn.moved(s.f(), toRows, wf);

        double[] costs = new double[b.length];
        sums.applyWithCost(sum(problem.logA(), f), lse, costs, context);
        double[] toColumns = increments(b, lse, g);
        double[] nextG = LogSinkhorn.moved(g, toColumns, OverRelaxation.ascending(w, PenalisedMarginals.exactStep(toColumns, g, b)));

        double[] rows = powers(toRows, wf - 1);
        double[] columns = powers(toColumns, -1);
        PlanValues values = PlanValues.ofCosts(s.level(), a, b, f, g, powers(toRows, -1), rows, columns, costs);
        OverRelaxation relaxation = plain ? s.relaxation() : s.relaxation().after(values.columnError());
        return new GridState(s.eps(), s.level(), s.time(), f, g, nextG, rows, columns, values, relaxation, s.progress().afterSweep(values.error()),
                Status.RUNNING);
    }

    /** What a plain half-iteration adds; nothing where there is no mass. */
    private static double[] increments(double[] masses, double[] lse, double[] potential) {
        double[] delta = new double[masses.length];
        Arrays.setAll(delta, i -> masses[i] > 0 ? -lse[i] - potential[i] : 0);
        return delta;
    }

    static double[] sum(double[] u, double[] v) {
        double[] sum = new double[u.length];
        Arrays.setAll(sum, i -> u[i] + v[i]);
        return sum;
    }

    private static double[] powers(double[] v, double factor) {
        double[] powers = new double[v.length];
        Arrays.setAll(powers, i -> factor == 0 || v[i] == 0 ? 1 : Math.exp(Math.min(factor * v[i], MOST_BITS) * LogSumExp.LN2));
        return powers;
    }

    private GridState judged(GridState s) {
        if (!s.isFinal()) {
            return s;
        }
        double error = s.error();
        double floor = 4 * Math.ulp(problem.largestCost() / (s.level() * LogSumExp.LN2));
        int resting = s.progress().sweeps() - s.progress().bestSweep();
        if (error <= Math.min(tolerance, Math.max(MARGIN * tolerance, floor)) || error <= tolerance && resting >= RESTING) {
            return s.with(Status.CONVERGED);
        }
        if (error < PROGRESS * s.progress().best()) {
            return s.with(s.progress().withBest(error));
        }
        return resting > STALLED ? s.with(stalled(s)) : s;
    }

    private Status stalled(GridState s) {
        double raised = Math.max(problem.cost().advisedEps(), 4 * s.eps());
        return new Status.Failed(new Status.Failure(Status.Kind.STALLED, "marginal-error-l1", "", String.format(Locale.ROOT,
                "the marginals are off by %.2g and have not come closer to %.2g in %d sweeps: ε = %.3g is small beside costs of %.3g",
                s.error(), tolerance, STALLED, s.eps(), problem.largestCost()),
                List.of(new Status.Remedy("Raise ε to " + Parameter.Real.text(raised), GridParameters.EPS, raised))));
    }
}
