package org.pushforward.engine.transport;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;

/**
 * Sinkhorn's iteration in the log domain (Cuturi 2013; Peyré & Cuturi 2019, §4.4) for
 * <pre>  min ⟨C, P⟩ + ε KL(P ‖ a⊗b),   P1 = a, Pᵀ1 = b,   Cᵢⱼ = κ|xᵢ − yⱼ|².</pre>
 * One sweep is f ← f + w(T(g) − f), g ← g + w(T(f) − g) with T a soft minimum, streamed by {@link LogSumExp} in O(n + m) memory, w by
 * {@link OverRelaxation}. Large problems are swept in single precision until its rounding shows, then in double; a small ε is reached
 * by quartering a larger one (annealing); where sweeps are slow and one side is small, {@link SinkhornNewton} steps go between them.
 * Converged means: errors of both marginals of one and the same plan, measured in double precision.
 *
 * <p>Owns scratch: not thread-safe.
 */
final class LogSinkhorn {

    /** Pairs from which single precision pays. */
    private static final long SINGLE_PAIRS = 1 << 17;
    /** Exponents up to which single precision says something, in bits. */
    private static final double SINGLE_BITS = 4000;
    /** Rounding of single precision leaves errors about this many times the largest exponent. */
    private static final double SINGLE_ROUNDING = 3e-8;
    /** ε below this part of the largest cost is annealed. */
    private static final double ANNEALED = 1.0 / 400;
    private static final double FIRST_LEVEL = 1.0 / 40;
    private static final double LEVEL_FACTOR = 4;
    private static final double LEVEL_TOLERANCE = 0.02;
    private static final int LEVEL_SWEEPS = 40;
    /** Values are first-order in the error of the marginals; a tenth of what is asked for makes them right to the tolerance and better. */
    private static final double MARGIN = 0.1;
    /** Sweeps of one level before Newton steps are tried. */
    private static final int PATIENCE = 24;
    /** Sweeps without progress after which it is given up. */
    private static final int STALLED = 600;
    /** Sweeps without progress after which the tolerance itself is enough. */
    private static final int RESTING = 20;
    private static final double MOST_BITS = 900;
    private static final double PROGRESS = 0.9;

    private final SinkhornProblem problem;
    private final double tolerance;
    private final LogSumExp single = new SingleLogSumExp();
    private final LogSumExp precise = new DoubleLogSumExp();
    private ScaledCloud x;
    private ScaledCloud y;
    private double scaledFor = Double.NaN;

    LogSinkhorn(SinkhornProblem problem, double tolerance) {
        this.problem = problem;
        this.tolerance = tolerance;
    }

    /** From potentials 0: rows are made right, columns measured. */
    SinkhornState start(double eps, StepContext context) {
        double level = Math.max(eps, FIRST_LEVEL * problem.costBound());
        return begun(eps, eps >= ANNEALED * problem.costBound() ? eps : level, new double[problem.source().size()],
                new double[problem.target().size()], OverRelaxation.NONE, context);
    }

    /** From the potentials of another ε. */
    SinkhornState changed(SinkhornState s, double eps, StepContext context) {
        double level = Math.max(eps, Math.min(s.level(), FIRST_LEVEL * problem.costBound()) / LEVEL_FACTOR);
        SinkhornState begun = begun(eps, eps >= ANNEALED * problem.costBound() ? eps : level, rescaled(s.f(), s.level(), level),
                rescaled(s.nextG(), s.level(), level), s.relaxation().restarted(), context);
        return begun.counted(s.sweeps(), s.newtonSteps());
    }

    private SinkhornState begun(double eps, double level, double[] f, double[] g, OverRelaxation relaxation, StepContext context) {
        double[] unknown = unknown();
        SinkhornState fresh = new SinkhornState(eps, level, f, g, g, unknown, g, f, f, g, PlanValues.NONE, relaxation, isSingle(level), 0, 0, 0, Double.POSITIVE_INFINITY, 0, Status.RUNNING);
        return swept(fresh, context);
    }

    private boolean isSingle(double level) {
        return (long) problem.source().size() * problem.target().size() >= SINGLE_PAIRS && problem.bits(level) <= SINGLE_BITS;
    }

    private double[] unknown() {
        double[] bounds = new double[problem.source().size()];
        Arrays.fill(bounds, Double.POSITIVE_INFINITY);
        return bounds;
    }

    private static double[] rescaled(double[] potential, double from, double to) {
        return Arrays.stream(potential).map(v -> v * from / to).toArray();
    }

    private void scale(double level) {
        if (scaledFor != level) {
            x = problem.scaledSource(level);
            y = problem.scaledTarget(level);
            scaledFor = level;
        }
    }

    /** The next state: a sweep, after a Newton step or a smaller ε where it is time for one. */
    SinkhornState next(SinkhornState s, StepContext context) {
        SinkhornState from = s;
        if (!s.isFinal() && (s.values().error() < LEVEL_TOLERANCE || s.levelSweeps() >= LEVEL_SWEEPS)) {
            double level = Math.max(s.eps(), s.level() / LEVEL_FACTOR);
            from = begun(s.eps(), level, rescaled(s.f(), s.level(), level), rescaled(s.nextG(), s.level(), level),
                    s.relaxation().restarted(), context);
            return judged(from.counted(s.sweeps() + 1, s.newtonSteps()));
        }
        if (s.single() && s.isFinal() && s.values().error() < SINGLE_ROUNDING * problem.bits(s.level())) {
            from = from.inDoublePrecision();
        }
        int newtonSteps = s.newtonSteps();
        if (!from.single() && s.levelSweeps() >= PATIENCE && SinkhornNewton.suits(problem)) {
            from = from.from(new SinkhornNewton(problem, s.level(), context.cancel()).step(s.f(), s.nextG()), unknown());
            newtonSteps++;
        }
        return judged(swept(from, context).counted(s.sweeps() + 1, newtonSteps));
    }

    /** One sweep. */
    private SinkhornState swept(SinkhornState s, StepContext context) {
        scale(s.level());
        double[] a = problem.source().weights();
        double[] b = problem.target().weights();
        LogSumExp kernel = s.single() ? single : precise;
        boolean fresh = s.levelSweeps() == 0;
        boolean plain = fresh || s.rowLse()[0] == Double.POSITIVE_INFINITY;
        double w = plain ? 1 : s.relaxation().weight();

        double[] g = s.nextG();
        double[] rowLse = new double[a.length];
        double[] scratch = new double[a.length];
        kernel.run(x, y, exponents(g, y), raised(s.rowLse(), g, s.g()), rowLse, scratch, context);
        double[] toRows = new double[a.length];
        double[] rowsBefore = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            toRows[i] = x.squared[i] - rowLse[i] - s.f()[i];
            rowsBefore[i] = exp2(-toRows[i]);
        }
        double wf = OverRelaxation.ascending(w, toRows, a);
        double[] f = moved(s.f(), toRows, wf);
        double[] rows = Arrays.stream(toRows).map(d -> exp2((wf - 1) * d)).toArray();

        double[] columnLse = new double[b.length];
        double[] negentropy = new double[b.length];
        double[] bounds = plain ? columnBounds(g) : raised(s.columnLse(), f, s.f());
        kernel.run(y, x, exponents(f, x), bounds, columnLse, negentropy, context);
        double[] toColumns = new double[b.length];
        double[] columns = new double[b.length];
        for (int j = 0; j < b.length; j++) {
            toColumns[j] = y.squared[j] - columnLse[j] - g[j];
            columns[j] = exp2(-toColumns[j]);
        }
        double[] nextG = moved(g, toColumns, OverRelaxation.ascending(w, toColumns, b));
        PlanValues values = PlanValues.of(s.level(), a, b, f, g, rowsBefore, rows, columns, negentropy);
        OverRelaxation relaxation = fresh ? s.relaxation() : s.relaxation().after(values.columnError());
        return new SinkhornState(s.eps(), s.level(), f, g, nextG, rowLse, columnLse, rowsBefore, rows, columns, values, relaxation,
                s.single(), s.sweeps(), s.levelSweeps() + 1, s.newtonSteps(), s.best(), s.bestSweep(), Status.RUNNING);
    }

    private SinkhornState judged(SinkhornState s) {
        if (!s.isFinal() || s.single()) {
            return s;
        }
        double error = s.values().error();
        double floor = 4 * Math.ulp(problem.bits(s.level()));
        boolean resting = s.sweeps() - s.bestSweep() >= RESTING;
        if (error <= Math.min(tolerance, Math.max(MARGIN * tolerance, floor)) || error <= tolerance && resting) {
            return s.with(Status.CONVERGED);
        }
        return error < PROGRESS * s.best() ? s.best(error) : s.sweeps() - s.bestSweep() > STALLED ? s.with(stalled(s)) : s;
    }

    private Status stalled(SinkhornState s) {
        double advised = problem.advisedEps();
        return new Status.Failed(new Status.Failure(Status.Kind.STALLED, "marginal-error-l1", "", String.format(Locale.ROOT,
                "the marginals are off by %.2g and have not come closer to %.2g in %d sweeps: ε = %.3g is small beside costs of %.3g",
                s.values().error(), tolerance, STALLED, s.eps(), problem.costBound()),
                List.of(new Status.Remedy("Raise ε to " + Parameter.Real.text(advised), SinkhornParameters.EPS, advised))));
    }

    /** h = potential + log₂ weight − |X|². */
    static double[] exponents(double[] potential, ScaledCloud cloud) {
        double[] h = new double[cloud.size];
        Arrays.setAll(h, i -> potential[i] + cloud.logWeight[i] - cloud.squared[i]);
        return h;
    }

    /** A log-sum-exp grows by no more than the largest change of what it is of. */
    private static double[] raised(double[] lse, double[] now, double[] then) {
        double most = 0;
        for (int i = 0; i < now.length; i++) {
            most = Math.max(most, now[i] - then[i]);
        }
        double by = most;
        return by == 0 ? lse : Arrays.stream(lse).map(v -> v + by).toArray();
    }

    /** With exact rows no column can hold more than all the mass: bⱼ 2^(gⱼ + Lⱼ − |Yⱼ|²) ≤ 1. */
    private double[] columnBounds(double[] g) {
        double[] bounds = new double[g.length];
        Arrays.setAll(bounds, j -> y.squared[j] - g[j] - y.logWeight[j]);
        return bounds;
    }

    private static double[] moved(double[] potential, double[] by, double w) {
        double[] sum = new double[potential.length];
        Arrays.setAll(sum, i -> potential[i] + w * by[i]);
        return sum;
    }

    /** Kept finite: a warm start under a much smaller ε can be off by any power. */
    private static double exp2(double v) {
        return Math.exp(Math.min(v, MOST_BITS) * LogSumExp.LN2);
    }
}
