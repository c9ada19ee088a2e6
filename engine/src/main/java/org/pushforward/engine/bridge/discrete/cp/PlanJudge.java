package org.pushforward.engine.bridge.discrete.cp;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/**
 * Judges plans against the known one of a benchmark. In the plane all S² starts and ends are summed over, so divergence and end are
 * exact; beyond it they are means over {@value #DRAWS} pairs drawn from the true plan. Immutable and thread-safe.
 */
public final class PlanJudge {

    private static final int DRAWS = 2000;
    /** Starts times coordinates that a run is scored on. */
    private static final int SCORED = 800;
    private static final int PICTURED = 200;

    private final DiscreteBenchmark benchmark;
    private final Weighted starts;
    private final Weighted ends;
    private final int[] scored;
    private final double truth;
    private final double[] end;
    private final PairTest pairs;

    /** Points, n × D, with weights. */
    private record Weighted(int[] x, double[] w) { }

    public PlanJudge(DiscreteBenchmark benchmark, Philox random) {
        this.benchmark = benchmark;
        int d = benchmark.shape().dimension();
        scored = benchmark.source().draws(random, 1, Math.max(16, SCORED / d));
        double[] even = new double[DRAWS];
        Arrays.fill(even, 1.0 / DRAWS);
        int s = benchmark.p0().length;
        if (d == 2) {
            double[] plane = new double[s * s];
            Arrays.setAll(plane, k -> benchmark.p0()[k / s] * benchmark.p0()[k % s]);
            starts = new Weighted(plane(s), plane);
            end = end(benchmark.plan(), StepContext.creating());
            ends = new Weighted(starts.x, end);
        } else {
            starts = new Weighted(benchmark.source().draws(random, 2, DRAWS), even);
            ends = new Weighted(benchmark.target().draws(random, 2, DRAWS), even);
            end = end(benchmark.plan(), StepContext.creating());
        }
        truth = logRatio(benchmark.plan());
        pairs = new PairTest(benchmark, random.stream(1));
    }

    /** The classifier two-sample test of pairs. */
    PairTest pairs() {
        return pairs;
    }

    /** All (i, j). */
    private static int[] plane(int s) {
        int[] x = new int[2 * s * s];
        Arrays.setAll(x, k -> k % 2 == 0 ? k / 2 / s : k / 2 % s);
        return x;
    }

    DiscreteBenchmark benchmark() {
        return benchmark;
    }

    /** Exact scores over the starts that a run is scored on, trend over neighbouring coordinates. */
    PlanScores scores(CpPlan plan, StepContext context) {
        return PlanScores.of(plan, benchmark.plan(), scored, PlanScores.Pairs.NEIGHBOURS, context);
    }

    /** KL(T* ‖ T) of the bridges' whole ways, which is that of their plans: both share the reference's bridges. */
    double divergence(CpPlan plan) {
        return logRatio(plan) - truth;
    }

    /** E log c(x₀) − E log v(x₁) under the true plan. */
    private double logRatio(CpPlan plan) {
        CpPlan.Scratch scratch = plan.scratch();
        double sum = 0;
        for (int p = 0; p < starts.w.length; p++) {
            sum += starts.w[p] == 0 ? 0 : starts.w[p] * plan.logStart(starts.x, p, scratch);
        }
        for (int p = 0; p < ends.w.length; p++) {
            sum -= ends.w[p] == 0 ? 0 : ends.w[p] * plan.logEnd(ends.x, p, scratch);
        }
        return sum;
    }

    /** The law of the first two coordinates at the end of the true bridge, S × S. */
    public double[] end() {
        return end;
    }

    /** The same of another plan from the same starts. */
    public double[] end(CpPlan plan, StepContext context) {
        int s = benchmark.p0().length;
        double[] law = new double[s * s];
        if (plan.shape().dimension() > 2) {
            for (int p = 0; p < PICTURED; p++) {
                context.cancel().throwIfCancelled();
                plan.given(starts.x, p).joint(0, 1, 1.0 / PICTURED, law);
            }
            return law;
        }
        CpPlan.Scratch scratch = plan.scratch();
        for (int k = 0; k < law.length; k++) {
            law[k] = starts.w[k] == 0 ? 0 : starts.w[k] * Math.exp(-plan.logStart(starts.x, k, scratch));
        }
        double[] q = benchmark.reference().kernel().toArray();
        law = transposedProduct(q, transposedProduct(q, law, s), s);
        for (int k = 0; k < law.length; k++) {
            law[k] *= Math.exp(plan.logEnd(starts.x, k, scratch));
        }
        return law;
    }

    /** (Q A)ᵀ; twice of it is Q A Qᵀ. */
    private static double[] transposedProduct(double[] q, double[] a, int s) {
        double[] out = new double[s * s];
        double[] row = new double[s];
        for (int i = 0; i < s; i++) {
            Arrays.fill(row, 0);
            for (int k = 0; k < s; k++) {
                double f = q[i * s + k];
                for (int j = 0; j < s; j++) {
                    row[j] += f * a[k * s + j];
                }
            }
            for (int j = 0; j < s; j++) {
                out[j * s + i] = row[j];
            }
        }
        return out;
    }
}
