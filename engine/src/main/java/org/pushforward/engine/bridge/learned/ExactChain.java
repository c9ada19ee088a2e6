package org.pushforward.engine.bridge.learned;

import java.util.Arrays;
import org.pushforward.engine.bridge.fitting.LineCoupling;

/**
 * What the steps of a {@link ChainMethod} do on the line when the network is replaced by what it should learn. Between normal
 * distributions of mean 0 every conditional mean is linear, so a chain x_b = α x_a + ν z is followed by its moments. Steps of a chain
 * reproduce iterative proportional fitting as N → ∞, with an error of order 1/N.
 *
 * @param direction of the chain
 * @param alpha of its steps, in their order
 * @param variance at every time, by index
 */
record ExactChain(Direction direction, TimeGrid grid, double[] alpha, double[] variance) {

    private static final double EPS = 1;
    private static final double START = 1;
    private static final double END = 2;
    private static final int STEPS = 256;

    /** The reference √ε W from N(0, START). */
    private static ExactChain reference(TimeGrid grid) {
        double[] alpha = new double[grid.steps()];
        double[] variance = new double[grid.steps() + 1];
        Arrays.fill(alpha, 1);
        for (int k = 0; k < variance.length; k++) {
            variance[k] = START + EPS * grid.t()[k];
        }
        return new ExactChain(Direction.FORWARD, grid, alpha, variance);
    }

    /** The chain of the opposite direction that a method learns from this one, started from a variance. */
    private ExactChain taught(ChainMethod method, double start) {
        Direction taught = direction.opposite();
        int n = grid.steps();
        double[] next = new double[n];
        double[] v = new double[n + 1];
        v[grid.from(taught, 0)] = start;
        for (int j = 0; j < n; j++) {
            Leg leg = grid.leg(taught, j);
            int a = grid.from(taught, j);
            int b = grid.to(taught, j);
            double toB = alpha[n - 1 - j] * variance[b] / variance[a];
            double toEnd = product(n - j) * variance[grid.to(taught, n - 1)] / variance[a];
            double drift = alpha[n - 1 - j] - 1;
            double[] slope = new double[1];
            method.target(leg, new ChainMethod.Transition(new double[] {1}, new double[] {toB}, new double[] {toEnd}, new double[] {drift},
                    new double[] {drift * toB}), 0, slope, 0);
            Move move = method.move(leg, EPS);
            next[j] = move.keep() + move.gain() * slope[0];
            v[b] = next[j] * next[j] * v[a] + move.noise() * move.noise();
        }
        return new ExactChain(taught, grid, next, v);
    }

    /** α of the first steps together. */
    private double product(int steps) {
        double p = 1;
        for (int j = 0; j < steps; j++) {
            p *= alpha[j];
        }
        return p;
    }

    /** Cov(x₀, x_N). */
    private double covariance() {
        return product(alpha.length) * variance[grid.from(direction, 0)];
    }

    /** Largest error of the covariances after one and two half-iterations, extrapolated to N → ∞, over methods. */
    static double halfStepError() {
        LineCoupling first = LineCoupling.reference(0, START, EPS).withTarget(0, END);
        LineCoupling second = first.withSource(0, START);
        double worst = 0;
        for (ChainMethod method : ChainMethod.values()) {
            double[] coarse = halfSteps(method, STEPS);
            double[] fine = halfSteps(method, 2 * STEPS);
            worst = Math.max(worst, Math.abs(2 * fine[0] - coarse[0] - first.c()));
            worst = Math.max(worst, Math.abs(2 * fine[1] - coarse[1] - second.c()));
        }
        return worst;
    }

    static double[] halfSteps(ChainMethod method, int steps) {
        ExactChain one = reference(TimeGrid.of(TimeGrid.Schedule.UNIFORM, steps)).taught(method, END);
        return new double[] {one.covariance(), one.taught(method, START).covariance()};
    }

    /** Largest error of mean and variance of a chain from 0.3 to a known end −1.2, over both directions and both forms. */
    static double pinnedError() {
        double worst = 0;
        for (ChainMethod method : new ChainMethod[] {ChainMethod.TERMINAL, ChainMethod.FLOW}) {
            for (Direction direction : Direction.values()) {
                TimeGrid grid = TimeGrid.of(TimeGrid.Schedule.RAMP, 16);
                double mean = 0.3;
                double variance = 0;
                for (int j = 0; j < grid.steps(); j++) {
                    Leg leg = grid.leg(direction, j);
                    Move move = method.move(leg, EPS);
                    double stays = move.keep() + move.gain() * slope(method, leg, 1, 0);
                    mean = stays * mean + move.gain() * slope(method, leg, 0, -1.2);
                    variance = stays * stays * variance + move.noise() * move.noise();
                    double left = leg.remainingAfter();
                    worst = Math.max(worst, Math.abs(mean - (left * 0.3 - (1 - left) * 1.2)));
                    worst = Math.max(worst, Math.abs(variance - EPS * left * (1 - left)));
                }
            }
        }
        return worst;
    }

    private static double slope(ChainMethod method, Leg leg, double x, double end) {
        double[] slope = new double[1];
        method.target(leg, new ChainMethod.Transition(new double[] {x}, new double[1], new double[] {end}, new double[1], new double[1]), 0,
                slope, 0);
        return slope[0];
    }
}
