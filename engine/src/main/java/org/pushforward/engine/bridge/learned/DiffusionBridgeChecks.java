package org.pushforward.engine.bridge.learned;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Solver;

/** What must hold of the chains, of the steps they are made of, and of what networks learn. */
final class DiffusionBridgeChecks {

    private static final String CLOSED_FORM = "closed form of normal distributions";

    private DiffusionBridgeChecks() { }

    static List<Check> all() {
        return List.of(
                new Check.Live("target", "p₁: energy distance / floor", "energy-ratio", Criterion.atMost(3), true,
                        "two samples of p₁ have 1 on average"),
                new Check.Reference("pinned", "TR and FR steps to a known end: mean and variance off a Brownian bridge's", Criterion.atMost(1e-12),
                        "closed form", _ -> ExactChain.pinnedError()),
                new Check.Reference("half-steps", "exact predictors, N → ∞: covariance after one and two half-iterations, four methods",
                        Criterion.atMost(5e-5), "IPF of normal distributions, closed form", _ -> ExactChain.halfStepError()),
                new Check.Reference("learned", "DSBM on N(−0.1, 1) → N(0.1, 1), σ = 1: error of Cov(x₀, x₁)", Criterion.atMost(0.06), CLOSED_FORM,
                        c -> learned(c, "dimension=1", "half-iterations=6", "iterations=200", "width=32", "depth=2")),
                new Check.Reference("five", "the same in five dimensions, 20 half-iterations of 1000", Criterion.atMost(0.02), CLOSED_FORM, true,
                        c -> learned(c, "half-iterations=20", "iterations=1000", "iterations-per-step=500", "width=128")));
    }

    private static double learned(StepContext context, String... assignments) {
        String[] all = Arrays.copyOf(assignments, assignments.length + 3);
        all[assignments.length] = "method=dsbm-imf";
        all[assignments.length + 1] = "problem=gaussian";
        all[assignments.length + 2] = "particles=10000";
        Solver solver = new DiffusionBridgeSolver(DiffusionBridgeParameters.with(all), 1);
        solver.advance(Long.MAX_VALUE, context);
        return solver.diagnostics().value("covariance-error").orElseThrow();
    }
}
