package org.pushforward.engine.bridge.light;

import java.util.List;
import org.pushforward.engine.api.Benchmark;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/** Timings of the light bridge. */
final class LightBridgeBenchmarks {

    private static final int ITERATIONS = 5000;
    private static final int FRAMES = 60;
    private static final ParameterSet PARAMETERS = LightBridgeParameters.with(false, "particles=20000", "components=50");

    private LightBridgeBenchmarks() { }

    static List<Benchmark> all() {
        return List.of(
                new Benchmark("training-50", "one training step, 50 components, batch 128, gaussian to swiss roll", 1.0 / 5000,
                        LightBridgeBenchmarks::training),
                new Benchmark("particles-20000", "one time step of 20 000 particles, 50 components in the plane", 0.015,
                        LightBridgeBenchmarks::flow));
    }

    private static Benchmark.Timed training(StepContext context) {
        LightScene scene = LightScene.of(PARAMETERS, 0.1, new Philox(1));
        LightLayout layout = new LightLayout(50, 2);
        LightTraining training = new LightTraining(layout, new PotentialLoss(layout), 128, new Philox(2));
        LightTraining.Point start = training.start(scene, 0.1, 1e-3);
        return new Benchmark.Timed(ITERATIONS, () -> training.advance(start, scene, ITERATIONS, context));
    }

    private static Benchmark.Timed flow(StepContext context) {
        LightScene scene = LightScene.of(PARAMETERS, 0.1, new Philox(1));
        LightLayout layout = new LightLayout(50, 2);
        LightTraining training = new LightTraining(layout, new PotentialLoss(layout), 128, new Philox(2));
        LightBridge bridge = layout.bridge(training.start(scene, 0.1, 1e-3).theta(), 0.1);
        LightFlow flow = new LightFlow(scene.source(), 20_000, FRAMES, new Philox(3));
        return new Benchmark.Timed(FRAMES, () -> {
            LightFlow.Pass pass = flow.start(0);
            for (int k = 0; k < FRAMES; k++) {
                pass = flow.advance(pass, bridge, context);
            }
        });
    }
}
