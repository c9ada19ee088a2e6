package org.pushforward.engine.bridge.learned;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

/** What must hold of the chains, of the steps they are made of, and of what networks learn. */
final class DiffusionBridgeChecks {

    private static final String CLOSED_FORM = "closed form of normal distributions";

    private DiffusionBridgeChecks() { }

    static List<Check> all() {
        return List.of(
                new Check.Live("target", "p₁: energy distance / floor", "energy-ratio", Criterion.atMost(3), true,
                        "two samples of p₁ have 1 on average"),
                // Up to 3.3 in the race: the backward network has waited for a half-iteration and is what the forward one was before.
                new Check.Live("source", "p₀: energy distance / floor", "energy-ratio-back", Criterion.atMost(5), true,
                        "two samples of p₀ have 1 on average"),
                new Check.Reference("pinned", "TR and FR steps to a known end: mean and variance off a Brownian bridge's", Criterion.atRounding(),
                        "closed form", _ -> ExactChain.pinnedError()),
                new Check.Reference("half-steps", "exact predictors, N → ∞: covariance after one and two half-iterations, four methods",
                        Criterion.atMost(5e-5), "IPF of normal distributions, closed form", _ -> ExactChain.halfStepError()),
                // Draws of 10 000 have errors of 0.01; the chains of DSB and S-DSB make steps of first order in 1/20, and reach 0.04 and 0.05.
                learned(DiffusionBridgeParameters.DSB, "DSB", 0.1), learned(DiffusionBridgeParameters.S_DSB, "S-DSB", 0.1),
                learned(DiffusionBridgeParameters.TR_DSB, "TR-DSB", 0.06), learned(DiffusionBridgeParameters.FR_DSB, "FR-DSB", 0.06),
                learned(DiffusionBridgeParameters.DSBM_IMF, "DSBM-IMF", 0.04), learned(DiffusionBridgeParameters.DSBM_IPF, "DSBM-IPF", 0.04),
                learned(DiffusionBridgeParameters.SF2M, "[SF]²M", 0.04),
                new Check.Reference("ends", "DSB, S-DSB, TR-DSB and FR-DSB between the same: worst energy distance / floor of p₀ and p₁",
                        Criterion.atMost(3), "two samples of one law have 1 on average", DiffusionBridgeChecks::ends),
                new Check.Reference("five", "DSBM-IMF in five dimensions, 20 half-iterations of 1000: error of Cov(x₀, x₁)", Criterion.atMost(0.01),
                        CLOSED_FORM, true, c -> trained(c, DiffusionBridgeParameters.DSBM_IMF, "half-iterations=20", "iterations=1000",
                                "iterations-per-step=500", "width=128").value("covariance-error").orElseThrow()));
    }

    private static Check learned(String method, String name, double bound) {
        return new Check.Reference("learned-" + method, name + " on N(−0.1, 1) → N(0.1, 1), σ = 1: larger error of Cov(x₀, x₁) and Var x_½",
                Criterion.atMost(bound), CLOSED_FORM, c -> {
                    Diagnostics d = small(c, method);
                    return Math.max(d.value("covariance-error").orElseThrow(), d.value("variance-error").orElseThrow());
                });
    }

    private static double ends(StepContext context) {
        double worst = 0;
        for (String method : List.of(DiffusionBridgeParameters.DSB, DiffusionBridgeParameters.S_DSB, DiffusionBridgeParameters.TR_DSB,
                DiffusionBridgeParameters.FR_DSB)) {
            Diagnostics d = small(context, method);
            worst = Math.max(worst, Math.max(d.value("energy-ratio").orElseThrow(), d.value("energy-ratio-back").orElseThrow()));
        }
        return worst;
    }

    private static Diagnostics small(StepContext context, String method) {
        return trained(context, method, "dimension=1", "half-iterations=6", "iterations=200", "iterations-per-step=1200", "width=32", "depth=2");
    }

    private static Diagnostics trained(StepContext context, String method, String... assignments) {
        String[] all = Arrays.copyOf(assignments, assignments.length + 3);
        all[assignments.length] = "method=" + method;
        all[assignments.length + 1] = "problem=gaussian";
        all[assignments.length + 2] = "particles=10000";
        Solver solver = new DiffusionBridgeSolver(DiffusionBridgeParameters.with(all), 1);
        solver.advance(Long.MAX_VALUE, context);
        return solver.diagnostics();
    }
}
