package org.pushforward.engine.bridge.learned;

/**
 * A way to learn a Schrödinger bridge with the reference √ε W by regression: what a network is taught, and how its outputs move
 * particles. Stateless.
 */
sealed interface BridgeMethod permits ChainMethod, MatchingMethod {

    /** The step that a slope of {@link #slope} makes. */
    Move move(Leg leg, double eps);

    /** Numbers a network gives for a point of dimension d. */
    int outputs(int d);

    /** The direction whose network serves a direction: its own, or the only one there is. */
    Direction serving(Direction direction);

    /** The slope f of {@link Move} from a network's outputs, n × d. */
    double[] slope(Direction direction, double[] outputs, int d);

    /** Whether the outputs are displacements of one step, not of the whole way. */
    boolean learnsIncrements();
}
