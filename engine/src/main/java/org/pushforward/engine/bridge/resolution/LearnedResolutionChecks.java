package org.pushforward.engine.bridge.resolution;

import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.numerics.Philox;

/** What must hold of learned super-resolution. */
final class LearnedResolutionChecks {

    private LearnedResolutionChecks() { }

    static List<Check> all() {
        return List.of(
                new Check.Live("better", "bridge: error of the mean / of the coarse field", "error-ratio", Criterion.atMost(1), true,
                        "the fine field, held out"),
                new Check.Reference("heat", "heat given off by ten towns less what goes aloft, relative", Criterion.atMost(1e-6),
                        "conservation", _ -> imbalance()));
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
