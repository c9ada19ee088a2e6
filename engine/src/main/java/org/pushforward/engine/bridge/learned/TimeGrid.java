package org.pushforward.engine.bridge.learned;

import java.util.Locale;

/**
 * The times 0 = t₀ &lt; … &lt; t_N = 1 of a chain; step k has the noise variance 2γ_k = ε(t_{k+1} − t_k). Symmetric about ½. Immutable.
 *
 * @param t shared and never written
 */
record TimeGrid(double[] t) {

    /** The largest step over the smallest one: γ goes from 1e-4 to 1e-3 and back in the runs of De Bortoli et al. and Tang et al. */
    private static final double RAMP = 10;

    /** How the noise is spread over the steps. */
    enum Schedule {
        UNIFORM,
        /** Small steps at both ends, where a distribution with edges wants them. */
        RAMP;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static TimeGrid of(Schedule schedule, int steps) {
        double[] t = new double[steps + 1];
        int half = (steps - 1) / 2;
        for (int k = 0; k < steps; k++) {
            double rise = half == 0 ? 0 : (double) Math.min(k, steps - 1 - k) / half;
            t[k + 1] = t[k] + (schedule == Schedule.UNIFORM ? 1 : 1 + (RAMP - 1) * rise);
        }
        double whole = t[steps];
        for (int k = 0; k <= steps; k++) {
            t[k] /= whole;
        }
        return new TimeGrid(t);
    }

    int steps() {
        return t.length - 1;
    }

    /** The index at which the j-th step of a direction starts. */
    int from(Direction direction, int j) {
        return direction == Direction.FORWARD ? j : steps() - j;
    }

    /** The index at which it ends. */
    int to(Direction direction, int j) {
        return from(direction, j + 1);
    }

    /** The j-th step of a direction. */
    Leg leg(Direction direction, int j) {
        return new Leg(direction, t[from(direction, j)], t[to(direction, j)]);
    }

    /** The index of the time nearest to one. */
    int nearest(double time) {
        int best = 0;
        for (int k = 1; k < t.length; k++) {
            best = Math.abs(t[k] - time) < Math.abs(t[best] - time) ? k : best;
        }
        return best;
    }
}
