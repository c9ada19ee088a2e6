package org.pushforward.engine.transport;

import java.util.Arrays;

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
        double[] own = Arrays.stream(g).map(v -> Math.min(0, v - lambda)).toArray();
        return new Step(own, full, problem.b(), waterLevel(full, own, problem.b()));
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
        double potential = mass * plan.lambda();
        double sum = 0;
        for (int i = 0; i < plan.f().length; i++) {
            double a = problem.a()[i];
            error += a * excess(plan.rows()[i], plan.f()[i]);
            potential += a * plan.f()[i];
            sum += a * plan.rows()[i];
        }
        for (int j = 0; j < plan.g().length; j++) {
            double b = problem.b()[j];
            double own = Math.min(0, plan.g()[j] - plan.lambda());
            error += b * excess(plan.columns()[j], own);
            potential += b * own;
        }
        double dual = v.eps() * (potential * LogSumExp.LN2 - (v.mass() - problem.sourceMass() * problem.targetMass()));
        return new Optimality(error / mass, 0, dual, Math.abs(sum - mass) / mass);
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
