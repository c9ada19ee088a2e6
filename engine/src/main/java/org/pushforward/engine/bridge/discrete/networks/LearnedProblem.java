package org.pushforward.engine.bridge.discrete.networks;

import java.util.List;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.CategoricalReference;
import org.pushforward.engine.bridge.discrete.CategorySource;
import org.pushforward.engine.numerics.Philox;

/** Two distributions on categories with the reference between them, and how a learned bridge is judged and drawn. Immutable and thread-safe. */
sealed interface LearnedProblem permits PlaneProblem, SpaceProblem, DigitProblem {

    CategoricalReference reference();

    /** What the networks learn from. */
    CategorySource source();

    CategorySource target();

    /** Judges the chain of a forward network. */
    Judgement judge(EndpointNetwork forward, StepContext context);

    /** @param random numbers of the pictures, the same for every frame */
    List<Layer> layers(LearnedBridgeState state, Philox random, StepContext context);

    /**
     * What a chain is worth.
     *
     * @param end what the picture of the chain's end shows: a law, S × S, or mean grey values, 8 × 8
     */
    record Judgement(double[] end, Diagnostics numbers) { }
}
