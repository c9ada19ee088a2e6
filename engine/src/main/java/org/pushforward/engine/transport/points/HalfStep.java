package org.pushforward.engine.transport.points;

/**
 * A half-iteration: what it does to the potentials of one side while those of the other rest. It maximises the dual over them; a multiple
 * w of it over-relaxes. Potentials are in bits. Immutable.
 */
interface HalfStep {

    /** Added to the potentials by w times the plain half-iteration, kept where potentials may be. */
    double[] increments(double w);

    /** Added to λ besides. */
    default double multiplier() {
        return 0;
    }

    /** What the dual gains by that, in nats times mass; concave in w. */
    double gain(double w);
}
