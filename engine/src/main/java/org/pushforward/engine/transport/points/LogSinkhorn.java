package org.pushforward.engine.transport.points;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.transport.points.Marginals.Optimality;
import org.pushforward.engine.transport.points.SinkhornState.Kernel;
import org.pushforward.engine.transport.points.SinkhornState.LowRank;
import org.pushforward.engine.transport.points.SinkhornState.Progress;
import org.pushforward.engine.transport.points.SinkhornState.SelfValues;
import org.pushforward.engine.transport.points.SinkhornState.Sweep;

/**
 * Sinkhorn's iteration in the log domain (Cuturi 2013; Peyré & Cuturi 2019, §4.4) for
 * <pre>  min ⟨C, P⟩ + ε KL(P ‖ a⊗b),   P1 = a, Pᵀ1 = b,   Cᵢⱼ = κ|xᵢ − yⱼ|².</pre>
 * or with the terms of other {@link Marginals} in place of the constraints. One sweep is f ← f + w(T(g) − f), g ← g + w(T(f) − g) with T a soft
 * minimum, streamed by {@link LogSumExp} in O(n + m) memory, w by {@link OverRelaxation}. Large problems are swept in single precision until
 * its rounding shows, then in double; the first sweeps may use a kernel of low rank ({@link NystroemSums}); a small ε is reached by
 * quartering a larger one (annealing). Where sweeps are slow, Newton steps go between them: {@link SinkhornNewton} where the plan can be
 * stored, {@link SchurNewton} otherwise. Converged means: errors of both marginals of one and the same plan, measured in double precision
 * with the exact kernel.
 *
 * <p>Owns scratch: not thread-safe.
 */
public final class LogSinkhorn {

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
    private static final double POINT_TOLERANCE = 0.1;
    private static final int LEVEL_SWEEPS = 40;
    /** Values are first-order in the error of the marginals; a tenth of what is asked for makes them right to the tolerance and better. */
    private static final double MARGIN = 0.1;
    /** Sweeps before Newton steps by elimination are tried. */
    private static final int PATIENCE = 24;
    /** Conjugate gradients of a Newton step that are too many. */
    private static final int MANY = 150;
    /** Sweeps without progress after which it is given up. */
    private static final int STALLED = 600;
    /** Sweeps without progress after which ε is annealed again. */
    private static final int LOST = 60;
    /** Sweeps without progress after which the tolerance itself is enough. */
    private static final int RESTING = 20;
    private static final double MOST_BITS = 900;
    private static final double PROGRESS = 0.9;
    private static final int LOW_RANK_SWEEPS = 200;
    /** Residual of the approximate kernel below which its plan is expected to be nearly right. */
    private static final double GOOD_RESIDUAL = 1e-6;
    private static final double[] NOTHING = {};

    private final SinkhornProblem problem;
    private final double tolerance;
    private final boolean debiased;
    private final int rank;
    private Optional<NystroemSums> lowRank = Optional.empty();
    private final LogSumExp single = new SingleLogSumExp();
    private final LogSumExp precise = new DoubleLogSumExp();
    private ScaledCloud x;
    private ScaledCloud y;
    private double scaledFor = Double.NaN;

    /**
     * @param debiased whether values of the clouds with themselves are found once the plan has converged
     * @param rank of the kernel of the first sweeps, or 0 for the exact one
     */
    LogSinkhorn(SinkhornProblem problem, double tolerance, boolean debiased, int rank) {
        this.problem = problem;
        this.tolerance = tolerance;
        this.debiased = debiased;
        this.rank = rank;
    }

    /** Potentials 0, before the first sweep; costs next to nothing. */
    SinkhornState start(double eps, Marginals marginals) {
        double level = isAnnealed(eps) ? FIRST_LEVEL * problem.costBound() : eps;
        double[] f = new double[problem.source().size()];
        double[] g = new double[problem.target().size()];
        Sweep potentials = new Sweep(f, g, g, 0, unknown(), g, f, f, g, PlanValues.NONE, Optimality.NONE);
        return new SinkhornState(eps, marginals, level, potentials, OverRelaxation.NONE, firstKernel(level), Progress.NONE, Status.RUNNING,
                Optional.empty(), Optional.empty());
    }

    /** From the potentials of another ε, which the next sweep leaves. */
    SinkhornState changed(SinkhornState s, double eps) {
        return !s.isSwept() ? start(eps, s.marginals()) : new SinkhornState(eps, s.marginals(), s.level(), s.sweep(), s.relaxation(), s.kernel(),
                s.progress().leavingLevel(LEVEL_SWEEPS), Status.RUNNING, Optional.empty(), s.lowRank());
    }

    /** From the potentials for other marginals. */
    static SinkhornState changed(SinkhornState s, Marginals marginals) {
        return new SinkhornState(s.eps(), marginals, s.level(), s.sweep(), s.relaxation().restarted(), s.kernel(), s.progress().atNewLevel(),
                Status.RUNNING, Optional.empty(), s.lowRank());
    }

    private SinkhornState relevelled(SinkhornState s, double level, StepContext context) {
        double by = s.level() / level;
        double[] f = rescaled(s.sweep().f(), by);
        double[] g = rescaled(s.sweep().nextG(), by);
        Sweep potentials = new Sweep(f, g, g, s.sweep().lambda() * by, unknown(), g, f, f, g, PlanValues.NONE, Optimality.NONE);
        boolean again = s.progress().again();
        return swept(new SinkhornState(s.eps(), s.marginals(), level, potentials, s.relaxation().restarted(), again ? exactKernel(level) : firstKernel(level),
                s.progress().atNewLevel(), Status.RUNNING, Optional.empty(), again ? s.lowRank() : Optional.empty()), context);
    }

    /** From the first level on, with the exact kernel: what stands still because it began badly does not begin so again. */
    private SinkhornState annealedAgain(SinkhornState s) {
        SinkhornState first = start(s.eps(), s.marginals());
        return new SinkhornState(s.eps(), s.marginals(), first.level(), first.sweep(), OverRelaxation.NONE, exactKernel(first.level()),
                s.progress().annealedAgain(), Status.RUNNING, Optional.empty(), s.lowRank());
    }

    private boolean isLost(SinkhornState s) {
        boolean approximate = s.kernel() == Kernel.LOW_RANK && s.progress().atLevel() >= PATIENCE && !isSettled(s);
        return canAnnealAgain(s) && (approximate || s.isFinal() && resting(s) > LOST);
    }

    /** Where Newton steps make a level cheap, and only once. */
    private boolean canAnnealAgain(SinkhornState s) {
        return !s.progress().again() && isEliminated(s) && isAnnealed(s.eps());
    }

    private static int resting(SinkhornState s) {
        return s.progress().sweeps() - s.progress().bestSweep();
    }

    private SoftSums kernel(SinkhornState s, StepContext context) {
        if (s.kernel() == Kernel.LOW_RANK && lowRank.isEmpty()) {
            lowRank = Optional.of(new NystroemSums(x, y, rank, context));
        }
        return switch (s.kernel()) {
            case LOW_RANK -> lowRank.orElseThrow();
            case SINGLE -> single;
            case DOUBLE -> precise;
        };
    }

    /**
     * Leaves the approximate kernel for the exact one.
     *
     * @param believed error with the approximate one, infinite where it fails
     */
    private SinkhornState exact(SinkhornState s, double believed) {
        NystroemSums left = lowRank.orElseThrow();
        boolean failed = believed == Double.POSITIVE_INFINITY;
        Kernel kernel = !failed && left.residual() < GOOD_RESIDUAL ? Kernel.DOUBLE : exactKernel(s.level());
        Sweep v = s.sweep();
        Sweep potentials = v.from(v.nextG(), v.lambda(), unknown());
        return new SinkhornState(s.eps(), s.marginals(), s.level(), failed ? potentials : v, s.relaxation().restarted(), kernel, s.progress(), Status.RUNNING,
                Optional.empty(), Optional.of(new LowRank(left.rank(), failed, failed ? 0 : believed, -1)));
    }

    /** The first exact sweep tells what the approximate kernel's plan is worth: row sums are those before the half-step. */
    private static Optional<LowRank> measured(SinkhornState s, Sweep swept) {
        double error = s.marginals().isExact() ? swept.values().rowErrorBefore() + swept.values().columnError() : swept.optimality().error();
        return s.lowRank().map(l -> l.measured() >= 0 ? l : new LowRank(l.rank(), l.failed(), l.believed(), error));
    }

    private static double log2(double v) {
        return Math.log(v) / LogSumExp.LN2;
    }

    private Kernel firstKernel(double level) {
        return rank > 0 ? Kernel.LOW_RANK : exactKernel(level);
    }

    private Kernel exactKernel(double level) {
        return isSingle(level) ? Kernel.SINGLE : Kernel.DOUBLE;
    }

    private boolean isSingle(double level) {
        return (long) problem.source().size() * problem.target().size() >= SINGLE_PAIRS && problem.bits(level) <= SINGLE_BITS;
    }

    /** With potentials 0 no row sum over its mass can be above the mass of the target: Lᵢ ≤ |Xᵢ|² + log₂ Σb. */
    private double[] firstBounds() {
        double most = log2(problem.targetMass());
        return Arrays.stream(x.squared).map(v -> v + most).toArray();
    }

    private double[] unknown() {
        double[] bounds = new double[problem.source().size()];
        Arrays.fill(bounds, Double.POSITIVE_INFINITY);
        return bounds;
    }

    private static double[] rescaled(double[] potential, double by) {
        return Arrays.stream(potential).map(v -> v * by).toArray();
    }

    private void scale(double level, StepContext context) {
        if (scaledFor != level) {
            scaledFor = Double.NaN;
            context.cancel().throwIfCancelled();
            x = problem.scaledSource(level);
            context.cancel().throwIfCancelled();
            y = problem.scaledTarget(level);
            scaledFor = level;
            lowRank = Optional.empty();
        }
    }

    /** The next state: a sweep, after a Newton step or under a smaller ε where it is time for one. */
    SinkhornState next(SinkhornState s, StepContext context) {
        if (isLost(s)) {
            return judged(swept(annealedAgain(s), context), context);
        }
        if (!s.isFinal() && (isSettled(s) || s.progress().atLevel() >= LEVEL_SWEEPS)) {
            return judged(relevelled(s, Math.max(s.eps(), s.level() / LEVEL_FACTOR), context), context);
        }
        SinkhornState from = s;
        if (s.single() && s.isFinal() && s.error() < SINGLE_ROUNDING * problem.bits(s.level())) {
            from = s.inDoublePrecision();
        } else if (s.kernel() == Kernel.LOW_RANK && s.isFinal() && (s.error() < MARGIN * tolerance || s.progress().atLevel() >= LOW_RANK_SWEEPS)) {
            SinkhornState left = swept(exact(s, s.error()), context);
            boolean good = left.sweep().optimality().worst() < POINT_TOLERANCE;
            return judged(good || !canAnnealAgain(left) ? left : swept(annealedAgain(left), context), context);
        }
        if (isEliminated(from) ? isTimeToEliminate(from) : from.isFinal() && from.kernel() != Kernel.LOW_RANK && from.progress().isSlow()) {
            SinkhornState precise = from.single() ? from.inDoublePrecision() : from;
            from = isEliminated(from) ? eliminated(precise, context) : iterated(precise, context);
        }
        return judged(swept(from, context), context);
    }

    /** Whether Newton steps are by elimination. */
    private boolean isEliminated(SinkhornState s) {
        return SinkhornNewton.suits(problem, s.marginals());
    }

    private boolean isAnnealed(double eps) {
        return eps < ANNEALED * problem.costBound();
    }

    /** From the first sweep on where ε is small: how far sweeps get on their own at a level says nothing. */
    private boolean isTimeToEliminate(SinkhornState s) {
        return switch (s.kernel()) {
            case LOW_RANK -> false;
            case SINGLE -> isAnnealed(s.eps()) && s.isSwept();
            case DOUBLE -> isAnnealed(s.eps()) ? s.isSwept() : s.progress().atLevel() > PATIENCE;
        };
    }

    /**
     * Whether a level has given what the next one needs. Where Newton steps are cheap no point's marginal may be off much, however small its
     * mass, as a potential that is off by some nats is off by {@link #LEVEL_FACTOR} times as many there; and all together no more than in the
     * end: mass that has to go far finds its way while ε is large.
     */
    private boolean isSettled(SinkhornState s) {
        if (!isEliminated(s) || s.kernel() != Kernel.DOUBLE) {
            return s.error() < LEVEL_TOLERANCE;
        }
        return s.error() <= Math.max(tolerance, floor(s)) && s.sweep().optimality().worst() < POINT_TOLERANCE;
    }

    /** What rounding of the exponents leaves of the error. */
    private double floor(SinkhornState s) {
        return 4 * Math.ulp(problem.bits(s.level()));
    }

    private SinkhornState eliminated(SinkhornState s, StepContext context) {
        SinkhornNewton.Result r = new SinkhornNewton(problem, s.marginals(), s.level(), context.cancel()).step(s.sweep().f(), s.sweep().nextG(),
                s.sweep().lambda(), s.progress().damping());
        return s.with(s.sweep().from(r.g(), r.lambda(), unknown())).with(s.progress().afterNewtonStep(r.damping()));
    }

    private SinkhornState iterated(SinkhornState s, StepContext context) {
        scale(s.level(), context);
        boolean fine = s.progress().conjugateGradients() > MANY * s.progress().newtonSteps();
        SchurNewton.Result r = new SchurNewton(problem, s.marginals(), s.level(), fine, x, y, context).step(s.sweep().f(), s.sweep().nextG(),
                s.sweep().lambda());
        Progress after = s.progress().afterIterations(r.iterations());
        return s.with(s.sweep().from(r.g(), r.lambda(), unknown())).with(r.ascended() ? after : after.notSlow(s.error()));
    }

    /** One sweep; a plain one where nothing is known of the row sums. */
    private SinkhornState swept(SinkhornState s, StepContext context) {
        scale(s.level(), context);
        SoftSums kernel = kernel(s, context);
        double[] a = problem.a();
        double[] b = problem.b();
        Sweep last = s.sweep();
        boolean plain = s.progress().atLevel() == 0 || last.rowLse()[0] == Double.POSITIVE_INFINITY;
        double w = plain ? 1 : s.relaxation().weight();

        double[] rowLse = new double[a.length];
        double[] rowBounds = s.isSwept() ? raised(last.rowLse(), last.nextG(), last.g()) : firstBounds();
        if (!kernel.run(x, y, exponents(last.nextG(), y), rowBounds, rowLse, NOTHING, context)) {
            return swept(exact(s, Double.POSITIVE_INFINITY), context);
        }
        double[] toRows = increments(x, rowLse, last.f());
        HalfStep rowStep = s.marginals().rows(problem, s.level(), toRows, last.f());
        double[] rowsBy = rowStep.increments(OverRelaxation.ascending(w, rowStep));
        double[] f = moved(last.f(), rowsBy, 1);
        double lambda = last.lambda() + rowStep.multiplier();
        double[] g = plus(last.nextG(), rowStep.multiplier());
        double[] rows = powers(rowsBy, plus(toRows, -rowStep.multiplier()));

        double[] columnLse = new double[b.length];
        double[] negentropy = new double[b.length];
        double[] bounds = plain ? columnBounds(g, rows) : raised(last.columnLse(), f, last.f());
        if (!kernel.run(y, x, exponents(f, x), bounds, columnLse, negentropy, context)) {
            return swept(exact(s, Double.POSITIVE_INFINITY), context);
        }
        double[] toColumns = increments(y, columnLse, g);
        HalfStep columnStep = s.marginals().columns(problem, s.level(), toColumns, g, lambda);
        double[] nextG = moved(g, columnStep.increments(OverRelaxation.ascending(w, columnStep)), 1);

        Sweep done = new Sweep(f, g, nextG, lambda, plus(rowLse, rowStep.multiplier()), columnLse, powers(toRows, -1), rows, powers(toColumns, -1),
                PlanValues.NONE, Optimality.NONE);
        Sweep swept = valued(s, shifted(s, done), negentropy);
        OverRelaxation relaxation = plain ? s.relaxation() : s.relaxation().after(measure(s.marginals(), swept));
        return new SinkhornState(s.eps(), s.marginals(), s.level(), swept, relaxation, s.kernel(), s.progress().afterSweep(swept.optimality().error()), Status.RUNNING,
                Optional.empty(), measured(s, swept));
    }

    /** With exact marginals the rows hold when the weight is 1: the columns tell the rate. */
    private static double measure(Marginals marginals, Sweep swept) {
        return marginals.isExact() ? swept.values().columnError() : swept.optimality().error();
    }

    private Sweep shifted(SinkhornState s, Sweep v) {
        Marginals.Shift by = s.marginals().shift(problem, s.level(), v.f(), v.nextG(), v.columns());
        if (by.equals(Marginals.Shift.NONE)) {
            return v;
        }
        double ratio = Math.exp((by.f() + by.g()) * LogSumExp.LN2);
        return new Sweep(plus(v.f(), by.f()), plus(v.g(), by.g()), plus(v.nextG(), by.g()), v.lambda() + by.lambda(), plus(v.rowLse(), by.g()),
                plus(v.columnLse(), by.f()), v.rowsBefore(), rescaled(v.rows(), ratio), rescaled(v.columns(), ratio), v.values(), v.optimality());
    }

    private Sweep valued(SinkhornState s, Sweep v, double[] negentropy) {
        PlanValues values = PlanValues.of(s.level(), problem.a(), problem.b(), v.f(), v.g(), v.rowsBefore(), v.rows(), v.columns(), negentropy);
        Sweep known = v.with(values, Optimality.NONE);
        return v.with(values, s.marginals().optimality(problem, known));
    }

    private static double[] plus(double[] v, double by) {
        return by == 0 ? v : Arrays.stream(v).map(e -> e + by).toArray();
    }

    /** What a plain half-iteration adds: T − potential. */
    static double[] increments(ScaledCloud cloud, double[] lse, double[] potential) {
        double[] delta = new double[lse.length];
        Arrays.setAll(delta, i -> cloud.squared[i] - lse[i] - potential[i]);
        return delta;
    }

    private SinkhornState judged(SinkhornState s, StepContext context) {
        if (!s.isFinal() || s.kernel() != Kernel.DOUBLE) {
            return s;
        }
        double error = s.error();
        int resting = resting(s);
        if (error <= Math.min(tolerance, Math.max(MARGIN * tolerance, floor(s))) || error <= tolerance && resting >= RESTING) {
            return s.converged(debiased ? divergence(s, context) : Optional.empty());
        }
        if (error < PROGRESS * s.progress().best()) {
            return s.with(s.progress().withBest(error));
        }
        return resting > STALLED ? s.with(stalled(s)) : s;
    }

    private Optional<SelfValues> divergence(SinkhornState s, StepContext context) {
        return Optional.of(new SelfValues(SelfTransport.value(problem, problem.source(), s.eps(), tolerance, context),
                SelfTransport.value(problem, problem.target(), s.eps(), tolerance, context)));
    }

    private Status stalled(SinkhornState s) {
        double advised = problem.advisedEps();
        return new Status.Failed(new Status.Failure(Status.Kind.STALLED, "marginal-error-l1", "", String.format(Locale.ROOT,
                "the marginals are off by %.2g and have not come closer to %.2g in %d sweeps: ε = %.3g is small beside costs of %.3g",
                s.error(), tolerance, STALLED, s.eps(), problem.costBound()),
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

    /** No column can hold more than all the mass there is after the row half-step: bⱼ 2^(gⱼ + Lⱼ − |Yⱼ|²) ≤ ΣP. */
    private double[] columnBounds(double[] g, double[] rows) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            sum += problem.a()[i] * rows[i];
        }
        double most = log2(sum);
        double[] bounds = new double[g.length];
        Arrays.setAll(bounds, j -> y.squared[j] - g[j] - y.logWeight[j] + most);
        return bounds;
    }

    public static double[] moved(double[] potential, double[] by, double w) {
        double[] sum = new double[potential.length];
        Arrays.setAll(sum, i -> potential[i] + w * by[i]);
        return sum;
    }

    /** 2^(factor v), kept finite: a warm start under a much smaller ε can be off by any power. */
    private static double[] powers(double[] v, double factor) {
        return Arrays.stream(v).map(e -> Math.exp(Math.min(factor * e, MOST_BITS) * LogSumExp.LN2)).toArray();
    }

    /** 2^(v − u). */
    private static double[] powers(double[] v, double[] u) {
        double[] powers = new double[v.length];
        Arrays.setAll(powers, i -> Math.exp(Math.min(v[i] - u[i], MOST_BITS) * LogSumExp.LN2));
        return powers;
    }
}
