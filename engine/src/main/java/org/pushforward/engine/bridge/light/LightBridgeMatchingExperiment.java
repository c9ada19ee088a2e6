package org.pushforward.engine.bridge.light;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Course;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;

/**
 * {@code bridge.light-m}: the light bridge found by one optimal projection: its drift is fitted to that of Brownian bridges between
 * points of the two sets. Stateless and thread-safe.
 *
 * @see LightBridge
 * @see DriftLoss
 */
public final class LightBridgeMatchingExperiment implements Experiment {

    private static final Description DESCRIPTION = new Description("bridge.light-m", "Light bridge matching",
            "Pair points of source and target in any way, join every pair by a Brownian bridge, and fit the drift of a light Schrödinger "
                    + "bridge to what these particles do on average. Because the fit is made among Schrödinger bridges, a single "
                    + "projection gives the true one: there is no outer iteration, and the pairs may be independent. The drift is a "
                    + "closed form, and so is its gradient, by a reverse pass. The target of the fit is noisy near t = 1, so it takes more "
                    + "iterations than the likelihood of the light bridge. " + LightBridgePanes.PUBLISHED,
            List.of("L = E |g(X_t, t) − (X₁ − X_t)/(1 − t)|²/d,  X_t = (1−t)X₀ + tX₁ + √(εt(1−t)) Z",
                    "g(x, t) = Σ w_k(x, t) (r_k + (S_k − 1)x) / (tS_k + 1 − t)"),
            List.of(new Citation("N. Gushchin, S. Kholkin, E. Burnaev, A. Korotin", 2024, "Light and optimal Schrödinger bridge matching",
                            "2402.03207").code("https://github.com/SKholkin/LightSB-Matching"),
                    new Citation("A. Korotin, N. Gushchin, E. Burnaev", 2024, "Light Schrödinger bridge", "2310.01174").code("https://github.com/ngushchin/LightSB")));

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public List<Parameter<?>> parameters() {
        return LightBridgeParameters.all(true);
    }

    @Override
    public List<Pane> panes() {
        return LightBridgePanes.all();
    }

    @Override
    public List<Check> checks() {
        List<Check> all = new ArrayList<>(LightBridgeChecks.live());
        all.addAll(LightBridgeChecks.matching());
        return all;
    }

    @Override
    public Course course(ParameterSet parameters) {
        return new Course.Counted(LightBridgePanes.steps(parameters));
    }

    @Override
    public List<String> tiny() {
        return List.of("coupling=minibatch-ot components=4 batch=8 iterations-per-step=2 particles=600 flow-steps=4");
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return new LightBridgeSolver(parameters, true, seed);
    }
}
