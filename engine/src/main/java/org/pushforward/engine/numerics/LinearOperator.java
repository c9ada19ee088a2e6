package org.pushforward.engine.numerics;

/** y = A x. Overwrites {@code y}; the two arrays differ. */
@FunctionalInterface
public interface LinearOperator {
    void apply(double[] x, double[] y);
}
