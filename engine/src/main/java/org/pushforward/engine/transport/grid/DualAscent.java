package org.pushforward.engine.transport.grid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.CubicSplineField;
import org.pushforward.engine.numerics.GridConjugate;
import org.pushforward.engine.numerics.NeumannPoisson;
import org.pushforward.engine.transport.points.LogSumExp;

/**
 * The back-and-forth method (Jacobs & Léger 2020, doi:10.1007/s00211-020-01154-8) for ½W₂² on a grid: ascent of ∫φ dν + ∫ψ dμ in the norm of
 * ∇, φ ← φ + σ (−Δ)⁻¹(ν − T#μ) with T = id − ∇ψ and ψ = φᶜ, φ = ψᶜ after it; then the same with the two exchanged. A step that does not raise the
 * dual is halved; its length follows the gain over what the gradient promised. Rest is believed only when neither much longer nor much shorter
 * steps raise the dual. O(n² log n) an iteration. Immutable.
 *
 * @param mu and {@code nu}: masses of the cells
 * @param dual ∫φ dν + ∫ψ dμ, a lower bound of the transport between the centers
 * @param gains relative, of the latest iterations
 * @param failed iterations in a row without a step that raised the dual
 */
record DualAscent(int n, double[] mu, double[] nu, double[] phi, double[] psi, double sigma, double dual, List<Double> gains, int iterations, int failed, boolean isAtRest) {

    static final int REMEMBERED = 5;
    private static final double GOOD = 0.75;
    private static final double BAD = 0.25;
    private static final double FACTOR = 0.8;
    private static final int HALVINGS = 12;
    private static final double[] PROBES = {64, 8, 1.0 / 8, 1.0 / 64};
    /** From there on iterations without a step have stalled. */
    private static final int STALLED = 3;
    private static final double MET = 0.05;
    private static final double MET_CELLS = 0.25;
    private static final double SINKHORN_EPS = 5e-4;
    private static final double SINKHORN_TOLERANCE = 1e-4;
    private static final int SINKHORN_SWEEPS = 400;

    /** @param step σ at first; 0 for 4 over the largest density */
    static DualAscent start(int n, double[] mu, double[] nu, double step, double[] phi, StepContext context) {
        double most = Math.max(Arrays.stream(mu).max().orElse(0), Arrays.stream(nu).max().orElse(0)) * n * n;
        double[] psi = GridConjugate.of(phi, n, context);
        double[] both = GridConjugate.of(psi, n, context);
        return new DualAscent(n, mu, nu, both, psi, step > 0 ? step : 4 / most, value(both, psi, mu, nu), List.of(), 0, 0, false);
    }

    private static double value(double[] phi, double[] psi, double[] mu, double[] nu) {
        double sum = 0;
        for (int k = 0; k < mu.length; k++) {
            sum += (nu[k] > 0 ? nu[k] * phi[k] : 0) + (mu[k] > 0 ? mu[k] * psi[k] : 0);
        }
        return sum;
    }

    boolean hasStalled() {
        return failed >= STALLED;
    }

    GridMap map() {
        return GridMap.of(psi, n);
    }

    /** The map into the support of ν: of the conjugate of φ where there is mass of ν. */
    GridMap mapToTarget(StepContext context) {
        double[] held = new double[phi.length];
        Arrays.setAll(held, k -> nu[k] > 0 ? phi[k] : Double.NEGATIVE_INFINITY);
        return GridMap.of(GridConjugate.of(held, n, context), n);
    }

    /** What a density lacks to another, solved for: −Δu = n²(target − moved), and ∫|∇u|². */
    private record Gradient(double[] u, double square) { }

    static double[] solved(int n, double[] difference, StepContext context) {
        double[] u = new double[n * n];
        Arrays.setAll(u, k -> -difference[k] * n * n);
        new NeumannPoisson(n, n, 1.0 / n, 1.0 / n).solve(u, u, context.workers());
        return u;
    }

    private static Gradient gradient(int n, double[] from, double[] to, GridMap map, StepContext context) {
        double[] moved = map.push(from, 1, context);
        double[] r = new double[n * n];
        Arrays.setAll(r, k -> to[k] - moved[k]);
        double[] u = solved(n, r, context);
        return new Gradient(u, Math.max(0, IntStream.range(0, n * n).mapToDouble(k -> u[k] * r[k]).sum()));
    }

    /** Ḣ⁻¹ norm of T#μ − ν. */
    static double pushError(int n, double[] mu, double[] nu, GridMap map, StepContext context) {
        return Math.sqrt(gradient(n, mu, nu, map, context).square);
    }

    /** ∫ψᶜ dν + ∫ψ dμ. */
    static double valueOf(int n, double[] psi, double[] mu, double[] nu, StepContext context) {
        return value(GridConjugate.of(psi, n, context), psi, mu, nu);
    }

    /** One iteration: back and forth. */
    DualAscent next(double tolerance, StepContext context) {
        double before = dual;
        DualAscent forth = half(sigma, context);
        DualAscent back = forth.turned().half(forth.sigma, context).turned();
        double gain = (back.dual - before) / Math.max(Math.abs(back.dual), Double.MIN_NORMAL);
        List<Double> latest = new ArrayList<>(gains);
        latest.add(gain);
        if (latest.size() > REMEMBERED) {
            latest.removeFirst();
        }
        DualAscent now = new DualAscent(n, mu, nu, back.phi, back.psi, back.sigma, back.dual, List.copyOf(latest), iterations + 1, back.dual > before ? 0 : failed + 1, false);
        return now.isSlow(tolerance) || now.failed > 0 ? now.probed(tolerance, context) : now;
    }

    private boolean isSlow(double tolerance) {
        return gains.size() == REMEMBERED && gains.stream().mapToDouble(g -> g).sum() <= tolerance;
    }

    /** Tries much longer and much shorter steps: the best of them goes on, or the ascent is at rest. */
    private DualAscent probed(double tolerance, StepContext context) {
        DualAscent best = this;
        for (double p : PROBES) {
            DualAscent tried = tried(gradient(n, mu, nu, map(), context), sigma * p, context);
            best = tried.dual > best.dual ? tried : best;
        }
        boolean gains = best.dual - dual > tolerance / REMEMBERED * Math.abs(dual);
        return gains ? new DualAscent(n, mu, nu, best.phi, best.psi, best.sigma, best.dual, List.of(), iterations, 0, false)
                : new DualAscent(n, mu, nu, phi, psi, sigma, dual, this.gains, iterations, failed, failed == 0 || meetsTarget(context));
    }

    /** Whether T#μ is ν up to a part of the way and of a cell. */
    private boolean meetsTarget(StepContext context) {
        return pushError(n, mu, nu, mapToTarget(context), context) < MET * Math.sqrt(2 * Math.max(dual, 0)) + MET_CELLS / n;
    }

    /** The same with μ and ν exchanged. */
    private DualAscent turned() {
        return new DualAscent(n, nu, mu, psi, phi, sigma, dual, gains, iterations, failed, isAtRest);
    }

    private DualAscent half(double first, StepContext context) {
        Gradient g = gradient(n, mu, nu, map(), context);
        double s = first;
        for (int k = 0; k < HALVINGS && g.square > 0; k++) {
            DualAscent tried = tried(g, s, context);
            double gain = tried.dual - dual;
            if (gain > 0) {
                double next = gain > GOOD * s * g.square ? s / FACTOR : gain < BAD * s * g.square ? s * FACTOR : s;
                return new DualAscent(n, mu, nu, tried.phi, tried.psi, next, tried.dual, gains, iterations, failed, false);
            }
            s *= 0.5;
        }
        return this;
    }

    private DualAscent tried(Gradient g, double s, StepContext context) {
        double[] up = new double[phi.length];
        Arrays.setAll(up, k -> phi[k] + s * g.u[k]);
        double[] p = GridConjugate.of(up, n, context);
        double[] f = GridConjugate.of(p, n, context);
        return new DualAscent(n, mu, nu, f, p, s, value(f, p, mu, nu), gains, iterations, failed, false);
    }

    /**
     * φ from Sinkhorn's iteration with ½|x − y|² and an ε that falls to 5e-4, on a coarser grid.
     *
     * @param coarse cells a side of that grid, with the masses {@code a} and {@code b}
     */
    static double[] fromSinkhorn(int n, int coarse, double[] a, double[] b, StepContext context) {
        GridCost.Squared cost = new GridCost.Squared(0.5);
        GridProblem problem = new GridProblem(coarse, cost, () -> a, () -> b);
        GridSinkhorn sinkhorn = new GridSinkhorn(problem, SINKHORN_TOLERANCE);
        GridState s = sinkhorn.start(SINKHORN_EPS, 0);
        for (int k = 0; k < SINKHORN_SWEEPS && s.status() instanceof Status.Running; k++) {
            context.cancel().throwIfCancelled();
            s = sinkhorn.next(s, context);
        }
        // The potential of the target, where there is no mass too.
        double[] lse = new double[coarse * coarse];
        sinkhorn.kernel(s).apply(GridSinkhorn.sum(problem.logA(), s.f()), lse, context);
        double unit = s.level() * LogSumExp.LN2;
        CubicSplineField field = new CubicSplineField(Rect.UNIT, coarse, coarse, Arrays.stream(lse).map(v -> -v * unit).toArray());
        double[] x = new double[n * n];
        double[] y = new double[n * n];
        Arrays.setAll(x, k -> (k / n + 0.5) / n);
        Arrays.setAll(y, k -> (k % n + 0.5) / n);
        field.values(x, y, x, 0, n * n);
        return x;
    }

}
