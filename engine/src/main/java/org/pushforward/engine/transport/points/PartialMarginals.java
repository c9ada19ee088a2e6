package org.pushforward.engine.transport.points;

import java.util.Arrays;
import java.util.Optional;

/**
 * Partial transport: a mass m is moved, no point gives or takes more than it has,
 * <pre>  P1 ≤ a,   Pᵀ1 ≤ b,   ΣP = m</pre>
 * (Caffarelli & McCann 2010; Figalli 2010; entropic: Benamou, Carlier, Cuturi, Nenna & Peyré 2015, §5.1). The dual is
 * ⟨a, f⟩ + ⟨b, g⟩ + λm − ε(ΣP − ΣaΣb) over f ≤ 0, g ≤ 0 and λ; a point gives less than all it has only where its potential is 0. A half-step
 * maximises over f and λ at once, f = min(0, T(g) − λ) with the λ at which ΣP = m: the level of water filled into n vessels, found by
 * Newton's method, which the concavity in exp λ makes monotone. With m = Σa = Σb every half-step is that of the balanced problem.
 *
 * @param mass m, 0 < m ≤ min(Σa, Σb)
 */
record PartialMarginals(double mass) implements Marginals {

    private static final int MOST_STEPS = 10_000;
    /** What less than all is, up to rounding of sums. */
    private static final double ALL = 1e-12;

    @Override
    public double unit(SinkhornProblem problem) {
        return mass;
    }

    @Override
    public HalfStep rows(SinkhornProblem problem, double level, double[] full, double[] f) {
        return new Step(f, full, problem.a(), waterLevel(full, f, problem.a()));
    }

    @Override
    public HalfStep columns(SinkhornProblem problem, double level, double[] full, double[] g, double lambda) {
        double[] own = Arrays.stream(g).map(v -> own(v, lambda)).toArray();
        return new Step(own, full, problem.b(), waterLevel(full, own, problem.b()));
    }

    /** g without λ; 0 comes back as 0 up to rounding. */
    private static double own(double g, double lambda) {
        return Math.min(0, g - lambda);
    }

    /** λ is what makes the mass right. */
    @Override
    public Shift shift(SinkhornProblem problem, double level, double[] f, double[] nextG, double[] columns) {
        double sum = 0;
        for (int j = 0; j < columns.length; j++) {
            sum += problem.b()[j] * columns[j];
        }
        double by = Math.log(mass / sum) / LogSumExp.LN2;
        return new Shift(0, by, by);
    }

    @Override
    public Optimality optimality(SinkhornProblem problem, SinkhornState.Sweep plan) {
        PlanValues v = plan.values();
        double error = 0;
        double worst = 0;
        double sum = 0;
        for (int i = 0; i < plan.f().length; i++) {
            double excess = excess(plan.rows()[i], plan.f()[i]);
            error += problem.a()[i] * excess;
            worst = Math.max(worst, excess);
            sum += problem.a()[i] * plan.rows()[i];
        }
        for (int j = 0; j < plan.g().length; j++) {
            double excess = excess(plan.columns()[j], own(plan.g()[j], plan.lambda()));
            error += problem.b()[j] * excess;
            worst = Math.max(worst, excess);
        }
        double dual = dual(problem, v.eps(), plan.f(), plan.g(), plan.lambda(), v.mass());
        return new Optimality(error / mass, worst, 0, dual, Math.abs(sum - mass) / mass);
    }

    @Override
    public double dual(SinkhornProblem problem, double level, double[] f, double[] g, double lambda, double planMass) {
        double potential = mass * (lambda + Math.log(mass / planMass) / LogSumExp.LN2);
        for (int i = 0; i < f.length; i++) {
            potential += problem.a()[i] * f[i];
        }
        for (int j = 0; j < g.length; j++) {
            potential += problem.b()[j] * own(g[j], lambda);
        }
        return level * (potential * LogSumExp.LN2 - (mass - problem.sourceMass() * problem.targetMass()));
    }

    /** Rows that do not give all they have move together, with λ; columns at the bound that want to pass it are fixed. */
    @Override
    public Curvature curvature(SinkhornProblem problem, double level, double[] f, double[] g, double lambda, double[] rows, double[] columns) {
        double[] u = new double[rows.length];
        double merged = 0;
        for (int i = 0; i < u.length; i++) {
            double r = problem.a()[i] * rows[i];
            u[i] = f[i] < 0 ? r : 0;
            merged += f[i] < 0 ? 0 : r;
        }
        int m = columns.length;
        double[] gradient = new double[m];
        double[] v = new double[m];
        boolean[] fixed = new boolean[m];
        for (int j = 0; j < m; j++) {
            v[j] = problem.b()[j] * columns[j];
            gradient[j] = problem.b()[j] - v[j];
            fixed[j] = own(g[j], lambda) >= -Math.ulp(lambda) && gradient[j] >= 0;
        }
        return new Curvature(gradient, u, merged, v, new double[m], fixed);
    }

    /**
     * To first order: a row that gives all has δf = (a − r − (Pδ)ᵢ)/r − δλ, one that does not has f + δf = 0, and δλ keeps the mass. Those
     * whose f would be above 0, or who would give more than they have, change sides.
     */
    @Override
    public Optional<Sides> sides(SinkhornProblem problem, double[] f, double[] rows, Sides now, double[] moves) {
        int n = f.length;
        double[] u = new double[n];
        double lambda = lambda(problem, f, rows, now, moves);
        double merged = 0;
        boolean same = true;
        for (int i = 0; i < n; i++) {
            double r = problem.a()[i] * rows[i];
            boolean gave = now.u()[i] > 0;
            boolean gives = gave ? f[i] + slack(f, rows, i) - moves[i] / r - lambda <= 0 : r * (1 - f[i] + lambda) + moves[i] > problem.a()[i];
            u[i] = gives && r > 0 ? r : 0;
            merged += gives ? 0 : r;
            same &= gave == u[i] > 0;
        }
        if (same || merged == 0) {
            return Optional.empty();
        }
        double[] pull = new double[n];
        double shift = lambda(problem, f, rows, new Sides(u, merged, pull), pull);
        Arrays.setAll(pull, i -> u[i] > 0 ? slack(f, rows, i) : shift - f[i]);
        return Optional.of(new Sides(u, merged, pull));
    }

    /** (a − r)/r of a row that is at its bound, 0 of one that is not. */
    private static double slack(double[] f, double[] rows, int i) {
        return f[i] < 0 ? 0 : 1 / rows[i] - 1;
    }

    /** δλ under given sides. */
    private static double lambda(SinkhornProblem problem, double[] f, double[] rows, Sides sides, double[] moves) {
        double sum = 0;
        for (int i = 0; i < f.length; i++) {
            double r = problem.a()[i] * rows[i];
            sum -= sides.u()[i] > 0 ? r * slack(f, rows, i) : moves[i] - r * f[i];
        }
        return sides.merged() > 0 ? sum / sides.merged() : 0;
    }

    @Override
    public double[] moved(SinkhornProblem problem, double[] g, double lambda, double[] delta, double t) {
        double[] moved = new double[g.length];
        Arrays.setAll(moved, j -> own(g[j], lambda) + t * delta[j]);
        // Where the target takes all it can a constant is free, λ makes up for it.
        boolean free = mass >= problem.targetMass() * (1 - ALL);
        double down = free ? Math.max(0, Arrays.stream(moved).max().orElseThrow()) : 0;
        Arrays.setAll(moved, j -> Math.min(0, moved[j] - down) + lambda);
        return moved;
    }

    /** |sum − min(1, sum 2^−f)|: how far a half-step under the same λ would move the sum. 0 where sum = 1, or sum < 1 and f = 0. */
    private static double excess(double sum, double f) {
        return Math.abs(sum - Math.min(1, sum * Math.exp(-f * LogSumExp.LN2)));
    }

    /** The change μ of λ with Σ a min(1, 2^(μ − full − f)) = m, f being the potentials that would become 0. */
    private double waterLevel(double[] full, double[] f, double[] masses) {
        double[] depth = new double[full.length];
        Arrays.setAll(depth, i -> -full[i] - f[i]);
        double top = Arrays.stream(depth).max().orElseThrow();
        double level = fromBelow(depth, masses, 0);
        if (Double.isNaN(level)) {
            // At −top nothing overflows: no more than all the mass is asked for.
            level = fromBelow(depth, masses, -top);
        }
        for (int k = 0; k < MOST_STEPS && !Double.isNaN(level); k++) {
            double next = fromBelow(depth, masses, level);
            if (Double.isNaN(next) || next - level <= Math.ulp(Math.abs(level) + 1)) {
                return level;
            }
            level = next;
        }
        return level;
    }

    /** One Newton step in exp μ; NaN where nothing below the brim is left to fill, or where more than m is in already. */
    private double fromBelow(double[] depth, double[] masses, double mu) {
        double full = 0;
        double open = 0;
        double top = Double.NEGATIVE_INFINITY;
        for (double d : depth) {
            top = d + mu <= 0 ? Math.max(top, d + mu) : top;
        }
        for (int i = 0; i < depth.length; i++) {
            double level = depth[i] + mu;
            if (level > 0) {
                full += masses[i];
            } else {
                open += masses[i] * Math.exp((level - top) * LogSumExp.LN2);
            }
        }
        return open > 0 && full < mass ? mu - top + Math.log((mass - full) / open) / LogSumExp.LN2 : Double.NaN;
    }

    /**
     * f + full − μ, but at most 0.
     *
     * @param potential ≤ 0
     * @param full what would make the sums equal to the masses under the λ before
     * @param mu change of λ
     */
    private record Step(double[] potential, double[] full, double[] masses, double mu) implements HalfStep {

        @Override
        public double[] increments(double w) {
            double[] by = new double[full.length];
            Arrays.setAll(by, i -> Math.min(-potential[i], w * Math.min(-potential[i], full[i] - mu)));
            return by;
        }

        @Override
        public double multiplier() {
            return mu;
        }

        @Override
        public double gain(double w) {
            double[] by = increments(w);
            double sum = 0;
            for (int i = 0; i < by.length; i++) {
                double d = by[i] * LogSumExp.LN2;
                sum += masses[i] * (d - Math.exp((mu - full[i]) * LogSumExp.LN2) * Math.expm1(d));
            }
            return sum;
        }
    }
}
