package org.pushforward.engine.bridge.learned;

import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Philox;

/**
 * Chains x₀ … x_N of n particles in d dimensions on a {@link TimeGrid}. Immutable; arrays are never written once made.
 *
 * @param dimension d
 * @param x positions at every time, each n × d row-major
 * @param energy ½ E Σ |mean displacement|²/Δ of the steps, an estimate of ½ E ∫|drift|² dt
 */
record Chains(int dimension, double[][] x, double energy) {

    static Chains none(int dimension) {
        return new Chains(dimension, new double[][] {{}}, 0);
    }


    int size() {
        return x[0].length / dimension;
    }

    long bytes() {
        return (long) Double.BYTES * x.length * x[0].length;
    }

    /** Some particles at time k. */
    double[] rows(int k, int[] rows) {
        double[] out = new double[rows.length * dimension];
        for (int p = 0; p < rows.length; p++) {
            System.arraycopy(x[k], rows[p] * dimension, out, p * dimension, dimension);
        }
        return out;
    }

    /** The largest coordinate there is; NaN when one is. */
    double reach() {
        double most = 0;
        for (double[] positions : x) {
            for (double v : positions) {
                most = Math.max(most, Math.abs(v));
            }
        }
        return most;
    }

    /** Mean of ½|x₀ − x_N|². */
    double cost() {
        double[] a = x[0];
        double[] b = x[x.length - 1];
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return 0.5 * sum / size();
    }

    /** Where chains come from. */
    @FunctionalInterface
    interface Slope {
        /** The slope f of the j-th step and the step itself. */
        Stride stride(int j, Leg leg, double[] x);
    }

    /** A slope with the step it makes. */
    record Stride(double[] slope, Move move) { }

    /**
     * From a start along a direction. The noise is a function of generator, stamp, particle and step.
     *
     * @param start n × d
     */
    static Chains run(Direction direction, TimeGrid grid, double[] start, int d, Philox noise, int stamp, Slope slope, CancelToken cancel) {
        int steps = grid.steps();
        double[][] x = new double[steps + 1][];
        x[grid.from(direction, 0)] = start;
        double[] z = new double[start.length];
        double energy = 0;
        for (int j = 0; j < steps; j++) {
            cancel.throwIfCancelled();
            double[] from = x[grid.from(direction, j)];
            Leg leg = grid.leg(direction, j);
            Stride s = slope.stride(j, leg, from);
            noise.normals(0, start.length / d, stamp * steps + j, d, z, 0);
            double[] to = new double[from.length];
            double moved = 0;
            for (int k = 0; k < to.length; k++) {
                double mean = s.move.keep() * from[k] + s.move.gain() * s.slope[k];
                moved += (mean - from[k]) * (mean - from[k]);
                to[k] = mean + s.move.noise() * z[k];
            }
            energy += 0.5 * moved / leg.length() * d / start.length;
            x[grid.to(direction, j)] = to;
        }
        return new Chains(d, x, energy);
    }

    /** Driven by a method's outputs. */
    static Slope of(BridgeMethod method, double eps, int d, Predictor predictor) {
        return (_, leg, x) -> new Stride(method.slope(leg.direction(), predictor.at(x, leg.at()), d), method.move(leg, eps));
    }

    /** The reference √ε W: no drift at all. */
    static Slope reference(double eps) {
        return (_, leg, x) -> new Stride(new double[x.length], Move.eulerMaruyama(leg, eps));
    }

    /** Brownian bridges to given ends. */
    static Slope pinned(double eps, double[] ends) {
        return (_, leg, _) -> new Stride(ends, Move.towards(leg, eps));
    }
}
