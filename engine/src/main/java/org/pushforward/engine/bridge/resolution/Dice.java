package org.pushforward.engine.bridge.resolution;

import org.pushforward.engine.numerics.Philox;

/** Uniform numbers drawn one after the other: those of one number of a stream. Used by one thread. */
final class Dice {

    private static final int BLOCK = 256;

    private final Philox random;
    private final int number;
    private final double[] u = new double[BLOCK];
    private int at = BLOCK;
    private int block;

    Dice(Philox random, int number) {
        this.random = random;
        this.number = number;
    }

    /** In (low, high]. */
    double between(double low, double high) {
        if (at == BLOCK) {
            random.uniforms(block++, 1, number, BLOCK, u, 0);
            at = 0;
        }
        return low + (high - low) * u[at++];
    }

    /** From low to high, both possible. */
    int whole(int low, int high) {
        return Math.min(high, low + (int) between(0, high - low + 1));
    }

    boolean chance(double p) {
        return between(0, 1) <= p;
    }
}
