package org.pushforward.engine.bridge.resolution;

import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;

/** What must hold of ensembles of fine fields. */
final class ResolutionChecks {

    private static final String EXACT = "closed form: Wiener filter, and the sampler's law mode by mode";

    private ResolutionChecks() { }

    static List<Check> all() {
        return List.of(
                new Check.Live("spread", "spread of the members / of their law", "spread-ratio", Criterion.within(1, 0.1), false, EXACT),
                new Check.Live("law", "W₂ of the members' law to the posterior, relative to its spread", "law-error", Criterion.atMost(0.5), true,
                        EXACT),
                order(Sampler.BRIDGE, 0.03), order(Sampler.FOELLMER, 0.03), order(Sampler.DDPM, 0.15), order(Sampler.DDIM, 0.03),
                new Check.Reference("ten-fifty", "Föllmer's bridge, ε = 1, in 10 evaluations over ancestral diffusion in 50: ratio of errors",
                        Criterion.atMost(1), "the ratio of evaluations is that of the urban micrometeorology paper, whose fields are others",
                        _ -> Sampler.FOELLMER.error(rough(), 10, 1) / Sampler.DDPM.error(rough(), 50, 1)));
    }

    /** Rough fields, blurred by 6 % of the side. */
    private static GaussianFields rough() {
        return new GaussianFields(32, 0.2, 0.5, 0.06, 0.1);
    }

    private static Check order(Sampler s, double tolerance) {
        return new Check.Reference("order-" + s.id(), "observed order of " + s.id() + " between 400 and 800 evaluations",
                Criterion.within(1, tolerance), "Euler–Maruyama with additive noise is of weak order one", _ -> Math.log(
                        s.error(rough(), 400, 0.5) / s.error(rough(), 800, 0.5)) / Math.log(2));
    }
}
