package org.pushforward.engine.transport.points;

import java.util.Arrays;

/**
 * Unbalanced transport: marginals that differ from the masses cost
 * <pre>  ρ₁ KL(P1 ‖ a) + ρ₂ KL(Pᵀ1 ‖ b),   KL(p ‖ q) = Σ p log(p/q) − p + q</pre>
 * (Liero, Mielke & Savaré 2018; Chizat, Peyré, Schmitzer & Vialard 2018). ρ = ∞ makes a marginal exact. Half-step
 * f ← ρ₁/(ρ₁ + ε) T(g); optimal where P1 = a exp(−f/ρ₁) and Pᵀ1 = b exp(−g/ρ₂). The dual is
 * Σ ρ₁a(1 − exp(−f/ρ₁)) + Σ ρ₂b(1 − exp(−g/ρ₂)) − ε(ΣP − ΣaΣb). Moving a constant from g to f leaves the plan as it is; the best one,
 * in closed form, takes out what would else converge like 1 − 2ε/ρ (Séjourné, Vialard & Peyré 2022, "Faster unbalanced optimal
 * transport: translation invariant Sinkhorn").
 *
 * @param rho1 ρ₁ > 0 in units of the cost, or ∞
 * @param rho2 ρ₂
 */
public record PenalisedMarginals(double rho1, double rho2) implements Marginals {

    @Override
    public double unit(SinkhornProblem problem) {
        return Math.max(problem.sourceMass(), problem.targetMass());
    }

    @Override
    public HalfStep rows(SinkhornProblem problem, double level, double[] full, double[] f) {
        return new Step(level / rho1, full, f, problem.a());
    }

    @Override
    public HalfStep columns(SinkhornProblem problem, double level, double[] full, double[] g, double lambda) {
        return new Step(level / rho2, full, g, problem.b());
    }

    @Override
    public Shift shift(SinkhornProblem problem, double level, double[] f, double[] nextG, double[] columns) {
        double soft = level / rho1 + level / rho2;
        if (soft == 0) {
            return Shift.NONE;
        }
        double rows = logCalled(problem.a(), f, level / rho1);
        double by = (rows - logCalled(problem.b(), nextG, level / rho2)) / soft;
        return new Shift(by, -by, 0);
    }

    /** log₂ Σ a 2^(−σ f). */
    private static double logCalled(double[] masses, double[] potential, double sigma) {
        double top = Double.NEGATIVE_INFINITY;
        for (double p : potential) {
            top = Math.max(top, -sigma * p);
        }
        double sum = 0;
        for (int i = 0; i < masses.length; i++) {
            sum += masses[i] * Math.exp((-sigma * potential[i] - top) * LogSumExp.LN2);
        }
        return top + Math.log(sum) / LogSumExp.LN2;
    }

    @Override
    public Optimality optimality(SinkhornProblem problem, SinkhornState.Sweep plan) {
        PlanValues v = plan.values();
        Side rows = Side.of(problem.a(), plan.f(), plan.rows(), v.eps(), rho1);
        Side columns = Side.of(problem.b(), plan.g(), plan.columns(), v.eps(), rho2);
        double dual = dual(problem, v.eps(), plan.f(), plan.g(), 0, v.mass());
        double penalty = rows.penalty + columns.penalty;
        double unit = unit(problem);
        return new Optimality((rows.error + columns.error) / unit, Math.max(rows.worst, columns.worst), penalty, dual,
                Math.abs(v.mass() - expectedMass(problem, v.primal() + penalty, v.eps())) / unit);
    }

    @Override
    public double dual(SinkhornProblem problem, double level, double[] f, double[] g, double lambda, double mass) {
        return conjugate(problem.a(), f, level, rho1) + conjugate(problem.b(), g, level, rho2)
                - level * (mass - problem.sourceMass() * problem.targetMass());
    }

    /** Σ ρ a (1 − exp(−f/ρ)), which for ρ = ∞ is ⟨a, f⟩. */
    private static double conjugate(double[] masses, double[] potential, double eps, double rho) {
        double sigma = eps / rho * LogSumExp.LN2;
        double sum = 0;
        for (int i = 0; i < masses.length; i++) {
            sum += masses[i] * (sigma > 0 ? -rho * Math.expm1(-sigma * potential[i]) : eps * LogSumExp.LN2 * potential[i]);
        }
        return sum;
    }

    @Override
    public Curvature curvature(SinkhornProblem problem, double level, double[] f, double[] g, double lambda, double[] rows, double[] columns) {
        double sigma1 = level / rho1;
        double sigma2 = level / rho2;
        double[] u = new double[rows.length];
        Arrays.setAll(u, i -> problem.a()[i] * rows[i] * (1 + sigma1));
        int m = columns.length;
        double[] gradient = new double[m];
        double[] v = new double[m];
        double[] excess = new double[m];
        for (int j = 0; j < m; j++) {
            double c = problem.b()[j] * columns[j];
            double called = problem.b()[j] * (sigma2 > 0 ? Math.exp(-sigma2 * g[j] * LogSumExp.LN2) : 1);
            gradient[j] = called - c;
            v[j] = c + sigma2 * called;
            excess[j] = c * sigma1 / (1 + sigma1) + sigma2 * called;
        }
        return new Curvature(gradient, u, 0, v, excess, new boolean[m]);
    }

    @Override
    public double[] moved(SinkhornProblem problem, double[] g, double lambda, double[] delta, double t) {
        return LogSinkhorn.moved(g, delta, t);
    }

    /** Scaling the best plan by a number cannot make it better: the derivative by that number tells its mass from the optimum. */
    private double expectedMass(SinkhornProblem problem, double optimum, double eps) {
        double a = problem.sourceMass();
        double b = problem.targetMass();
        if (rho1 == Double.POSITIVE_INFINITY || rho2 == Double.POSITIVE_INFINITY) {
            return rho1 == Double.POSITIVE_INFINITY ? a : b;
        }
        return (rho1 * a + rho2 * b + eps * a * b - optimum) / (rho1 + rho2 + eps);
    }

    /** What one marginal adds to error and penalty, and the worst of its points. */
    private record Side(double error, double worst, double penalty) {

        static Side of(double[] masses, double[] potential, double[] sums, double eps, double rho) {
            double sigma = eps / rho * LogSumExp.LN2;
            boolean soft = sigma > 0;
            double error = 0;
            double worst = 0;
            double penalty = 0;
            for (int i = 0; i < masses.length; i++) {
                double called = soft ? Math.exp(-sigma * potential[i]) : 1;
                error += masses[i] * Math.abs(sums[i] - called);
                worst = Math.max(worst, Math.abs(sums[i] / called - 1));
                penalty += soft ? rho * masses[i] * divergence(sums[i]) : 0;
            }
            return new Side(error, worst, penalty);
        }

        /** t log t − t + 1, without cancellation near 1. */
        private static double divergence(double t) {
            double d = t - 1;
            return t <= 0 ? 1 : t * (t < 0.5 ? Math.log(t) : Math.log1p(d)) - d;
        }
    }

    /**
     * With σ = ε/ρ: the plain half-iteration makes the potential y + δ = (y + full)/(1 + σ).
     *
     * @param full what would make the sums equal to the masses
     */
    private record Step(double sigma, double[] full, double[] potential, double[] masses) implements HalfStep {

        private double delta(int i) {
            double kappa = 1 / (1 + sigma);
            return kappa * full[i] - sigma * kappa * potential[i];
        }

        @Override
        public double[] increments(double w) {
            double[] by = new double[full.length];
            Arrays.setAll(by, i -> w * delta(i));
            return by;
        }

        @Override
        public double gain(double w) {
            double sum = 0;
            for (int i = 0; i < full.length; i++) {
                double by = w * delta(i) * LogSumExp.LN2;
                double linear = sigma > 0 ? -Math.exp(-sigma * potential[i] * LogSumExp.LN2) * Math.expm1(-sigma * by) / sigma : by;
                sum += masses[i] * (linear - Math.exp(-full[i] * LogSumExp.LN2) * Math.expm1(by));
            }
            return sum;
        }
    }

    /** The half-step that makes sums equal to masses. */
    public static HalfStep exactStep(double[] full, double[] potential, double[] masses) {
        return new Step(0, full, potential, masses);
    }
}
