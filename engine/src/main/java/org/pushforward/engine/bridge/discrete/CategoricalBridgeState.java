package org.pushforward.engine.bridge.discrete;

import java.util.Arrays;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.Matrix;

/**
 * Where exact D-IMF stands. Immutable.
 *
 * @param half projections done; the next is forward when even
 * @param projection the latest, whose transitions run backward when {@code half} is even
 * @param divergence KL(q ‖ q*)
 */
record CategoricalBridgeState(CategoricalProblem problem, int half, MarkovianProjection projection, double divergence, Status status)
        implements Solver.State {

    @Override
    public long bytes() {
        long s = problem.p0().length;
        return Double.BYTES * s * s * (projection.transitions().size() + 1L);
    }

    Matrix coupling() {
        return projection.coupling();
    }

    boolean runsBackward() {
        return half % 2 == 0;
    }

    Diagnostics diagnostics() {
        double[] q = coupling().toArray();
        double[] truth = problem.truth().toArray();
        int s = problem.p0().length;
        double cost = 0;
        double entropy = 0;
        for (int k = 0; k < q.length; k++) {
            cost += q[k] * (k / s - k % s) * (k / s - k % s);
            entropy -= q[k] > 0 ? q[k] * Math.log(q[k]) : 0;
        }
        return Diagnostics.of(new Entry("iterations", "Iterations", "", half / 2.0),
                new Entry("kl", "KL(q ‖ q*)", "nat", divergence),
                new Entry("kl-reverse", "KL(q* ‖ q)", "nat", Divergence.kl(truth, q)),
                new Entry("source-error-l1", "Error of p₀, L1", "", distance(MarkovianProjection.rowSums(coupling()), problem.p0())),
                new Entry("target-error-l1", "Error of p₁, L1", "",
                        distance(MarkovianProjection.rowSums(coupling().transposed()), problem.p1())),
                new Entry("transport-cost", "E (i − j)²", "", cost),
                new Entry("plan-entropy", "H(q)", "nat", entropy));
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += Math.abs(a[k] - b[k]);
        }
        return sum;
    }

    /** Ends and reference with the plan that is looked for. */
    record CategoricalProblem(CategoricalReference reference, double[] p0, double[] p1, Matrix truth) {

        static CategoricalProblem of(CategoricalReference reference, double[] p0, double[] p1) {
            return new CategoricalProblem(reference, p0, p1, StaticPlan.of(reference.kernel(), p0, p1, CategoricalBridgeParameters.ALPHA));
        }

        /** p₀ × p₁. */
        Matrix independent() {
            int s = p0.length;
            double[] q = new double[s * s];
            Arrays.setAll(q, k -> p0[k / s] * p1[k % s]);
            return Matrix.of(s, s, q);
        }
    }
}
