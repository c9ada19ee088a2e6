package org.pushforward.engine.bridge.discrete.networks;

import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.CategoricalReference;
import org.pushforward.engine.bridge.discrete.ReferenceBridge;
import org.pushforward.engine.bridge.discrete.cp.PlanScores;
import org.pushforward.engine.bridge.discrete.networks.EndpointPosterior.Logits;
import org.pushforward.engine.bridge.discrete.networks.LearnedBridgeSolver.Manner;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.Philox;

/** What must hold of categorical bridges learned by networks. */
final class LearnedBridgeChecks {

    private LearnedBridgeChecks() { }

    static List<Check> all(Manner manner) {
        String published = manner == Manner.ALTERNATING ? ".72/.59" : ".66/.64";
        return List.of(
                new Check.Live("end", "error of p₁, total variation", "end-error", Criterion.atMost(0.2), true,
                        "the target's law: exact for the benchmark, else that of 200 000 draws"),
                new Check.Reference("derivative", "derivative of the loss against central differences, relative to the largest",
                        Criterion.atMost(6e-12), "five-point differences", _ -> Math.max(derivativeError(Logits.PLAIN), derivativeError(Logits.RELATIVE))),
                new Check.Live("marginals", "error of single coordinates at the end, total variation", "marginal-error", Criterion.atMost(0.2),
                        true, "the target's laws: exact for the benchmark, else those of digits that were held out"),
                new Check.Reference("digits", "threes into eights, 640 steps: energy distance from eights that were held out, over that of as many others",
                        Criterion.atMost(4), "runs of ours: real digits have 1 by definition, an untrained network makes images of 39",
                        context -> digits(manner, context)),
                new Check.Reference("benchmark-long", "lesser of shape and trend on the benchmark, gaussian α = 0.02, K* = 4, D = 2, 200 starts",
                        Criterion.atLeast(0.75), "the plan that defines the benchmark scores 1; laws summed over all states; read in a secondary "
                        + "note on the paper, sampled: " + published, true, context -> benchmark(manner, context)),
                new Check.Reference("sixteen-long", "lesser of shape and trend at D = 16, 50 starts, 256 ways each, over those of the true bridge by "
                        + "as many ways", Criterion.atLeast(0.65), "the true bridge has 1; read in a secondary note on the paper, shape and trend by "
                        + "samples: " + (manner == Manner.ALTERNATING ? ".87/.69" : ".89/.72"), true, context -> sixteen(manner, context)));
    }

    private static LearnedBridgeSolver trained(Manner manner, StepContext context, String... assignments) {
        LearnedBridgeSolver solver = new LearnedBridgeSolver(LearnedBridgeParameters.with(assignments), manner, 1);
        solver.advance(100_000, context);
        return solver;
    }

    static double benchmark(Manner manner, StepContext context) {
        LearnedBridgeSolver solver = trained(manner, context, "problem=benchmark");
        PlaneProblem.Known known = ((PlaneProblem) solver.problem()).known().orElseThrow();
        PlanScores s = known.scores(((LearnedBridgeState) solver.save()).forward(),
                solver.problem().source().draws(new Philox(99), 0, 200), context);
        return Math.min(s.shape(), s.trend());
    }

    static double sixteen(Manner manner, StepContext context) {
        LearnedBridgeSolver solver = trained(manner, context, "problem=benchmark", "dimension=16", "logits=relative",
                "learning-rate=0.004", "first-steps=20", "half-steps=5", "iterations=11");
        SpaceProblem problem = (SpaceProblem) solver.problem();
        int[] starts = problem.source().draws(new Philox(99), 0, 50);
        PlanScores s = problem.scores(((LearnedBridgeState) solver.save()).forward(), starts, SpaceProblem.DRAWS, PlanScores.Pairs.ALL, context);
        PlanScores perfect = problem.perfect(starts, SpaceProblem.DRAWS, PlanScores.Pairs.ALL, context);
        return Math.min(s.shape() / perfect.shape(), s.trend() / perfect.trend());
    }

    static double digits(Manner manner, StepContext context) {
        Diagnostics d = trained(manner, context, "problem=digits", "first-steps=12", "half-steps=4", "iterations=2").diagnostics();
        return d.value("energy-distance").orElseThrow() / d.value("energy-distance-real").orElseThrow();
    }

    /** Over all numbers of steps to go. */
    static double derivativeError(Logits kind) {
        int s = 9;
        ReferenceBridge bridge = new ReferenceBridge(new CategoricalReference(CategoricalReference.Kind.GAUSSIAN, s, 0.1, 4, 3));
        double[] logits = new double[s];
        new Philox(8).normals(0, s, 0, 1, logits, 0);
        double worst = 0;
        double largest = 0;
        double h = 2e-3;
        try (Tape tape = Tape.precise(CancelToken.current())) {
            for (int m = 1; m <= bridge.transitions(); m++) {
                EndpointLoss loss = new EndpointLoss(bridge, kind, 1, new int[] {3}, new int[] {m}, new int[] {5});
                Value at = tape.variable(logits, 1, s);
                double[] derivative = loss.of(at).grad(at).array();
                for (int k = 0; k < s; k++) {
                    double[] f = new double[5];
                    for (int i = -2; i <= 2; i++) {
                        double[] moved = logits.clone();
                        moved[k] += i * h;
                        f[i + 2] = loss.of(tape.of(moved, 1, s)).number();
                    }
                    double difference = (8 * (f[3] - f[1]) - (f[4] - f[0])) / (12 * h);
                    worst = Math.max(worst, Math.abs(difference - derivative[k]));
                    largest = Math.max(largest, Math.abs(derivative[k]));
                }
            }
        }
        return worst / largest;
    }
}
