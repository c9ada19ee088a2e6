package org.pushforward.engine.transport.points;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.PointCloud;

/**
 * OT_ε(a, a), which debiases the value: S_ε(a, b) = OT_ε(a, b) − ½ OT_ε(a, a) − ½ OT_ε(b, b) is ≥ 0 and 0 only for a = b (Feydy, Séjourné,
 * Vialard, Amari, Trouvé & Peyré 2019, "Interpolating between optimal transport and MMD using Sinkhorn divergences", 1810.08278).
 *
 * <p>Both potentials are one, f ← ½(f + T(f)). The derivative of T is −P with eigenvalues of P in [0, 1], so the error is halved at
 * least by every pass, whatever ε; the value, taken from the dual, is off by the error's square. O(n² d) a pass. Stateless.
 */
final class SelfTransport {

    /** Two hundred halvings are more than any number has bits. */
    private static final int MOST_PASSES = 1000;

    private SelfTransport() { }

    /** ⟨C, P⟩ + ε KL(P ‖ a⊗a) with row sums right to a tolerance in L1. */
    static double value(SinkhornProblem problem, PointCloud cloud, double eps, double tolerance, StepContext context) {
        ScaledCloud x = problem.scaled(cloud, cloud.weights(), eps);
        double[] a = cloud.weights();
        LogSumExp kernel = new DoubleLogSumExp();
        double[] f = new double[a.length];
        double[] lse = x.squared.clone();
        double[] unused = new double[a.length];
        for (int k = 0; k < MOST_PASSES; k++) {
            kernel.run(x, x, LogSinkhorn.exponents(f, x), lse, lse, unused, context);
            double[] delta = LogSinkhorn.increments(x, lse, f);
            double error = 0;
            double mass = 0;
            double dual = 0;
            double rise = 0;
            for (int i = 0; i < a.length; i++) {
                double row = a[i] * Math.exp(-delta[i] * LogSumExp.LN2);
                error += Math.abs(row - a[i]);
                mass += row;
                dual += 2 * a[i] * f[i];
                rise = Math.max(rise, 0.5 * delta[i]);
            }
            if (error <= tolerance) {
                return eps * (dual * LogSumExp.LN2 - (mass - 1));
            }
            f = LogSinkhorn.moved(f, delta, 0.5);
            double by = rise;
            lse = Arrays.stream(lse).map(v -> v + by).toArray();
        }
        throw new IllegalStateException("half-steps that halve the error did not end");
    }
}
