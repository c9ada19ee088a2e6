package org.pushforward.engine.bridge.resolution;

import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/** What must hold of learned super-resolution. */
final class LearnedResolutionChecks {

    private static final String KNOWN = "closed form: normal given y and X_t";
    private static final double RATE = 5e-3;

    private LearnedResolutionChecks() { }

    static List<Check> all() {
        return List.of(
                new Check.Live("better", "bridge: error of the mean / of the coarse field", "error-ratio", Criterion.atMost(1), true,
                        "the fine field, held out"),
                new Check.Live("blocks", "bridge: block means off the given ones, in their deviation", "block-error-bridge", Criterion.atMost(0.3),
                        true, "the coarse field"),
                new Check.Live("reliable", "bridge: spread / error of the mean", "spread-skill-bridge", Criterion.within(1, 0.5), true,
                        "one for an ensemble that the truth cannot be told from"),
                new Check.Reference("heat", "heat given off by ten towns less what goes aloft, relative", Criterion.atMost(7e-8),
                        "conservation", _ -> imbalance()),
                new Check.Reference("expectation", "Gaussian fields, 300 iterations: E[x₁ | X_t, y] off the closed form, relative",
                        Criterion.atMost(0.2), KNOWN, c -> expectation(300, c)),
                new Check.Reference("expectation-long", "the same after 3000", Criterion.atMost(0.06), KNOWN, true, c -> expectation(3000, c)),
                new Check.Reference("ten-fifty", "towns, 2000 iterations: CRPS of Föllmer's bridge in 10 evaluations / of the diffusion in 50",
                        Criterion.atMost(1.1), "comparable in the paper, whose fields are simulated", true,
                        LearnedResolutionChecks::contest));
    }

    /** Untrained it is 0.71; after 300 iterations 0.11, after 3000 0.045 for another seed. */
    private static double expectation(int iterations, StepContext context) {
        Philox random = new Philox(1);
        GaussianPairs pairs = new GaussianPairs(new GaussianFields(16, 0.2, 0.5, 0.06, 0.1), random.stream(1));
        Denoiser trained = Denoiser.start(pairs, 16, random.stream(2)).advance(new Denoiser.Course(pairs, Objective.BRIDGE, 1, 16,
                random.stream(3)), RATE, iterations, context.cancel());
        return KnownExpectation.error(trained, pairs, Sampler.FOELLMER, 1, 8, random.stream(4), context.cancel());
    }

    /** Over twelve held-out towns. */
    private static double contest(StepContext context) {
        ParameterSet p = LearnedResolutionParameters.with();
        Contest contest = Contest.of(p, new Philox(1));
        LearnedResolutionParameters.Settings s = LearnedResolutionParameters.Settings.of(p);
        Contest.Both<Denoiser> trained = contest.train(contest.start(LearnedResolutionParameters.width(p)), s.rate(),
                s.iterations(), context);
        return contest.judge(trained, s, 10, 12, s.members(), context).bridge().crps()
                / contest.judge(trained, s, 50, 12, s.members(), context).diffusion().crps();
    }

    /** The worst of ten towns: the sweeps stop at a residual of 1e-8 of the sources, which are summed over a thousand cells. */
    private static double imbalance() {
        Philox random = new Philox(7);
        double worst = 0;
        for (int k = 0; k < 10; k++) {
            worst = Math.max(worst, UrbanHeat.draw(City.draw(32, random.stream(1), k), random.stream(2), k).imbalance());
        }
        return worst;
    }
}
