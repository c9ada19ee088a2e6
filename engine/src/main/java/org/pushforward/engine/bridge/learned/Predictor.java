package org.pushforward.engine.bridge.learned;

/** What a network has learned, or what it should have: outputs for points n × d that are all at one time. */
@FunctionalInterface
interface Predictor {

    double[] at(double[] x, double t);
}
