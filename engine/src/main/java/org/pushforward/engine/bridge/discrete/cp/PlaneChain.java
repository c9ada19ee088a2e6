package org.pushforward.engine.bridge.discrete.cp;

import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;

/**
 * A Markov chain on S × S categories whose coordinates jump independently given both: transition k has factors [state, coordinate, S].
 * A law is carried through exactly, but for states of less than {@value #NEGLIGIBLE}. O(S⁴) a transition at most. Immutable.
 */
public record PlaneChain(int categories, double[][] factors) {

    private static final double NEGLIGIBLE = 1e-18;

    /** The law at the end of a start with law p, S × S. */
    public double[] end(double[] p, CancelToken cancel) {
        int s = categories;
        double[] law = p;
        for (double[] f : factors) {
            double[] next = new double[s * s];
            for (int k = 0; k < s * s; k++) {
                if (k % s == 0) {
                    cancel.throwIfCancelled();
                }
                if (law[k] > NEGLIGIBLE) {
                    int a = 2 * k * s;
                    for (int i = 0; i < s; i++) {
                        double w = law[k] * f[a + i];
                        if (w > NEGLIGIBLE * NEGLIGIBLE) {
                            for (int j = 0; j < s; j++) {
                                next[i * s + j] += w * f[a + s + j];
                            }
                        }
                    }
                }
            }
            law = next;
        }
        return law;
    }

    /** The same from one state. */
    public double[] end(int i, int j, CancelToken cancel) {
        double[] p = new double[categories * categories];
        p[i * categories + j] = 1;
        return end(p, cancel);
    }

    /** Scores against the true plan of a benchmark, from laws summed over all states, over starts n × 2. */
    public PlanScores scores(CpPlan truth, int[] x0, StepContext context) {
        int n = x0.length / 2;
        PlanScores[] each = new PlanScores[n];
        context.workers().forEach(n, p -> {
            each[p] = score(truth, x0, p, context.cancel());
        });
        return PlanScores.mean(each);
    }

    private PlanScores score(CpPlan truth, int[] x0, int p, CancelToken cancel) {
        int s = categories;
        double[] gap = end(x0[2 * p], x0[2 * p + 1], cancel);
        truth.given(x0, p).joint(0, 1, -1, gap);
        double[] first = new double[s];
        double[] second = new double[s];
        for (int k = 0; k < gap.length; k++) {
            first[k / s] += gap[k];
            second[k % s] += gap[k];
        }
        return PlanScores.of(1 - 0.5 * (PlanScores.half(first) + PlanScores.half(second)), 1 - PlanScores.half(gap), 2);
    }
}
