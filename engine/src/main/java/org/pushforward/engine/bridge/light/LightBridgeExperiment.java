package org.pushforward.engine.bridge.light;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.Benchmark;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Course;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;

/**
 * {@code bridge.light}: a Schrödinger bridge whose potential is a mixture of Gaussians, trained by the likelihood of the plan while
 * particles flow along its closed-form drift. Stateless and thread-safe.
 *
 * @see LightBridge
 * @see PotentialLoss
 */
public final class LightBridgeExperiment implements Experiment {

    private static final Description DESCRIPTION = new Description("bridge.light", "Light Schrödinger bridge",
            "Particles that would diffuse as √ε W are drawn from one set at t = 0 and must look like another at t = 1. If the potential of "
                    + "the bridge is a mixture of K Gaussians, then plan, drift and normaliser are closed forms, and the distance to the "
                    + "true bridge is, up to a constant, the mean of log c over the source less that of log v over the target: no "
                    + "simulation and no network. The ellipses are what the components become at t = 1; watch them "
                    + "spread over the target. Move ε: a small one gives the straight lines of optimal transport, a large one wanders. "
                    + LightBridgePanes.PUBLISHED,
            List.of("v(y) = Σ a_k N(y | r_k, εS_k),  c(x) = Σ a_k exp((x'S_k x + 2r_k'x)/2ε)", "L = E_p₀ log c − E_p₁ log v = KL(π* ‖ π) + const",
                    "π(y | x) = Σ p_k(x) N(y | r_k + S_k x, εS_k)", "g(x, t) = Σ w_k(x, t) (r_k + (S_k − 1)x) / (tS_k + 1 − t)"),
            List.of(new Citation("A. Korotin, N. Gushchin, E. Burnaev", 2024, "Light Schrödinger bridge", "2310.01174").code("https://github.com/ngushchin/LightSB"),
                    new Citation("N. Gushchin, A. Kolesov, P. Mokrov, et al.", 2023,
                            "Building the bridge of Schrödinger: a continuous entropic optimal transport benchmark", "2306.10161").code("https://github.com/ngushchin/EntropicOTBenchmark")));

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public List<Parameter<?>> parameters() {
        return LightBridgeParameters.all(false);
    }

    @Override
    public List<Pane> panes() {
        return LightBridgePanes.all();
    }

    @Override
    public List<Check> checks() {
        List<Check> all = new ArrayList<>(LightBridgeChecks.live());
        all.addAll(LightBridgeChecks.reference());
        return all;
    }

    @Override
    public List<Benchmark> benchmarks() {
        return LightBridgeBenchmarks.all();
    }

    @Override
    public Course course(ParameterSet parameters) {
        return new Course.Counted(LightBridgePanes.steps(parameters));
    }

    @Override
    public List<String> tiny() {
        return List.of("components=4 batch=16 iterations-per-step=2 particles=600 flow-steps=4");
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return new LightBridgeSolver(parameters, false, seed);
    }
}
