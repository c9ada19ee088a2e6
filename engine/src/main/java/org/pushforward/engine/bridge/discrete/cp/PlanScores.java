package org.pushforward.engine.bridge.discrete.cp;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.api.StepContext;

/**
 * How near a plan is to the true one given the start, as the catsbench program scores it: shape is 1 − the total variation distance of
 * the laws of single coordinates, trend the same of pairs of coordinates, both averaged over coordinates and starts. All D² pairs count, as
 * they do there, a coordinate with itself too, whose score is that of its law. Both plans being mixtures of products, the laws are summed
 * exactly and the true plan scores 1 (drawn samples of it score less). O(D² S² K) a start.
 */
public record PlanScores(double shape, double trend) {

    /** The pairs of different coordinates whose mean trend takes: all, or each with the next, round and round, as a sample. */
    public enum Pairs { ALL, NEIGHBOURS }

    /** @param x0 starts, n × D row-major */
    public static PlanScores of(CpPlan plan, CpPlan truth, int[] x0, Pairs pairs, StepContext context) {
        int d = plan.shape().dimension();
        int n = x0.length / d;
        PlanScores[] each = new PlanScores[n];
        context.workers().forEach(n, p -> {
            context.cancel().throwIfCancelled();
            each[p] = of(plan.given(x0, p), truth.given(x0, p), pairs, StepContext.serial());
        });
        return mean(each);
    }

    /** @param others mean score of the pairs of different coordinates, of d */
    public static PlanScores of(double shape, double others, int d) {
        return new PlanScores(shape, others + (shape - others) / d);
    }

    /** Means of the scores. */
    public static PlanScores mean(PlanScores[] each) {
        double shape = 0;
        double trend = 0;
        for (PlanScores s : each) {
            shape += s.shape / each.length;
            trend += s.trend / each.length;
        }
        return new PlanScores(shape, trend);
    }

    /** Scores of one law against another; the pairs are shared among the team. */
    public static PlanScores of(CpPlan.Mixture plan, CpPlan.Mixture truth, Pairs pairs, StepContext context) {
        int d = plan.dimension();
        int s = plan.categories();
        double[] gap = new double[s];
        double shape = 0;
        for (int j = 0; j < d; j++) {
            Arrays.fill(gap, 0);
            plan.marginal(j, 1, gap);
            truth.marginal(j, -1, gap);
            shape += 1 - half(gap);
        }
        int[] counted = IntStream.range(0, d * d).filter(p -> {
            int j = p / d;
            int k = p % d;
            return k > j && (pairs == Pairs.ALL || k == j + 1 || k == j + d - 1);
        }).toArray();
        double[] each = new double[counted.length];
        context.workers().forEach(counted.length, p -> {
            context.cancel().throwIfCancelled();
            double[] pair = new double[s * s];
            plan.joint(counted[p] / d, counted[p] % d, 1, pair);
            truth.joint(counted[p] / d, counted[p] % d, -1, pair);
            each[p] = 1 - half(pair);
        });
        return of(shape / d, Arrays.stream(each).sum() / counted.length, d);
    }

    /** Half the sum of absolute values: the total variation distance of two laws from their difference. */
    public static double half(double[] gap) {
        double sum = 0;
        for (double g : gap) {
            sum += Math.abs(g);
        }
        return 0.5 * sum;
    }
}
