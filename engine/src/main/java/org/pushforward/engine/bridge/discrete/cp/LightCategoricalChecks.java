package org.pushforward.engine.bridge.discrete.cp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.cp.LightCategoricalSolver.Objective;
import org.pushforward.engine.numerics.Philox;

/** What must hold of a fitted CP potential. */
final class LightCategoricalChecks {

    private static final String TRUTH = "the plan that defines the benchmark; laws of coordinates and pairs summed exactly given each of 1000 starts";
    private static final String PUBLISHED = "; read in a secondary note on the paper, sampled: DLightSB .95/.91 (D = 2), .93/.85 (D = 16),"
            + " DLightSB-M .86/.84, .92/.59";

    private LightCategoricalChecks() { }

    static List<Check> all(Objective objective) {
        List<Check> all = new ArrayList<>(common(objective));
        if (objective != Objective.PLAN) {
            all.add(new Check.Reference("coordinates-gradient", "gradient of the coordinatewise loss against central differences, relative to the "
                    + "largest entry", Criterion.atMost(4e-11), "five-point differences", context -> gradientError(Objective.COORDINATES, context)));
            all.add(scored("coordinates-plane-long", "D = 2, 4000 steps, coordinatewise", 0.85, true, Objective.COORDINATES, 4000, 2));
            all.add(scored("coordinates-sixteen-long", "D = 16, 4000 steps, coordinatewise", 0.85, true, Objective.COORDINATES, 4000, 16));
        }
        return List.copyOf(all);
    }

    private static List<Check> common(Objective objective) {
        boolean plan = objective == Objective.PLAN;
        return List.of(
                new Check.Live("shape", "Shape", "shape", Criterion.atLeast(0.85), true, "the plan that defines the benchmark scores 1"),
                new Check.Live("trend", "Trend", "trend", Criterion.atLeast(0.8), true, "the plan that defines the benchmark scores 1"),
                new Check.Live("c2st", "classifier two-sample test of pairs", "c2st", Criterion.atLeast(0.7), true, "1 cannot be told from the "
                        + "plan that defines the benchmark; fresh draws of it score .95 and more"),
                new Check.Reference("gradient", "gradient against central differences: largest difference, relative to the largest entry",
                        Criterion.atMost(5e-11), "five-point differences", context -> gradientError(objective, context)),
                new Check.Reference("truth", "the true plan given a start, three coordinates of seven: largest error of a pair's law",
                        Criterion.atRounding(), "the definition q(x₁ | x₀) ∝ Q(x₀, x₁) v(x₁), added up over all 343 ends",
                        _ -> truthError()),
                scored("plane", "D = 2, 4000 steps", plan ? 0.95 : 0.85, false, objective, 4000, 2),
                scored("plane-long", "D = 2, 20 000 steps", plan ? 0.95 : 0.9, true, objective, 20_000, 2),
                scored("sixteen-long", "D = 16, 10 000 steps", plan ? 0.88 : 0.85, true, objective, 10_000, 16));
    }

    private static Check scored(String id, String name, double bound, boolean isLong, Objective objective, int steps, int d) {
        return new Check.Reference(id, "lesser of shape and trend, gaussian α = 0.02, K* = 4, " + name, Criterion.atLeast(bound),
                TRUTH + PUBLISHED, isLong, context -> {
                    PlanScores s = trained(objective, d, steps, context);
                    return Math.min(s.shape(), s.trend());
                });
    }

    /** Scores over 1000 starts after training with seed 1. */
    static PlanScores trained(Objective objective, int d, int steps, StepContext context) {
        LightCategoricalSolver solver = new LightCategoricalSolver(LightCategoricalParameters.with(objective, "dimension=" + d,
                "training-steps=" + steps, "inner-steps=" + steps / 20), objective, 1);
        solver.advance(20, context);
        LightCategoricalState state = (LightCategoricalState) solver.save();
        DiscreteBenchmark benchmark = solver.benchmark();
        return PlanScores.of(state.plan(), benchmark.plan(), benchmark.source().draws(new Philox(99), 0, 1000), PlanScores.Pairs.ALL,
                context);
    }

    static double truthError() {
        DiscreteBenchmark benchmark = LightCategoricalParameters.benchmark(LightCategoricalParameters.with(Objective.PLAN, "dimension=3",
                "categories=7", "alpha=0.1"), new Philox(5));
        int s = 7;
        int[] x0 = benchmark.source().draws(new Philox(6), 0, 10);
        double worst = 0;
        for (int p = 0; p < 10; p++) {
            double[] law = lawOfEnds(benchmark, Arrays.copyOfRange(x0, 3 * p, 3 * p + 3));
            double[] pair = new double[s * s];
            benchmark.plan().given(x0, p).joint(0, 2, -1, pair);
            for (int end = 0; end < law.length; end++) {
                pair[end / (s * s) * s + end % s] += law[end];
            }
            worst = Math.max(worst, Arrays.stream(pair).map(Math::abs).max().orElseThrow());
        }
        return worst;
    }

    /** q(· | x₀) over all S³ ends; v = Σ_k exp θ_k Π_d exp θ_{d, s, k}. */
    private static double[] lawOfEnds(DiscreteBenchmark benchmark, int[] x0) {
        CpShape shape = benchmark.shape();
        double[] theta = benchmark.theta();
        int s = shape.categories();
        double[] law = new double[s * s * s];
        for (int end = 0; end < law.length; end++) {
            int[] x1 = {end / (s * s), end / s % s, end % s};
            double way = 1;
            for (int d = 0; d < 3; d++) {
                way *= benchmark.reference().kernel().get(x0[d], x1[d]);
            }
            for (int k = 0; k < shape.components(); k++) {
                double log = theta[k];
                for (int d = 0; d < 3; d++) {
                    log += theta[shape.components() + shape.row(d, x1[d]) + k];
                }
                law[end] += way * Math.exp(log);
            }
        }
        double sum = Arrays.stream(law).sum();
        return Arrays.stream(law).map(q -> q / sum).toArray();
    }

    /** At the start of a training of three components in three dimensions. */
    static double gradientError(Objective objective, StepContext context) {
        LightCategoricalSolver solver = new LightCategoricalSolver(LightCategoricalParameters.with(objective, "dimension=3", "components=3",
                "categories=7", "batch=16", "alpha=0.1"), objective, 2);
        double[] theta = ((LightCategoricalState) solver.save()).theta().clone();
        double[] gradient = new double[theta.length];
        int t = 5;
        solver.descend(theta, t, context);
        System.arraycopy(solver.gradient(), 0, gradient, 0, gradient.length);
        double h = 2e-3;
        double worst = 0;
        double largest = 0;
        for (int k = 0; k < theta.length; k++) {
            double[] f = new double[5];
            for (int i = -2; i <= 2; i++) {
                double[] moved = theta.clone();
                moved[k] += i * h;
                f[i + 2] = solver.loss(moved, t, context);
            }
            double difference = (8 * (f[3] - f[1]) - (f[4] - f[0])) / (12 * h);
            worst = Math.max(worst, Math.abs(difference - gradient[k]));
            largest = Math.max(largest, Math.abs(gradient[k]));
        }
        return worst / largest;
    }
}
